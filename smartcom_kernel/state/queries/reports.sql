-- name: add
-- Whatever is told a second time changes nothing.
INSERT INTO reports (
    medium, event_id, verdict, happened_at, key, remote_id, address, code, detail, quality, leg, recorded_at
)
SELECT %(medium)s, event_id, verdict::verdict, happened_at, key, remote_id, address, code, detail, quality, leg, %(now)s
FROM unnest(
    %(event_ids)s::text[], %(verdicts)s::text[], %(happened_ats)s::timestamptz[], %(keys)s::text[], %(remote_ids)s::text[],
    %(addresses)s::text[], %(codes)s::text[], %(details)s::text[], %(qualities)s::smallint[],
    %(legs)s::smallint[]
) AS r (event_id, verdict, happened_at, key, remote_id, address, code, detail, quality, leg)
ON CONFLICT (medium, event_id) DO NOTHING
RETURNING report_id;

-- name: match_by_key
-- Our own key comes back: the sending's token, the message's number, and its leg where it is not the first.
UPDATE reports r SET message_id = m.message_id, leg = coalesce(nullif(split_part(r.key, '.', 3), '')::smallint, 1)
FROM sendings s JOIN messages m USING (sending_id)
WHERE r.report_id = ANY(%(ids)s) AND r.message_id IS NULL AND r.key ~ '^[0-9a-f]{32}\.[0-9]{1,18}(\.2)?$'
  AND s.token = split_part(r.key, '.', 1) AND m.message_id = split_part(r.key, '.', 2)::bigint AND m.medium = r.medium;

-- name: match_by_remote_id
-- The provider's id; where it was given twice over the years, the newest message is meant. What the first leg of a cascade
-- called a message is looked for too.
UPDATE reports r SET message_id = coalesce((
    SELECT m.message_id FROM messages m
    WHERE m.remote_id = r.remote_id AND m.remote_id <> '' AND m.medium <> 'email' AND m.medium = r.medium
      AND m.leg = r.leg
    ORDER BY m.message_id DESC LIMIT 1
), CASE r.leg WHEN 1 THEN (
    SELECT m.message_id FROM first_legs f JOIN messages m USING (message_id)
    WHERE f.remote_id = r.remote_id AND f.remote_id <> '' AND m.medium = r.medium ORDER BY m.message_id DESC LIMIT 1
) END)
WHERE r.report_id = ANY(%(ids)s) AND r.message_id IS NULL AND r.remote_id <> '' AND r.medium <> 'email';

-- name: match_settled
-- What was told before the answer that names the message, and what was told while it was on the wire.
WITH named AS (
    UPDATE reports r SET message_id = m.message_id
    FROM messages m
    WHERE m.message_id = ANY(%(message_ids)s) AND m.remote_id <> '' AND m.medium <> 'email'
      AND r.message_id IS NULL AND r.medium = m.medium AND r.remote_id = m.remote_id AND r.leg = m.leg
    RETURNING r.report_id
)
SELECT report_id FROM named
UNION SELECT report_id FROM reports WHERE message_id = ANY(%(message_ids)s) AND NOT applied;

-- name: late
-- Reports that came between a message's answer and its record have been missed by both; they wait here. One that names
-- only an address waits for no message.
SELECT report_id FROM reports WHERE NOT applied AND (key <> '' OR remote_id <> '') AND recorded_at > %(since)s ORDER BY report_id LIMIT %(most)s;

-- name: fall_back
-- A first leg that did not arrive does not end a message of a cascade: the second takes it now, or has it already.
WITH lost AS MATERIALIZED (
    SELECT r.report_id, m.message_id, m.leg FROM reports r JOIN messages m USING (message_id)
    WHERE r.report_id = ANY(%(ids)s) AND NOT r.applied AND r.verdict = 'bounced' AND m.state <> 'intent'
      AND (r.leg < m.leg OR m.fall_back_at IS NOT NULL)
    ORDER BY m.message_id FOR UPDATE OF m
), due AS (
    UPDATE messages m SET fall_back_at = least(m.fall_back_at, %(now)s)
    FROM lost WHERE m.message_id = lost.message_id AND m.fall_back_at IS NOT NULL
)
UPDATE reports r SET applied = true FROM lost WHERE r.report_id = lost.report_id;

