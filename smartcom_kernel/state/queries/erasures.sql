-- name: begin
-- From the commit of this transaction on nobody writes to them.
INSERT INTO erasures (requested_at, who, reason, customers) VALUES (%(now)s, %(who)s, %(reason)s, %(customers)s)
RETURNING erasure_id;

-- name: lock_customers
-- Whoever is pressing a button of theirs at this moment ends before, or finds that they are gone.
SELECT pg_advisory_xact_lock(hashtext('smartcom.consents'), who)
FROM (SELECT DISTINCT hashtext(unnest(%(customer_ids)s::text[])) AS who ORDER BY who) AS customers;

-- name: name
-- Whom it is about.
INSERT INTO erasing (erasure_id, customer_id)
SELECT %(erasure_id)s, unnest(%(customer_ids)s::text[]) ON CONFLICT DO NOTHING;

-- name: name_traces
-- Addresses that the lake knows, and whether somebody who stays has them too.
INSERT INTO erasing_traces (erasure_id, kind, value, is_shared)
SELECT %(erasure_id)s, kind, value, is_shared
FROM unnest(%(kinds)s::text[], %(values)s::text[], %(shared)s::boolean[]) AS t (kind, value, is_shared)
ON CONFLICT DO NOTHING;

-- name: name_written_to
-- Addresses that messages went to and devices have: the lake may know a newer one.
INSERT INTO erasing_traces (erasure_id, kind, value)
SELECT %(erasure_id)s, kept_as(medium), lower(address) FROM messages
WHERE customer_id IN (SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s) AND address <> ''
UNION
SELECT %(erasure_id)s, medium, address FROM devices
WHERE customer_id IN (SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s)
ON CONFLICT DO NOTHING;

-- name: share_written_to
-- An address to which others were written too may be theirs.
UPDATE erasing_traces t SET is_shared = true
WHERE t.erasure_id = %(erasure_id)s AND (t.kind, t.value) IN (
    SELECT kept_as(m.medium), lower(m.address) FROM messages m
    WHERE m.address <> '' AND NOT m.customer_id LIKE 'erased-%%'
      AND m.customer_id NOT IN (SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s)
      AND lower(m.address) IN (SELECT value FROM erasing_traces WHERE erasure_id = %(erasure_id)s)
);

-- name: remember
-- All that is kept: keyed hashes of the ids, and of the addresses that nobody else has.
INSERT INTO erased (kind, hash, erased_at)
SELECT 'customer', keyed_hash('customer', customer_id), %(now)s FROM erasing WHERE erasure_id = %(erasure_id)s
UNION
SELECT kind, keyed_hash(kind, value), %(now)s FROM erasing_traces
WHERE erasure_id = %(erasure_id)s AND NOT is_shared AND kind IN ('email', 'sms')
ON CONFLICT DO NOTHING;

-- name: forget_addresses
-- What is known of addresses that nobody else has.
WITH gone AS MATERIALIZED (
    SELECT kind, value FROM erasing_traces WHERE erasure_id = %(erasure_id)s AND NOT is_shared
), quality AS (
    DELETE FROM contact_quality WHERE (kept_as(medium), address) IN (SELECT kind, lower(value) FROM gone) RETURNING 1
), suppressed AS (
    DELETE FROM suppressions WHERE (kept_as(medium), address) IN (SELECT kind, lower(value) FROM gone) RETURNING 1
), confirmed AS (
    DELETE FROM confirmations WHERE (medium, address) IN (SELECT kind, lower(value) FROM gone) RETURNING 1
), evidence AS (
    UPDATE confirmations SET client = '', agent = '', message_id = NULL
    WHERE message_id IN (SELECT message_id FROM messages WHERE customer_id IN (
        SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s))
      AND (medium, address) NOT IN (SELECT kind, lower(value) FROM gone)
), told AS (
    UPDATE reports SET address = '', detail = ''
    WHERE address <> '' AND (kept_as(medium), lower(address)) IN (SELECT kind, lower(value) FROM gone)
       OR message_id IN (SELECT message_id FROM messages WHERE customer_id IN (
           SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s))
    RETURNING 1
)
SELECT (SELECT count(*) FROM quality) + (SELECT count(*) FROM suppressed) + (SELECT count(*) FROM confirmed)
     + (SELECT count(*) FROM told) AS rows;

-- name: forget_links
-- Addresses that links of their messages alone had: they may say who they are.
WITH mine AS MATERIALIZED (
    SELECT message_id FROM messages
    WHERE customer_id IN (SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s)
), short AS (
    DELETE FROM short_links WHERE message_id IN (SELECT message_id FROM mine) RETURNING 1
), targets AS (
    DELETE FROM link_targets WHERE message_id IN (SELECT message_id FROM mine) RETURNING 1
)
SELECT (SELECT count(*) FROM short) + (SELECT count(*) FROM targets) AS rows;

-- name: forget_messages
-- Messages stay counted and say no more of whom. What waits is never sent; what is on the wire is left to its sender, who
-- knows it by its number.
WITH mine AS MATERIALIZED (
    SELECT message_id, state FROM messages
    WHERE customer_id IN (SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s)
    ORDER BY message_id FOR UPDATE
), scrubbed AS (
    UPDATE messages m
    SET customer_id = 'erased-' || m.message_id, address = '', detail = '', time_zone = 'UTC',
        state = CASE m.state WHEN 'planned' THEN 'skipped' ELSE m.state END,
        reason = CASE m.state WHEN 'planned' THEN 'erased' ELSE m.reason END,
        ended_at = CASE m.state WHEN 'planned' THEN %(now)s ELSE m.ended_at END,
        lease_owner = CASE m.state WHEN 'planned' THEN NULL ELSE m.lease_owner END,
        lease_until = CASE m.state WHEN 'planned' THEN NULL ELSE m.lease_until END
    FROM mine WHERE m.message_id = mine.message_id
)
SELECT count(*) AS messages, count(*) FILTER (WHERE state = 'planned') AS stopped,
       count(*) FILTER (WHERE state = 'intent') AS in_flight FROM mine;

