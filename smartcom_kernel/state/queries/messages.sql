-- name: claim
-- A batch for one sender. SKIP LOCKED and the lease keep two senders apart; the fence tells this claim from every
-- later one. Leases run on the database's clock: senders on several machines need no common time.
WITH next AS (
    SELECT message_id FROM messages
    WHERE sending_id = %(sending_id)s AND state = 'planned' AND not_before <= %(now)s
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
      AND EXISTS (SELECT FROM sendings s WHERE s.sending_id = %(sending_id)s AND s.status = 'sending')
    ORDER BY not_before, message_id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
)
UPDATE messages m
SET lease_owner = %(owner)s, lease_until = clock_timestamp() + make_interval(secs => %(lease_seconds)s), fence = fence + 1
FROM next WHERE m.message_id = next.message_id
RETURNING m.message_id, m.fence, m.customer_id, m.variant, m.medium, m.template, m.address, m.attempts,
    m.intent_at, m.expires_at, m.leg;

-- name: put_off
-- Claimed and not begun, because a limit is reached: its turn comes later.
UPDATE messages m SET lease_owner = NULL, lease_until = NULL, not_before = w.not_before
FROM unnest(%(ids)s::bigint[], %(fences)s::integer[], %(not_befores)s::timestamptz[]) AS w (message_id, fence, not_before)
WHERE m.message_id = ANY(%(ids)s) AND m.message_id = w.message_id AND m.state = 'planned'
  AND m.lease_owner = %(owner)s AND m.fence = w.fence;

-- name: renew
-- An expired lease is never renewed: somebody may have taken over meanwhile.
UPDATE messages
SET lease_until = clock_timestamp() + make_interval(secs => %(lease_seconds)s)
WHERE message_id = ANY(%(ids)s) AND lease_owner = %(owner)s AND lease_until > clock_timestamp();

-- name: lock_customers
-- Two senders with messages to the same customer take turns, or both would find the cap not yet reached. Customers share
-- 1,024 locks, taken in order, so that nobody waits in a circle.
SELECT pg_advisory_xact_lock(hashtext('smartcom.caps'), stripe)
FROM (SELECT DISTINCT hashtext(unnest(%(customer_ids)s::text[])) & 1023 AS stripe ORDER BY stripe) AS stripes;

-- name: intend
-- The last question before the wire. Whatever may keep a message back is asked in the statement that commits the intent,
-- so that whatever was committed before it starts, holds; the sending's version too, so that a text that was made before
-- the sending was paused and resumed does not leave after it. What its first leg has handed over stays so, whatever keeps
-- the second back. In quiet hours a message waits, unless it would be too old
-- by then. The ids stand there twice, because right after a large sending is planned only the list leads PostgreSQL to
-- the primary key.
WITH wanted AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(fences)s::integer[]) AS w (message_id, fence)
), asked AS MATERIALIZED (
    SELECT m.message_id, q.until, CASE
        WHEN r.reason <> '' THEN r.reason
        WHEN m.expires_at <= coalesce(q.until, %(now)s) THEN 'expired'
        WHEN q.until IS NOT NULL THEN 'quiet_hours'
        WHEN %(has_caps)s
            AND capped(m.customer_id, m.medium, %(category)s, m.time_zone, %(now)s, %(caps)s::jsonb) THEN 'capped'
        ELSE '' END AS reason,
        m.leg > 1 AND EXISTS (SELECT FROM first_legs f WHERE f.message_id = m.message_id) AS has_left
    FROM messages m JOIN wanted w USING (message_id) JOIN sendings s USING (sending_id)
    CROSS JOIN LATERAL (SELECT refusal(
        m.customer_id, m.medium, m.address, %(purpose)s, %(consent_default)s, %(category)s,
        m.medium = ANY(%(subscribed)s)
    ) AS said) said
    CROSS JOIN LATERAL (SELECT CASE said
        WHEN '' THEN barred(m.medium, m.address, m.medium = ANY(%(confirmed_only)s)) ELSE said END AS reason) r
    CROSS JOIN LATERAL (SELECT CASE WHEN %(has_quiet_hours)s
        THEN quiet_until(%(now)s, m.time_zone, m.medium, %(quiet_hours)s::jsonb) END AS until) q
    WHERE m.message_id = ANY(%(ids)s) AND m.state = 'planned' AND m.lease_owner = %(owner)s AND m.fence = w.fence
      AND m.lease_until > clock_timestamp() AND s.status = 'sending' AND s.version = %(version)s
    ORDER BY m.message_id FOR UPDATE OF m
)
UPDATE messages m
SET state = CASE WHEN a.reason = '' THEN 'intent' WHEN a.reason = 'quiet_hours' THEN 'planned'
        WHEN a.has_left THEN 'accepted' ELSE 'skipped' END::message_state,
    reason = CASE WHEN a.reason = 'quiet_hours' OR a.has_left THEN '' ELSE a.reason END,
    attempts = m.attempts + CASE a.reason WHEN '' THEN 1 ELSE 0 END,
    intent_at = CASE a.reason WHEN '' THEN coalesce(m.intent_at, %(dated)s) ELSE m.intent_at END,
    ended_at = CASE WHEN a.reason IN ('', 'quiet_hours') THEN NULL ELSE %(now)s END,
    not_before = CASE a.reason WHEN 'quiet_hours' THEN a.until ELSE m.not_before END,
    lease_owner = CASE a.reason WHEN 'quiet_hours' THEN NULL ELSE m.lease_owner END,
    lease_until = CASE a.reason WHEN 'quiet_hours' THEN NULL
        ELSE clock_timestamp() + make_interval(secs => %(lease_seconds)s) END