-- name: apply
-- A message takes in what was said of it. The strongest verdict holds, so that the order in which they come does not matter;
-- what was in doubt, or waits for another try, is so no longer. A call ends when somebody calls, not when it is queued. A message on the wire takes it in when it is settled.
WITH said AS (
    SELECT message_id, max(verdict)::text::message_state AS state, min(happened_at) AS happened_at,
           (array_agg(code ORDER BY verdict DESC, happened_at))[1] AS code,
           (array_agg(detail ORDER BY verdict DESC, happened_at))[1] AS detail
    FROM reports r WHERE message_id IN (SELECT message_id FROM reports WHERE report_id = ANY(%(ids)s) AND NOT applied)
      AND NOT (verdict = 'bounced' AND EXISTS (
          SELECT FROM messages m
          WHERE m.message_id = r.message_id AND (r.leg < m.leg OR m.fall_back_at IS NOT NULL)))
    GROUP BY message_id
), mine AS MATERIALIZED (
    SELECT m.message_id, m.state AS before, said.state, said.happened_at, said.code, said.detail
    FROM messages m JOIN said USING (message_id) WHERE m.state <> 'intent' ORDER BY m.message_id FOR UPDATE OF m
), moved AS (
    UPDATE messages m
    SET state = mine.state, code = mine.code, detail = mine.detail,
        ended_at = CASE m.medium WHEN 'call' THEN mine.happened_at ELSE coalesce(m.ended_at, mine.happened_at) END,
        lease_owner = NULL, lease_until = NULL
    FROM mine
    WHERE m.message_id = mine.message_id
      AND (mine.before IN ('accepted', 'delivered', 'bounced') AND mine.state > mine.before
           OR mine.before = 'uncertain' OR mine.before = 'planned' AND m.attempts > 0
           OR m.leg > 1 AND mine.before IN ('planned', 'failed', 'skipped'))
)
UPDATE reports r SET applied = true FROM mine WHERE r.message_id = mine.message_id AND NOT r.applied
RETURNING r.report_id;

-- name: note
-- What reports say of addresses, each once: as soon as it is known which address is meant.
UPDATE reports r SET noted = true
FROM reports x LEFT JOIN messages m USING (message_id)
WHERE r.report_id = x.report_id AND x.report_id = ANY(%(ids)s) AND x.quality > 0 AND NOT x.noted
  AND coalesce(nullif(m.address, ''), x.address) <> ''
RETURNING x.medium, coalesce(nullif(m.address, ''), x.address) AS address, x.quality AS code, x.happened_at AS at, x.detail;

-- name: opt_out
-- Whoever calls a message spam has opted out of marketing through that medium, whatever was said before.
INSERT INTO consents (customer_id, medium, granted, source, recorded_at)
SELECT m.customer_id, m.medium, false, 'complaint', greatest(%(now)s::timestamptz, (
    SELECT max(c.recorded_at) FROM consents c
    WHERE c.customer_id = m.customer_id AND c.purpose = 'marketing' AND c.medium = m.medium AND c.category = ''
))
FROM (SELECT DISTINCT message_id FROM reports WHERE report_id = ANY(%(ids)s) AND verdict = 'complained') AS r
JOIN messages m USING (message_id);

-- name: in_trouble
-- Sendings whose messages come back or are called spam more often than providers forgive: among the last so many that left,
-- and among all that left, who are counted only where there are complaints to compare.
WITH touched AS (
    SELECT DISTINCT m.sending_id FROM reports r JOIN messages m USING (message_id)
    JOIN sendings s USING (sending_id)
    WHERE r.report_id = ANY(%(ids)s) AND r.verdict <> 'delivered' AND s.status = 'sending'
)
SELECT t.sending_id, h.hard, c.complaints, CASE WHEN c.complaints > 0 THEN (
    SELECT count(*) FROM messages m
    WHERE m.sending_id = t.sending_id AND m.state IN ('accepted', 'delivered', 'bounced', 'complained')
) ELSE 0 END AS gone
FROM touched t CROSS JOIN LATERAL (
    SELECT count(*) AS hard FROM (
        SELECT message_id, state FROM messages m
        WHERE m.sending_id = t.sending_id AND m.state IN ('accepted', 'delivered', 'bounced', 'complained')
        ORDER BY m.ended_at DESC, m.message_id DESC LIMIT %(recent)s
    ) AS last
    WHERE last.state = 'bounced'
      AND EXISTS (SELECT FROM reports r WHERE r.message_id = last.message_id AND r.quality >= 30)
) h CROSS JOIN LATERAL (
    SELECT count(*) AS complaints FROM messages m WHERE m.sending_id = t.sending_id AND m.state = 'complained'
) c;
