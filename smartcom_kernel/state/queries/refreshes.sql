-- name: wait_for_turn
-- A refresh replaces all rows of its tables, so that two at once could only undo each other.
SELECT pg_advisory_xact_lock(hashtextextended('smartcom refresh', 0));

-- name: record
-- In the transaction that waited for its turn, once the rows are in the lake: a record without rows cannot be.
INSERT INTO refreshes (as_of, fingerprint, read_snapshot_id, written_snapshot_id, customers, seconds)
VALUES (%(as_of)s, %(fingerprint)s, %(read_snapshot_id)s, %(written_snapshot_id)s, %(customers)s, %(seconds)s);

-- name: latest
-- Whose rows the lake holds now: each refresh replaces those before it.
SELECT * FROM refreshes ORDER BY refresh_id DESC LIMIT 1;