FROM asked a WHERE m.message_id = a.message_id AND m.message_id = ANY(%(ids)s)
RETURNING m.message_id, a.reason;

-- name: settle
-- What became of a window. Owner and fence must still be ours: a sender that slept longer than its lease is refused.
-- Rows are locked in the order of their ids, here and in `recover`, so that the two cannot wait for each other.
WITH o AS (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(fences)s::integer[], %(states)s::text[], %(codes)s::text[], %(details)s::text[],
        %(remote_ids)s::text[], %(not_befores)s::timestamptz[], %(unsents)s::boolean[], %(legs)s::smallint[],
        %(fall_back_ats)s::timestamptz[]
    ) AS o (message_id, fence, state, code, detail, remote_id, not_before, unsent, leg, fall_back_at)
), ours AS MATERIALIZED (
    SELECT m.message_id FROM messages m JOIN o USING (message_id)
    WHERE m.message_id = ANY(%(ids)s) AND m.state = 'intent' AND m.lease_owner = %(owner)s AND m.fence = o.fence
    ORDER BY m.message_id FOR UPDATE OF m
)
UPDATE messages m
SET state = o.state::message_state, code = o.code, detail = o.detail, remote_id = o.remote_id,
    not_before = coalesce(o.not_before, m.not_before), leg = o.leg, fall_back_at = o.fall_back_at,
    attempts = CASE WHEN o.leg > m.leg THEN 0 ELSE m.attempts - CASE WHEN o.unsent THEN 1 ELSE 0 END END,
    ended_at = CASE o.state WHEN 'planned' THEN NULL ELSE %(now)s END,
    lease_owner = NULL, lease_until = NULL
FROM o JOIN ours USING (message_id) WHERE m.message_id = o.message_id AND m.message_id = ANY(%(ids)s)
RETURNING m.message_id;

-- name: fall_back
-- The first leg has had its time: the second takes what has not arrived, unless that is too late. What became of the first
-- is kept, because its provider may yet say something.
WITH due AS MATERIALIZED (
    SELECT m.message_id, m.remote_id, m.ended_at FROM messages m JOIN sendings s USING (sending_id)
    WHERE m.state = 'accepted' AND m.fall_back_at <= %(now)s AND s.status IN ('sending', 'finished')
      AND (m.expires_at IS NULL OR m.expires_at > %(now)s)
    ORDER BY m.message_id FOR UPDATE OF m SKIP LOCKED
), kept AS (
    INSERT INTO first_legs (message_id, remote_id, accepted_at) SELECT message_id, remote_id, ended_at FROM due
)
UPDATE messages m
SET state = 'planned', leg = m.leg + 1, fall_back_at = NULL, remote_id = '', attempts = 0, not_before = %(now)s,
    ended_at = NULL, code = '', detail = ''
