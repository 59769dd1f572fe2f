-- A database that was restored, or copied from another, may know less than has happened: nothing leaves from it until
-- somebody has looked. `locked` says since when and why; empty where messages may leave.
ALTER TABLE workspace ADD COLUMN locked text NOT NULL DEFAULT '';
