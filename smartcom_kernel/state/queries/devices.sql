-- name: add
-- A device that is known goes to whoever it is registered for last; one that was gone comes back. A registration that
-- arrives late, older than what is known, changes nothing.
INSERT INTO devices (customer_id, medium, provider, address, app, added_at, seen_at)
VALUES (%(customer_id)s, %(medium)s, %(provider)s, %(address)s, %(app)s, %(now)s, %(now)s)
ON CONFLICT (provider, address) DO UPDATE
SET added_at = CASE WHEN devices.customer_id = excluded.customer_id THEN devices.added_at ELSE excluded.added_at END,
    customer_id = excluded.customer_id, medium = excluded.medium, app = excluded.app, seen_at = excluded.seen_at,
    gone_at = NULL, gone_why = ''
WHERE excluded.seen_at >= devices.seen_at AND (devices.gone_at IS NULL OR excluded.seen_at > devices.gone_at);

-- name: gone
-- What a provider knew before the device was last registered is not true of it any more.
UPDATE devices SET gone_at = %(at)s, gone_why = %(why)s
WHERE provider = %(provider)s AND address = %(address)s AND gone_at IS NULL AND seen_at <= %(at)s;

-- name: of_customer
-- Everything of one customer, what was seen last first: pushes go to the first that is not gone.
SELECT customer_id, medium, provider, address, app, added_at, seen_at, gone_at, gone_why
FROM devices WHERE customer_id = %(customer_id)s ORDER BY seen_at DESC, device_id DESC;
