-- name: of_customer
-- What one person was to be sent, newest first, with what became of it and the first reaction of each kind; robots are
-- left out. A rehearsal on history happened in that history.
SELECT m.message_id, s.mailing, s.occasion, s.replay, m.variant, m.medium, m.template, m.address,
       m.state::text AS state, m.reason, m.code, m.detail, happened.at AS happened_at,
       (SELECT min(r.happened_at) FROM reactions r
        WHERE r.message_id = m.message_id AND r.what = 'opened' AND NOT r.by_robot) AS opened_at,
       (SELECT min(r.happened_at) FROM reactions r
        WHERE r.message_id = m.message_id AND r.what = 'clicked' AND NOT r.by_robot) AS clicked_at
FROM messages m JOIN sendings s USING (sending_id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.replay THEN s.as_of ELSE coalesce(m.ended_at, m.intent_at, s.planned_at, s.as_of) END AS at
) AS happened
WHERE m.customer_id = %(customer_id)s AND happened.at <= %(until)s
ORDER BY happened.at DESC, m.message_id DESC LIMIT %(most)s;
