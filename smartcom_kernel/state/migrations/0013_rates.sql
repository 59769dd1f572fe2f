-- How many messages have been taken in hand in the present minute, hour or day, so that all senders together keep a limit.

CREATE TABLE rates (
    scope        text PRIMARY KEY,             -- what is limited: a sending, a medium, a receiving domain
    began_at     timestamptz NOT NULL,         -- when the present minute, hour or day began
    used         bigint NOT NULL DEFAULT 0,    -- messages in it
    put_off      bigint NOT NULL DEFAULT 0     -- messages that were told to wait for a later one
);
