-- name: in_turn
-- Two accruals for one occasion would wait for each other's rows in whatever order they write them; so one waits here.
SELECT pg_advisory_xact_lock(hashtextextended('smartcom points ' || %(occasion)s, 0));

-- name: occasions
-- How occasions were written so far, for one who writes it otherwise: one step in the index each, however many rows.
WITH RECURSIVE each AS (
    SELECT min(occasion) AS occasion FROM points
    UNION ALL
    SELECT (SELECT min(occasion) FROM points WHERE occasion > each.occasion) FROM each WHERE occasion IS NOT NULL
)
SELECT occasion FROM each WHERE occasion IS NOT NULL;

-- name: amounts
-- One occasion gives everybody the same: says what it gave so far.
SELECT DISTINCT amount FROM points WHERE occasion = %(occasion)s LIMIT 1;

-- name: accrue
-- One statement per batch of customers. Who has got points for the occasion keeps them, and does not count.
INSERT INTO points (customer_id, occasion, amount, source, accrued_at)
SELECT customer_id, %(occasion)s, %(amount)s, %(source)s, %(now)s
FROM unnest(%(customer_ids)s::text[]) AS customer_id
ON CONFLICT (customer_id, occasion) DO NOTHING;

-- name: by_occasion
-- What was given for what: small, for people to read.
SELECT occasion, amount, count(*) AS customers, min(accrued_at) AS first_at, max(accrued_at) AS last_at
FROM points GROUP BY occasion, amount ORDER BY last_at DESC, occasion;

-- name: of_customer
-- What one person got: for the profile.
SELECT occasion, amount, source, accrued_at
FROM points WHERE customer_id = %(customer_id)s
ORDER BY accrued_at DESC, occasion LIMIT %(most)s;
