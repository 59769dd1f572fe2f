-- name: executions
-- Every sending with what became of its messages: the list and the calendar of mailings are drawn from it.
SELECT s.sending_id, s.mailing, s.occasion, s.status, s.why, s.planned_at, s.starts_at, s.finished_at, s.people,
       s.spec -> 'mailing' AS spec,
       coalesce((SELECT t.value ->> 'subject' FROM json_each(s.spec -> 'templates') AS t
                 WHERE t.value ->> 'subject' <> '' LIMIT 1), '') AS subject,
       coalesce(m.recipients, 0) AS recipients, coalesce(m.sent, 0) AS sent, coalesce(m.delivered, 0) AS delivered,
       coalesce(m.bounced, 0) AS bounced, coalesce(m.open, 0) AS open, m.sent_at, m.last_at, coalesce(r.opened, 0) AS opened, coalesce(r.clicked, 0) AS clicked
FROM sendings s LEFT JOIN (
    SELECT sending_id,
           count(*) FILTER (WHERE state <> 'skipped') AS recipients,
           count(*) FILTER (WHERE state IN ('accepted', 'delivered', 'bounced', 'complained')) AS sent,
           count(*) FILTER (WHERE state IN ('delivered', 'complained')) AS delivered,
           count(*) FILTER (WHERE state = 'bounced') AS bounced,
           count(*) FILTER (WHERE state IN ('planned', 'intent')) AS open,
           min(intent_at) AS sent_at, max(ended_at) AS last_at
    FROM messages GROUP BY sending_id
) m USING (sending_id) LEFT JOIN (
    SELECT m.sending_id, count(DISTINCT r.message_id) AS opened,
           count(DISTINCT r.message_id) FILTER (WHERE r.what = 'clicked') AS clicked
    FROM reactions r JOIN messages m USING (message_id) WHERE NOT r.by_robot GROUP BY m.sending_id
) r USING (sending_id) WHERE s.copies_of IS NULL ORDER BY s.sending_id;

-- name: usual_people
-- The middle of the last ten audiences; a few tell nothing.
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY people) AS usual, count(*) AS sendings
FROM (SELECT people FROM sendings WHERE people > 0 AND copies_of IS NULL ORDER BY sending_id DESC LIMIT 10) AS latest;

-- name: written_to_twice
-- How many people got messages of more than one of these sendings.
SELECT count(*) AS people FROM (
    SELECT customer_id FROM messages
    WHERE sending_id = ANY(%(sending_ids)s) AND state IN ('accepted', 'delivered', 'bounced', 'complained')
    GROUP BY customer_id HAVING count(DISTINCT sending_id) > 1
) AS twice;

-- name: schedule
-- A later word replaces an earlier one, and what had kept it back is over.
INSERT INTO scheduled_mailings (mailing, occasion, starts_at, is_sure, scheduled_by, scheduled_at)
VALUES (%(mailing)s, %(occasion)s, %(starts_at)s, %(is_sure)s, %(who)s, %(now)s)
ON CONFLICT (mailing) DO UPDATE
SET occasion = excluded.occasion, starts_at = excluded.starts_at, is_sure = excluded.is_sure, why = '',
    scheduled_by = excluded.scheduled_by, scheduled_at = excluded.scheduled_at;

-- name: unschedule
-- It waits while somebody plans the mailing, and then finds nothing: what is planned is cancelled, not unscheduled.
DELETE FROM scheduled_mailings WHERE mailing = %(mailing)s;

-- name: scheduled
-- The next first.
SELECT mailing, occasion, starts_at, is_sure, why FROM scheduled_mailings ORDER BY starts_at, mailing;

-- name: take_due
-- One that is due, for as long as the transaction lasts: of several processes each takes another. What could not be
-- planned in time waits for a person.
SELECT mailing, occasion, starts_at, is_sure, why FROM scheduled_mailings
WHERE starts_at <= %(now)s AND starts_at > %(earliest)s AND NOT mailing = ANY(%(seen)s)
ORDER BY starts_at, mailing LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: overdue
-- What could not be planned in time waits for a person, and says so.
UPDATE scheduled_mailings SET why = %(why)s WHERE starts_at <= %(earliest)s AND why = '';

-- name: kept_back
-- Why it was not planned when it was due.
UPDATE scheduled_mailings SET why = %(why)s WHERE mailing = %(mailing)s;

-- name: errors
-- Messages that did not arrive, with what is known of their addresses now; push devices and phones have no domain.
SELECT m.medium, m.state, coalesce(q.code, 0) AS quality, m.code,
       CASE m.medium WHEN 'email' THEN lower(split_part(m.address, '@', 2)) ELSE '' END AS domain, count(*) AS people
FROM messages m LEFT JOIN contact_quality q ON q.medium = m.medium AND q.address = lower(m.address)
WHERE m.sending_id = %(sending_id)s AND m.state IN ('failed', 'bounced', 'complained', 'uncertain')
GROUP BY 1, 2, 3, 4, 5 ORDER BY people DESC, 1, 2, 3, 4, 5;
