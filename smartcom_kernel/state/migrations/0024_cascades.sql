-- Cascades: a message that has not arrived by its first leg is handed over once more, by the second.
ALTER TABLE messages
    ADD COLUMN leg smallint NOT NULL DEFAULT 1,   -- by which leg it leaves, or has left
    ADD COLUMN fall_back_at timestamptz;          -- from when on the next leg takes it, unless it has arrived; null for never
CREATE INDEX messages_to_fall_back ON messages (fall_back_at) WHERE fall_back_at IS NOT NULL AND state = 'accepted';

ALTER TABLE reports ADD COLUMN leg smallint NOT NULL DEFAULT 1;   -- of which leg its provider speaks

-- Messages that were accepted by the first leg and left by the second: what their first provider calls them.
CREATE TABLE first_legs (
    message_id   bigint PRIMARY KEY REFERENCES messages,
    remote_id    text NOT NULL,
    accepted_at  timestamptz NOT NULL
);
CREATE INDEX first_legs_by_remote_id ON first_legs (remote_id) WHERE remote_id <> '';
