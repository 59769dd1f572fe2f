-- name: record
-- Append-only: what somebody said stays said, and the newest word holds.
INSERT INTO consents (customer_id, medium, granted, source, recorded_at)
VALUES (%(customer_id)s, %(medium)s, %(granted)s, %(source)s, %(now)s);

-- name: current
-- The newest word about each medium is the one that holds.
SELECT DISTINCT ON (medium) medium, granted, source, recorded_at
FROM consents WHERE customer_id = %(customer_id)s ORDER BY medium, consent_id DESC;

-- name: history
-- The evidence, in the order it was given.
SELECT medium, granted, source, recorded_at
FROM consents WHERE customer_id = %(customer_id)s ORDER BY consent_id;

-- name: imported_from
-- Which state of the lake the customers' words were last read from, so that the same is not read again.
SELECT snapshot_id FROM consents_imported;

-- name: imported
-- The words of this state of the lake are in.
INSERT INTO consents_imported (snapshot_id) VALUES (%(snapshot_id)s)
ON CONFLICT (one) DO UPDATE SET snapshot_id = excluded.snapshot_id;

-- name: lock_import
-- Two imports at once could both append what one of them already had; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtext('smartcom.consents.import'));
