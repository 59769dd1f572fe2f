-- Which folder last used the database, so that a copy of it, which carries the same id, is told from one that has moved.
-- `told_in` is the database in which that was said: in one that was restored or cloned from it, it says nothing.
ALTER TABLE workspace
    ADD COLUMN folder  text NOT NULL DEFAULT '',
    ADD COLUMN told_in text NOT NULL DEFAULT '';
