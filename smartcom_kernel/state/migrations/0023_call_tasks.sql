-- The queue of the call centre: one task for each call that was accepted, and every try to reach the person.
CREATE TABLE call_tasks (
    message_id   bigint PRIMARY KEY REFERENCES messages,
    customer_id  text NOT NULL,
    queue        text NOT NULL,               -- which operators it is for, '' for all
    priority     smallint NOT NULL,           -- 1 is called first
    title        text NOT NULL,
    script       text NOT NULL,
    queued_at    timestamptz NOT NULL,
    due_at       timestamptz,                 -- from when on it is too late
    not_before   timestamptz NOT NULL,        -- when the next try may be
    tries        smallint NOT NULL DEFAULT 0,
    operator     text NOT NULL DEFAULT '',    -- who has it now, or who tried it last
    held_until   timestamptz,                 -- whose it is till then; on the database's clock
    result       text NOT NULL DEFAULT '',    -- of the last try, or why it was taken back
    ended_at     timestamptz                  -- null while it is to be called
);
CREATE INDEX call_tasks_open ON call_tasks (priority, due_at, not_before, message_id) WHERE ended_at IS NULL;
CREATE INDEX call_tasks_of_customer ON call_tasks (customer_id);

CREATE TABLE call_tries (
    message_id   bigint NOT NULL REFERENCES call_tasks ON DELETE CASCADE,
    tried_at     timestamptz NOT NULL,
    customer_id  text NOT NULL,
    operator     text NOT NULL,
    result       text NOT NULL,
    remark       text NOT NULL,
    PRIMARY KEY (message_id, tried_at)        -- telling the same twice changes nothing
);
CREATE INDEX call_tries_of_customer ON call_tries (customer_id);

-- A call that waits in a queue has reached nobody yet.
CREATE OR REPLACE VIEW message_events AS
    SELECT m.message_id, m.customer_id, m.medium, 'received' AS what,
           CASE WHEN s.replay THEN s.as_of + interval '1 microsecond' ELSE m.ended_at END AS happened_at,
           s.mailing, m.variant
    FROM messages m JOIN sendings s USING (sending_id)
    WHERE m.state IN ('accepted', 'delivered', 'complained') AND NOT (m.state = 'accepted' AND m.medium = 'call')
    UNION ALL
    SELECT m.message_id, m.customer_id, m.medium, r.what::text, r.happened_at, s.mailing, m.variant
    FROM reactions r JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
    WHERE NOT r.by_robot;
