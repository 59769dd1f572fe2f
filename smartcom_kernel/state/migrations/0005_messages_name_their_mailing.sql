-- Segments ask about the messages of a mailing: who opened it, and in which variant.

CREATE OR REPLACE VIEW message_events AS
    SELECT m.message_id, m.customer_id, m.medium, 'received' AS what,
           CASE WHEN s.replay THEN s.as_of + interval '1 microsecond' ELSE m.ended_at END AS happened_at,
           s.mailing, m.variant
    FROM messages m JOIN sendings s USING (sending_id)
    WHERE m.state IN ('accepted', 'delivered', 'complained')
    UNION ALL
    SELECT m.message_id, m.customer_id, m.medium, r.what::text, r.happened_at, s.mailing, m.variant
    FROM reactions r JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
    WHERE NOT r.by_robot;
