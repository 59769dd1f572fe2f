-- Copies for observers are a sending of their own, which no report on people counts.
ALTER TABLE sendings ADD COLUMN copies_of bigint REFERENCES sendings;
CREATE UNIQUE INDEX sendings_copies ON sendings (copies_of) WHERE copies_of IS NOT NULL;
