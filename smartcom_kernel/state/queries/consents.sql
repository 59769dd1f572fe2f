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

-- name: lock_import
-- Two imports at once could both append what one of them already had; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtext('smartcom.consents.import'));
