-- name: begin
-- The same mailing for the same occasion exists once, however often and by however many it is begun.
INSERT INTO sendings (mailing, occasion, spec, as_of, snapshot_id, replay)
VALUES (%(mailing)s, %(occasion)s, %(spec)s, %(as_of)s, %(snapshot_id)s, %(replay)s)
ON CONFLICT (mailing, occasion) DO NOTHING;

-- name: find
-- By what makes it unique.
SELECT * FROM sendings WHERE mailing = %(mailing)s AND occasion = %(occasion)s;

-- name: get
-- By its number.
SELECT * FROM sendings WHERE sending_id = %(sending_id)s;

-- name: latest
-- What people mean when they name no occasion.
SELECT * FROM sendings WHERE mailing = %(mailing)s AND copies_of IS NULL ORDER BY sending_id DESC LIMIT 1;

-- name: in_status
-- Oldest first: what was planned first is delivered first.
SELECT * FROM sendings WHERE status = %(status)s::sending_status ORDER BY sending_id;

-- name: lock_planning
-- Only one of two planners finds the sending still in planning; the other waits here and then finds nothing.
SELECT sending_id FROM sendings WHERE sending_id = %(sending_id)s AND status = 'planning' FOR UPDATE;

-- name: plan_messages
-- Everybody of the audience becomes one row, also those who will not be written to, with the reason. A message waits for
-- the start of the sending, and for the end of quiet hours if it starts in them; from then on its life is counted.
WITH zones AS MATERIALIZED (
    SELECT time_zone, known_zone(time_zone, %(zone)s) AS known
    FROM (SELECT DISTINCT time_zone FROM audience WHERE attempt = %(attempt)s) AS named
)
INSERT INTO messages (
    sending_id, customer_id, variant, medium, template, address, state, reason, ended_at, time_zone, not_before, expires_at
)
SELECT %(sending_id)s, customer_id, variant, medium, template, address,
       CASE reason WHEN '' THEN 'planned' ELSE 'skipped' END::message_state, reason,
       CASE reason WHEN '' THEN NULL ELSE %(now)s END, known,
       coalesce(CASE WHEN %(has_quiet_hours)s
           THEN quiet_until(%(start)s, known, medium, %(quiet_hours)s::jsonb) END, %(not_before)s), %(expires_at)s
FROM (
    SELECT *, CASE variant WHEN %(control)s THEN 'control_group' WHEN %(global_control)s THEN 'global_control_group'
                           ELSE CASE address WHEN '' THEN 'no_contact' ELSE '' END END AS reason
    FROM audience WHERE attempt = %(attempt)s
) audience JOIN zones USING (time_zone) ORDER BY customer_id
ON CONFLICT (sending_id, step, customer_id) DO NOTHING;

-- name: open
-- From here on messages may leave. What was planned, from which data, is recorded with it.
UPDATE sendings
SET status = 'sending', people = %(people)s, planned_at = %(now)s, spec = %(spec)s, as_of = %(as_of)s,
    snapshot_id = %(snapshot_id)s, replay = %(replay)s, category = %(category)s, purpose = %(purpose)s,
    starts_at = %(starts_at)s
WHERE sending_id = %(sending_id)s;

-- name: copy
-- Copies for observers go the way of all messages, as a sending of their own that belongs to this one. They are no
-- marketing: nobody has to agree to the copies of their own shop.
WITH made AS (
    INSERT INTO sendings (
        mailing, occasion, spec, as_of, snapshot_id, replay, status, people, planned_at, purpose, starts_at, copies_of
    )
    SELECT mailing, 'copies of ' || sending_id, spec, as_of, snapshot_id, replay, 'sending', cardinality(%(observers)s::text[]),
           planned_at, 'service', starts_at, sending_id
    FROM sendings WHERE sending_id = %(sending_id)s RETURNING sending_id
)
INSERT INTO messages (sending_id, customer_id, variant, medium, template, address, time_zone, not_before)
SELECT made.sending_id, w.observer, w.variant, w.medium, w.template, w.address, %(zone)s, %(not_before)s
FROM made, unnest(
    %(observers)s::text[], %(variants)s::text[], %(media)s::text[], %(templates)s::text[], %(addresses)s::text[]
) AS w (observer, variant, medium, template, address);

