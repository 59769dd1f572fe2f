-- Double opt-in: an address is written to once its owner has shown that it is theirs, and how they did is kept.
ALTER TABLE confirmations
    ADD COLUMN message_id bigint REFERENCES messages,      -- by whose link; null where it was shown in another way
    ADD COLUMN client text NOT NULL DEFAULT '',            -- network address from which the button was pressed
    ADD COLUMN agent text NOT NULL DEFAULT '';             -- what the browser said it was

-- Why an address is not written to whoever it belongs to: asked where a message is claimed, after `refusal`.
DROP FUNCTION barred(text, text);
CREATE FUNCTION barred(through text, contact text, confirmed_only boolean) RETURNS text LANGUAGE sql STABLE RETURN CASE
    WHEN blacklisted(through, lower(contact)) IS NOT NULL THEN 'bad_address'
    WHEN EXISTS (SELECT FROM erased e WHERE e.kind = through AND e.hash = keyed_hash(through, lower(contact)))
        THEN 'suppressed'
    WHEN confirmed_only AND NOT EXISTS (
        SELECT FROM confirmations c WHERE c.medium = through AND c.address = lower(contact)
    ) THEN 'unconfirmed'
    ELSE '' END;

ALTER TYPE audited ADD VALUE 'confirmation';   -- addresses were taken as confirmed
