-- name: record
-- Append-only: what somebody said stays said, and the newest word holds. Whoever says something now says it after all that
-- was heard of them, also where the clock of the machine that heard it was ahead.
INSERT INTO consents (
    customer_id, medium, category, granted, source, purpose, text_version, proof, message_id, reason, remark, recorded_at
)
SELECT %(customer_id)s, %(medium)s, %(category)s, %(granted)s, %(source)s, %(purpose)s, %(text_version)s, %(proof)s,
       %(message_id)s::bigint, %(reason)s, %(remark)s, greatest(%(recorded_at)s::timestamptz, (
    SELECT max(c.recorded_at) FROM consents c
    WHERE c.customer_id = %(customer_id)s AND c.purpose = %(purpose)s AND c.medium = %(medium)s
      AND c.category = %(category)s
));

-- name: change
-- One statement per batch of customers; whose newest word says the same already says nothing new. Who says the opposite
-- meanwhile has said it later than the moment this word is dated, and that holds.
INSERT INTO consents (
    customer_id, medium, category, granted, source, purpose, text_version, proof, recorded_at
)
SELECT who.customer_id, %(medium)s, %(category)s, %(granted)s, %(source)s, %(purpose)s, %(text_version)s, %(proof)s,
       %(recorded_at)s
FROM (SELECT DISTINCT unnest(%(customer_ids)s::text[]) AS customer_id) AS who
WHERE %(granted)s IS DISTINCT FROM (
    SELECT c.granted FROM consents c
    WHERE c.customer_id = who.customer_id AND c.purpose = %(purpose)s AND c.medium = %(medium)s
      AND c.category = %(category)s
    ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1
);

-- name: current
-- The word said last about each medium, and about each category in it, is the one that holds; for each purpose its own.
SELECT DISTINCT ON (category, medium) medium, category, granted, source, recorded_at, purpose, text_version, proof,
       message_id, reason, remark
FROM consents WHERE customer_id = %(customer_id)s AND purpose = %(purpose)s
ORDER BY category, medium, recorded_at DESC, consent_id DESC;

-- name: history
-- The evidence, in the order in which it was said.
SELECT medium, category, granted, source, recorded_at, purpose, text_version, proof,
       message_id, reason, remark
FROM consents WHERE customer_id = %(customer_id)s ORDER BY recorded_at, consent_id;

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

-- name: is_spoken_of
-- Whether anybody has ever said anything about a category.
SELECT EXISTS (SELECT FROM consents WHERE category = %(category)s) AS spoken_of;

-- name: left
-- Who left by the links of which mailing, of what and why. Words of one person about several media or categories are told
-- apart by what they are about.
SELECT s.mailing, c.medium, c.category, c.reason, count(DISTINCT c.customer_id) AS people
FROM consents c JOIN messages m USING (message_id) JOIN sendings s USING (sending_id)
WHERE NOT c.granted AND c.purpose = 'marketing' AND c.recorded_at >= %(since)s AND c.recorded_at < %(until)s
GROUP BY s.mailing, c.medium, c.category, c.reason
ORDER BY people DESC, s.mailing, c.medium, c.category, c.reason;

-- name: media_of
-- Through what a customer has been written to or has answered: what their subscription page speaks of.
SELECT medium FROM messages WHERE customer_id = %(customer_id)s AND address <> ''
UNION SELECT medium FROM consents WHERE customer_id = %(customer_id)s
ORDER BY medium;

-- name: lock_customer
-- Two answers of one customer at once: the second sees what the first has said. The lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtext('smartcom.consents'), hashtext(%(customer_id)s));
