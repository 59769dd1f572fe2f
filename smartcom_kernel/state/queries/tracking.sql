-- name: keep_targets
-- One statement per piece of messages. An address that a second message has too is nobody's own any more.
INSERT INTO link_targets (sending_id, target, url, message_id)
SELECT %(sending_id)s, target, url, message_id
FROM unnest(%(targets)s::bytea[], %(urls)s::text[], %(message_ids)s::bigint[]) AS t (target, url, message_id)
ORDER BY target  -- two senders with the same links never wait for each other in a circle
ON CONFLICT (sending_id, target) DO UPDATE SET message_id = NULL
WHERE link_targets.message_id IS NOT NULL AND link_targets.message_id IS DISTINCT FROM excluded.message_id;

-- name: keep_short
-- The code is made of the message and the address, so the same text made again has the same.
INSERT INTO short_links (code, message_id, target)
SELECT * FROM unnest(%(codes)s::bytea[], %(message_ids)s::bigint[], %(targets)s::bytea[]) AS t (code, message_id, target)
ORDER BY code
ON CONFLICT (code) DO NOTHING;

-- name: link
-- Where a link of a message leads, and since when it can have been followed.
SELECT m.message_id, coalesce(m.ended_at, m.intent_at) AS sent_at, t.url
FROM sendings s JOIN messages m USING (sending_id) LEFT JOIN link_targets t ON t.sending_id = s.sending_id AND t.target = %(target)s
WHERE s.token = %(token)s AND m.message_id = %(message_id)s;

-- name: short
-- The same of a short link.
SELECT m.message_id, coalesce(m.ended_at, m.intent_at) AS sent_at, t.url, l.target
FROM short_links l JOIN messages m USING (message_id)
JOIN link_targets t ON t.sending_id = m.sending_id AND t.target = l.target
WHERE l.code = %(code)s;

-- name: lock
-- Requests about one message take turns, or three at once would not see each other. The lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtext('smartcom.reactions'), (%(message_id)s & 2147483647)::integer);

-- name: react
-- A thousand reactions to one message say no more than the first thousand, of people and of robots.
INSERT INTO reactions (message_id, what, happened_at, by_robot, why, target)
SELECT %(message_id)s, %(what)s::reaction, %(happened_at)s, %(why)s <> '', %(why)s, %(target)s
WHERE %(most)s > (SELECT count(*) FROM (
    SELECT FROM reactions WHERE message_id = %(message_id)s AND by_robot = (%(why)s <> '') LIMIT %(most)s
) AS r);

-- name: burst
-- Nobody follows three links of a message in two seconds.
UPDATE reactions SET by_robot = true, why = 'burst'
WHERE message_id = %(message_id)s AND what = 'clicked' AND NOT by_robot
  AND happened_at > %(happened_at)s - interval '2 seconds' AND happened_at <= %(happened_at)s
  AND 3 <= (SELECT count(DISTINCT target) FROM reactions WHERE message_id = %(message_id)s AND what = 'clicked'
            AND happened_at > %(happened_at)s - interval '2 seconds' AND happened_at <= %(happened_at)s);

-- name: reach
-- What people did with the messages of a sending, each person once; who follows a link has seen the message.
SELECT m.variant, m.medium,
       count(*) FILTER (WHERE m.state IN ('accepted', 'delivered', 'bounced', 'complained')) AS sent,
       count(*) FILTER (WHERE m.state IN ('delivered', 'complained')) AS delivered,
       count(*) FILTER (WHERE m.state = 'bounced') AS bounced,
       count(*) FILTER (WHERE r.seen) AS opened,
       count(*) FILTER (WHERE r.followed) AS clicked,
       count(*) FILTER (WHERE r.opened_by_robot AND NOT coalesce(r.seen, false)) AS robots_opened,
       count(*) FILTER (WHERE r.followed_by_robot AND NOT coalesce(r.followed, false)) AS robots_clicked,
       coalesce(sum(r.openings), 0)::bigint AS openings, coalesce(sum(r.clicks), 0)::bigint AS clicks,
       count(u.message_id) AS unsubscribed,
       count(*) FILTER (WHERE m.state = 'complained') AS complained
FROM messages m
LEFT JOIN (
    SELECT message_id, bool_or(NOT by_robot) AS seen, bool_or(what = 'clicked' AND NOT by_robot) AS followed,
           bool_or(what = 'opened' AND by_robot) AS opened_by_robot,
           bool_or(what = 'clicked' AND by_robot) AS followed_by_robot,
           count(*) FILTER (WHERE what = 'opened' AND NOT by_robot) AS openings,
           count(*) FILTER (WHERE what = 'clicked' AND NOT by_robot) AS clicks
    FROM reactions WHERE message_id IN (SELECT message_id FROM messages WHERE sending_id = %(sending_id)s)
    GROUP BY message_id
) r USING (message_id)
LEFT JOIN unsubscribes u USING (message_id)
WHERE m.sending_id = %(sending_id)s AND m.intent_at IS NOT NULL
GROUP BY m.variant, m.medium ORDER BY m.variant, m.medium;

-- name: clicks
-- How often each link of a sending was followed by people, most first. Links that are one message's own count together,
-- unless there are few.
WITH own AS (
    SELECT count(*) AS links FROM link_targets WHERE sending_id = %(sending_id)s AND message_id IS NOT NULL
)
SELECT CASE WHEN t.message_id IS NULL OR own.links <= 20 THEN t.url ELSE '' END AS url, count(*) AS clicks,
       count(DISTINCT r.message_id) AS people
FROM own, reactions r JOIN messages m USING (message_id)
JOIN link_targets t ON t.sending_id = m.sending_id AND t.target = r.target
WHERE m.sending_id = %(sending_id)s AND r.what = 'clicked' AND NOT r.by_robot
GROUP BY 1 ORDER BY people DESC, clicks DESC, url;