-- name: copies_of
-- The sending of the copies of another.
SELECT * FROM sendings WHERE copies_of = %(sending_id)s;

-- name: clear_audience
-- Also what attempts that died have left since yesterday.
DELETE FROM audience WHERE attempt = %(attempt)s OR staged_at < now() - interval '1 day';

-- name: volume
-- Who of a staged audience would get it and who would not, asked as `intend` will ask; and one of each, to look at.
WITH zones AS MATERIALIZED (
    SELECT time_zone, known_zone(time_zone, %(zone)s) AS known
    FROM (SELECT DISTINCT time_zone FROM audience WHERE attempt = %(attempt)s) AS named
)
SELECT CASE WHEN variant = %(control)s THEN 'control_group'
            WHEN variant = %(global_control)s THEN 'global_control_group'
            WHEN r.reason <> '' THEN r.reason
            WHEN %(has_caps)s AND capped(customer_id, medium, %(category)s, known, %(now)s, %(caps)s::jsonb) THEN 'capped'
            ELSE '' END AS reason,
       variant, medium, template, count(*) AS people, min(customer_id) AS customer_id
FROM audience JOIN zones USING (time_zone)
CROSS JOIN LATERAL (SELECT refusal(
    customer_id, medium, address, %(purpose)s, %(consent_default)s, %(category)s, medium = ANY(%(subscribed)s)
) AS said) said
CROSS JOIN LATERAL (SELECT CASE said
    WHEN '' THEN barred(medium, address, medium = ANY(%(confirmed_only)s)) ELSE said END AS reason) r
WHERE attempt = %(attempt)s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;

-- name: pause
-- Only what is sending can be paused, so that the first reason is the one that stays.
UPDATE sendings SET status = 'paused', why = %(why)s WHERE sending_id = %(sending_id)s AND status = 'sending';

-- name: cancel
-- It is over, whatever is still on the wire; only what has not come to its end can be given up.
UPDATE sendings SET status = 'cancelled', why = %(why)s, finished_at = %(now)s
WHERE sending_id = %(sending_id)s AND status IN ('sending', 'paused');

-- name: cancel_messages
-- Everybody who waits has a row that says why nothing came. What is on the wire is not touched: it may have arrived.
UPDATE messages SET state = 'skipped', reason = 'cancelled', detail = %(why)s, ended_at = %(now)s,
       lease_owner = NULL, lease_until = NULL
WHERE sending_id = %(sending_id)s AND state = 'planned';

-- name: cancelled_and_open
-- What was on the wire when they were cancelled has come back to be tried again, or its sender has vanished.
SELECT * FROM sendings s WHERE s.status = 'cancelled'
  AND EXISTS (SELECT FROM messages m WHERE m.sending_id = s.sending_id AND m.state IN ('planned', 'intent'))
ORDER BY s.sending_id;

-- name: resume
-- It goes on where it stopped; a mended template comes in with a new spec, and with a new version, so that texts which
-- a sender made before the pause are not sent after it.
UPDATE sendings SET status = 'sending', why = '', spec = coalesce(%(spec)s::json, spec), version = version + 1
WHERE sending_id = %(sending_id)s AND status = 'paused';

-- name: reopen
-- A message of a finished sending is to be sent after all.
UPDATE sendings SET status = 'sending', finished_at = NULL WHERE sending_id = %(sending_id)s AND status = 'finished';

-- name: finish
-- Finished means that every message has come to an end; asked and answered in one statement.
UPDATE sendings SET status = 'finished', finished_at = %(now)s
WHERE sending_id = %(sending_id)s AND status = 'sending'
  AND NOT EXISTS (SELECT FROM messages m WHERE m.sending_id = %(sending_id)s AND m.state = 'planned')
  AND NOT EXISTS (SELECT FROM messages m WHERE m.sending_id = %(sending_id)s AND m.state = 'intent');
