-- Why somebody said no, and in answer to which message: for the report of who leaves after which mailing.
ALTER TABLE consents
    ADD COLUMN message_id bigint REFERENCES messages,      -- by whose link it was said; null where by none
    ADD COLUMN reason text NOT NULL DEFAULT '',            -- one of those offered, in its words
    ADD COLUMN remark text NOT NULL DEFAULT '';            -- what the person wrote besides
CREATE INDEX consents_by_link ON consents (message_id) WHERE message_id IS NOT NULL;