FROM due WHERE m.message_id = due.message_id
RETURNING m.sending_id;

-- name: skip
-- Messages that are ours and shall not be sent, before any intent.
UPDATE messages m
SET state = 'skipped', reason = %(reason)s, detail = w.detail, ended_at = %(now)s, lease_owner = NULL, lease_until = NULL
FROM unnest(%(ids)s::bigint[], %(fences)s::integer[], %(details)s::text[]) AS w (message_id, fence, detail)
WHERE m.message_id = ANY(%(ids)s) AND m.message_id = w.message_id AND m.state = 'planned'
  AND m.lease_owner = %(owner)s AND m.fence = w.fence;

-- name: release
-- Claimed and not begun: anybody may have them at once.
UPDATE messages SET lease_owner = NULL, lease_until = NULL
WHERE message_id = ANY(%(ids)s) AND state = 'planned' AND lease_owner = %(owner)s;

-- name: recover
-- What a sender that vanished left on the wire. Where a repetition is harmless or wished it is tried again, as often as
-- any other message; else it is in doubt for good and a person decides.
WITH lost AS MATERIALIZED (
    SELECT message_id, medium = ANY(%(repeatable)s) AND attempts < %(attempts)s AS again FROM messages
    WHERE sending_id = %(sending_id)s AND state = 'intent' AND lease_until < clock_timestamp()
    ORDER BY message_id FOR UPDATE
)
UPDATE messages m
SET state = CASE WHEN again THEN 'planned' ELSE 'uncertain' END::message_state,
    detail = 'its sender vanished while it was on the wire',
    ended_at = CASE WHEN again THEN NULL ELSE %(now)s END,
    lease_owner = NULL, lease_until = NULL
FROM lost WHERE m.message_id = lost.message_id;

-- name: still_open
-- What keeps a sending from its end: messages that some sender holds, those that wait for another try and until when,
-- and whether anybody may send at all.
SELECT count(*) AS open, count(*) FILTER (WHERE lease_until >= clock_timestamp()) AS held,
       count(*) FILTER (WHERE state = 'planned' AND not_before > %(now)s) AS waiting,
       min(not_before) FILTER (WHERE state = 'planned' AND not_before > %(now)s) AS waiting_until,
       (SELECT status = 'sending' FROM sendings s WHERE s.sending_id = %(sending_id)s) AS sending
FROM messages WHERE sending_id = %(sending_id)s AND state IN ('planned', 'intent');

-- name: tally
-- Every message of some sendings, counted: the base of all reports.
SELECT sending_id, variant, medium, state, reason, count(*) AS messages
FROM messages WHERE sending_id = ANY(%(sending_ids)s)
GROUP BY sending_id, variant, medium, state, reason ORDER BY sending_id, variant, medium, state, reason;

-- name: media
-- Through which media a sending still has to write.
SELECT DISTINCT medium FROM messages WHERE sending_id = %(sending_id)s AND state IN ('planned', 'intent');

-- name: in_doubt
-- The messages nobody knows the fate of, for a person to look at.
SELECT message_id, sending_id, customer_id, variant, medium, address, code, detail, attempts, intent_at
FROM messages WHERE sending_id = %(sending_id)s AND state = 'uncertain' ORDER BY message_id;

-- name: resolve
-- A person found out what became of a message in doubt.
UPDATE messages
SET state = %(state)s::message_state, detail = 'decided by a person', not_before = 'epoch',
    ended_at = CASE %(state)s WHEN 'planned' THEN NULL ELSE %(now)s END
WHERE message_id = %(message_id)s AND state = 'uncertain'
RETURNING sending_id;
