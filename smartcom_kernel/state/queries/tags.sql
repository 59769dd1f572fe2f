-- name: put
-- One statement per batch of customers. Putting a tag again renews its expiry, so that a nightly rule keeps it alive.
INSERT INTO tags (customer_id, tag, source, set_at, expires_at)
SELECT customer_id, %(tag)s, %(source)s, %(now)s, %(expires_at)s
FROM unnest(%(customer_ids)s::text[]) AS customer_id
ON CONFLICT (customer_id, tag) DO UPDATE
SET source = excluded.source, set_at = excluded.set_at, expires_at = excluded.expires_at;

-- name: take_off
-- Says how many had it, so that taking off what is not there is seen.
DELETE FROM tags WHERE tag = %(tag)s AND customer_id = ANY (%(customer_ids)s::text[]);

-- name: in_use
-- Counts only what conditions would find: a tag that has run out is gone, whether or not its row is.
SELECT tag, count(*) AS customers, max(set_at) AS set_at
FROM tags WHERE expires_at IS NULL OR expires_at > %(now)s
GROUP BY tag ORDER BY tag;

-- name: of_customer
-- What one person carries: for the profile.
SELECT tag, source, set_at, expires_at
FROM tags WHERE customer_id = %(customer_id)s AND (expires_at IS NULL OR expires_at > %(now)s)
ORDER BY tag;
