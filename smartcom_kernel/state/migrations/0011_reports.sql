-- What providers say of messages after they took them: late, twice, in any order, and before their own answer.

CREATE TYPE verdict AS ENUM ('delivered', 'bounced', 'complained');  -- a later one stands above an earlier one

-- Append-only; each thing that happened is one row, however often it is told.
CREATE TABLE reports (
    report_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    medium       text NOT NULL,
    event_id     text NOT NULL,
    verdict      verdict NOT NULL,
    happened_at  timestamptz NOT NULL,
    key          text NOT NULL,
    remote_id    text NOT NULL,
    address      text NOT NULL,
    code         text NOT NULL,
    detail       text NOT NULL,
    quality      smallint NOT NULL,
    message_id   bigint REFERENCES messages,      -- whose it is, once that is known
    applied      boolean NOT NULL DEFAULT false,  -- whether the message has taken it in
    noted        boolean NOT NULL DEFAULT false,  -- whether the address has
    recorded_at  timestamptz NOT NULL,
    UNIQUE (medium, event_id)
);
CREATE INDEX reports_of_message ON reports (message_id);
CREATE INDEX reports_not_applied ON reports (message_id) WHERE NOT applied;
CREATE INDEX reports_of_nobody ON reports (medium, remote_id) WHERE message_id IS NULL;

-- Providers name messages by their own ids. Of e-mail they do not: there our key comes back.
CREATE INDEX messages_by_remote_id ON messages USING hash (remote_id) WHERE remote_id <> '' AND medium <> 'email';

-- What the breaker asks with every report: the last messages of a sending that left, and those that were called spam.
CREATE INDEX messages_gone ON messages (sending_id, ended_at)
    WHERE state IN ('accepted', 'delivered', 'bounced', 'complained');
CREATE INDEX messages_complained ON messages (sending_id) WHERE state = 'complained';
CREATE UNIQUE INDEX sendings_by_token ON sendings (token);
