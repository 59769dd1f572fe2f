-- Links in messages: the keys that sign them, and who has unsubscribed by which message.

-- Every machine of a workspace signs with the newest key. Older ones stay: links live as long as messages lie in mailboxes.
CREATE TABLE link_keys (
    kid      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key      bytea NOT NULL,
    made_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO link_keys (key) VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

CREATE TABLE unsubscribes (
    message_id   bigint PRIMARY KEY REFERENCES messages,
    happened_at  timestamptz NOT NULL
);