-- name: forget_rows
-- Consents, tags, points, devices and whatever else names a customer.
SELECT erase_rows(%(erasure_id)s) AS rows;

-- name: in_flight
-- Messages of erased persons that are still on the wire: their senders may yet write a file or an answer.
SELECT count(*) AS messages FROM messages WHERE state = 'intent' AND customer_id LIKE 'erased-%%';

-- name: forget_answers
-- What senders wrote of messages that were on the wire when their person was erased; one that will be tried again, is not.
UPDATE messages
SET detail = '', state = CASE state WHEN 'planned' THEN 'skipped' ELSE state END,
    reason = CASE state WHEN 'planned' THEN 'erased' ELSE reason END,
    ended_at = CASE state WHEN 'planned' THEN %(now)s ELSE ended_at END
WHERE customer_id LIKE 'erased-%%' AND state <> 'intent' AND (detail <> '' OR state = 'planned');

-- name: named
-- Which of these ids somebody has, though no table of customers knows them.
SELECT DISTINCT customer_id FROM (
    SELECT customer_id FROM messages WHERE customer_id = ANY(%(customer_ids)s)
    UNION ALL SELECT customer_id FROM consents WHERE customer_id = ANY(%(customer_ids)s)
    UNION ALL SELECT customer_id FROM devices WHERE customer_id = ANY(%(customer_ids)s)
    UNION ALL SELECT customer_id FROM tags WHERE customer_id = ANY(%(customer_ids)s)
) AS anywhere;

-- name: known
-- Which of these ids are erased already.
SELECT c AS customer_id FROM unnest(%(customer_ids)s::text[]) AS c
JOIN erased ON kind = 'customer' AND hash = keyed_hash('customer', c);

-- name: open
-- What has not come to its end, the oldest first.
SELECT erasure_id, requested_at, who, reason, customers, step::text AS step, counts, act FROM erasures
WHERE step <> 'done' ORDER BY erasure_id;

-- name: get
-- One of them.
SELECT erasure_id, requested_at, who, reason, customers, step::text AS step, counts, act FROM erasures
WHERE erasure_id = %(erasure_id)s;

-- name: people
-- Whom an erasure is about.
SELECT customer_id FROM erasing WHERE erasure_id = %(erasure_id)s ORDER BY customer_id;

-- name: codes
-- What is written into the act instead of names.
SELECT encode(keyed_hash('customer', customer_id), 'hex') AS code FROM erasing
WHERE erasure_id = %(erasure_id)s ORDER BY code;

-- name: traces
-- By what they are found in files.
SELECT kind, value, is_shared FROM erasing_traces WHERE erasure_id = %(erasure_id)s ORDER BY kind, value;

-- name: move
-- A step is over; what it counted stays.
UPDATE erasures
SET step = %(step)s::erasure_step, counts = counts || %(counts)s::jsonb, act = coalesce(%(act)s, act),
    finished_at = CASE %(step)s WHEN 'done' THEN %(now)s::timestamptz ELSE finished_at END
WHERE erasure_id = %(erasure_id)s;

-- name: forget_people
-- Nothing needs their names any more.
DELETE FROM erasing WHERE erasure_id = %(erasure_id)s;

-- name: forget_traces
-- Nor their addresses.
DELETE FROM erasing_traces WHERE erasure_id = %(erasure_id)s;

-- name: repoint
-- The lake's past is gone with them: whoever named a state of it names the present one.
WITH s AS (UPDATE sendings SET snapshot_id = %(snapshot_id)s WHERE snapshot_id <> %(snapshot_id)s),
     r AS (UPDATE runs SET snapshot_id = %(snapshot_id)s WHERE snapshot_id <> %(snapshot_id)s)
UPDATE refreshes SET read_snapshot_id = %(snapshot_id)s, written_snapshot_id = %(snapshot_id)s;

-- name: forget_ranges
-- The catalogue of the lake keeps the least and the greatest value that a column ever had: both may be somebody's.
UPDATE lake.ducklake_table_column_stats s SET min_value = NULL, max_value = NULL
FROM lake.ducklake_column c
WHERE c.table_id = s.table_id AND c.column_id = s.column_id AND c.end_snapshot IS NULL AND c.column_type = 'varchar'
  AND (s.min_value IS NOT NULL OR s.max_value IS NOT NULL);

-- name: tables
-- Tables of the database whose files may hold rows that were deleted.
SELECT format('%%I.%%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname IN ('smartcom', 'lake') ORDER BY schemaname, tablename;

-- name: horizon
-- From here on nobody who begins sees rows that were deleted before.
SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text AS horizon;

-- name: older
-- Who began before, and may still read what was deleted: a rewritten table keeps such rows for them.
SELECT pid, application_name, coalesce(xact_start, backend_start) AS since FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
    AND greatest(age(backend_xmin), age(backend_xid)) > age(%(horizon)s::xid)
ORDER BY since, pid;

-- name: release
-- Somebody who was erased has come back of their own will.
DELETE FROM erased WHERE kind = %(kind)s AND hash = keyed_hash(%(kind)s, %(value)s);

-- name: exported
-- Where personal data went: a file may still lie there.
SELECT DISTINCT path FROM audit WHERE personal AND what IN ('export', 'person_export') ORDER BY path;
