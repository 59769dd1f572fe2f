-- name: queue
-- In the transaction that records the messages as accepted; a message that is tried again keeps its task.
INSERT INTO call_tasks (message_id, customer_id, queue, priority, title, script, queued_at, due_at, not_before)
SELECT m.message_id, m.customer_id, w.queue, w.priority, w.title, w.script, %(now)s, m.expires_at, %(now)s
FROM unnest(
    %(ids)s::bigint[], %(queues)s::text[], %(priorities)s::smallint[], %(titles)s::text[], %(scripts)s::text[]
) AS w (message_id, queue, priority, title, script) JOIN messages m USING (message_id)
WHERE m.customer_id NOT LIKE 'erased-%%'
ON CONFLICT (message_id) DO NOTHING;

-- name: held
-- What an operator has and has not told the result of: whose window was closed gets the same person again.
SELECT t.message_id AS task, t.customer_id, m.address AS phone, t.title, t.script, t.queue, t.priority, t.due_at, t.tries
FROM call_tasks t JOIN messages m USING (message_id)
WHERE t.ended_at IS NULL AND t.operator = %(operator)s AND t.held_until > clock_timestamp()
ORDER BY t.held_until, t.message_id LIMIT %(most)s;

-- name: take
-- The most urgent tasks that nobody has; what was said since they were queued is asked of each in the statement that takes
-- it. SKIP LOCKED and the hold keep two operators apart. In quiet hours a task waits; of a sending that is paused too.
WITH next AS (
    SELECT t.message_id FROM call_tasks t JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
    WHERE t.ended_at IS NULL AND t.not_before <= %(now)s
      AND (t.held_until IS NULL OR t.held_until < clock_timestamp())
      AND (%(queue)s = '' OR t.queue IN ('', %(queue)s)) AND s.status <> 'paused'
    ORDER BY t.priority, t.due_at NULLS LAST, t.not_before, t.message_id
    LIMIT %(most)s FOR UPDATE OF t SKIP LOCKED
), asked AS MATERIALIZED (
    SELECT t.message_id, q.until, CASE
        WHEN s.status = 'cancelled' OR m.customer_id LIKE 'erased-%%' THEN 'withdrawn'
        WHEN refusal(m.customer_id, m.medium, m.address, s.purpose, true, s.category, true) <> ''
          OR barred(m.medium, m.address, false) <> '' THEN 'withdrawn'
        WHEN t.due_at <= coalesce(q.until, %(now)s) THEN 'expired'
        WHEN q.until IS NOT NULL THEN 'waits' ELSE '' END AS why_not
    FROM next JOIN call_tasks t USING (message_id) JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
    CROSS JOIN LATERAL (SELECT CASE WHEN s.purpose = 'marketing'
        THEN quiet_until(%(now)s, m.time_zone, m.medium, %(quiet_hours)s::jsonb) END AS until) q
), moved AS (
    UPDATE call_tasks t
    SET operator = CASE a.why_not WHEN '' THEN %(operator)s ELSE t.operator END,
        held_until = CASE a.why_not WHEN '' THEN clock_timestamp() + make_interval(secs => %(hold_seconds)s) END,
        not_before = CASE a.why_not WHEN 'waits' THEN a.until ELSE t.not_before END,
        result = CASE WHEN a.why_not IN ('withdrawn', 'expired') THEN a.why_not ELSE t.result END,
        ended_at = CASE WHEN a.why_not IN ('withdrawn', 'expired') THEN %(now)s END
    FROM asked a WHERE t.message_id = a.message_id
    RETURNING t.message_id, a.why_not, a.until, t.priority, t.due_at, t.not_before
)
SELECT moved.message_id AS task, moved.why_not, moved.until, s.token || '.' || moved.message_id AS key
FROM moved JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
ORDER BY moved.priority, moved.due_at NULLS LAST, moved.not_before, moved.message_id;

-- name: wait
-- Where it is quiet for one, it is quiet for all in the same time zone: found out once, and not by one after the other.
WITH quiet AS MATERIALIZED (
    SELECT t.message_id FROM call_tasks t JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
    WHERE t.ended_at IS NULL AND t.not_before < %(until)s AND s.purpose = 'marketing'
      AND (t.held_until IS NULL OR t.held_until < clock_timestamp())
      AND m.time_zone = (SELECT time_zone FROM messages WHERE message_id = %(task)s)
    FOR UPDATE OF t SKIP LOCKED
)
UPDATE call_tasks t SET not_before = %(until)s FROM quiet WHERE t.message_id = quiet.message_id;

-- name: tried
-- What operators tell, each try once. What has ended, or what somebody else has now, is left as it is.
WITH told AS (
    SELECT * FROM unnest(
        %(tasks)s::bigint[], %(tried_ats)s::timestamptz[], %(results)s::text[], %(remarks)s::text[],
        %(not_befores)s::timestamptz[], %(finals)s::boolean[], %(counts)s::boolean[]
    ) AS w (message_id, tried_at, result, remark, not_before, final, counts)
), ours AS MATERIALIZED (
    SELECT t.message_id FROM call_tasks t JOIN told USING (message_id)
    WHERE t.ended_at IS NULL AND (
        t.operator = %(operator)s OR t.held_until IS NULL OR t.held_until < clock_timestamp())
    ORDER BY t.message_id FOR UPDATE OF t
), kept AS (
    INSERT INTO call_tries (message_id, tried_at, customer_id, operator, result, remark)
    SELECT t.message_id, told.tried_at, t.customer_id, %(operator)s, told.result, told.remark
    FROM ours JOIN told USING (message_id) JOIN call_tasks t USING (message_id)
    ON CONFLICT (message_id, tried_at) DO NOTHING RETURNING message_id
), moved AS (
    UPDATE call_tasks t
    SET tries = t.tries + told.counts::integer, operator = %(operator)s, held_until = NULL, result = told.result,
        not_before = coalesce(told.not_before, t.not_before),
        ended_at = CASE WHEN told.final OR told.counts AND t.tries + 1 >= %(tries)s THEN told.tried_at END
    FROM kept JOIN told USING (message_id) WHERE t.message_id = kept.message_id
    RETURNING t.message_id, t.result, t.ended_at
)
SELECT moved.message_id AS task, moved.result, moved.ended_at, m.address AS phone,
       s.token || '.' || moved.message_id AS key
FROM moved JOIN messages m USING (message_id) JOIN sendings s USING (sending_id) ORDER BY moved.message_id;

-- name: known
-- Which of these are tasks at all, and how each stands: to tell people what is wrong with a list of results.
SELECT message_id AS task, result, ended_at, operator, held_until > clock_timestamp() AS is_held FROM call_tasks
WHERE message_id = ANY(%(tasks)s);

-- name: let_go
-- Held by an operator and not called: anybody may have it at once.
UPDATE call_tasks SET held_until = NULL
WHERE operator = %(operator)s AND ended_at IS NULL AND held_until > clock_timestamp();

-- name: standing
-- How many tasks of each queue stand the same.
SELECT queue, CASE
    WHEN ended_at IS NOT NULL THEN result WHEN held_until > clock_timestamp() THEN 'held'
    WHEN not_before > %(now)s THEN 'waits' ELSE 'open' END AS standing, count(*) AS tasks, min(due_at) AS first_due_at
FROM call_tasks GROUP BY queue, standing ORDER BY queue, standing;
