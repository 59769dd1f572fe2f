-- What people did with messages. Providers and links tell us late, twice and in any order.

CREATE TYPE reaction AS ENUM (
    'opened',      -- the message was shown
    'clicked'      -- a link in it was followed
);

CREATE TABLE reactions (
    reaction_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id   bigint NOT NULL REFERENCES messages,
    what         reaction NOT NULL,
    happened_at  timestamptz NOT NULL,
    by_robot     boolean NOT NULL DEFAULT false,  -- a scanner or a prefetching mail program, not the person
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reactions_of_message ON reactions (message_id);

-- What reached people and what they did with it: one row per event. A rehearsal on history happened in that history.
CREATE VIEW message_events AS
    SELECT m.message_id, m.customer_id, m.medium, 'received' AS what,
           CASE WHEN s.replay THEN s.as_of ELSE m.ended_at END AS happened_at
    FROM messages m JOIN sendings s USING (sending_id)
    WHERE m.state IN ('accepted', 'delivered', 'complained')
    UNION ALL
    SELECT m.message_id, m.customer_id, m.medium, r.what::text, r.happened_at
    FROM reactions r JOIN messages m USING (message_id)
    WHERE NOT r.by_robot;
