-- A rehearsal on history happened in that history, right after the moment it looks back to: what was known at that
-- moment knows nothing of it, so that a refresh of that moment finds the same before the rehearsal and after.

CREATE OR REPLACE VIEW message_events AS
    SELECT m.message_id, m.customer_id, m.medium, 'received' AS what,
           CASE WHEN s.replay THEN s.as_of + interval '1 microsecond' ELSE m.ended_at END AS happened_at
    FROM messages m JOIN sendings s USING (sending_id)
    WHERE m.state IN ('accepted', 'delivered', 'complained')
    UNION ALL
    SELECT m.message_id, m.customer_id, m.medium, r.what::text, r.happened_at
    FROM reactions r JOIN messages m USING (message_id)
    WHERE NOT r.by_robot;
