-- name: confirm
-- The first time is the one that counts: it is the evidence.
INSERT INTO confirmations (medium, address, source, confirmed_at, message_id, client, agent)
VALUES (%(medium)s, lower(%(address)s), %(source)s, %(at)s, %(message_id)s, %(client)s, %(agent)s)
ON CONFLICT (medium, address) DO NOTHING;

-- name: confirm_all
-- One statement per batch; an address whose owner was erased is confirmed by nobody but its owner.
INSERT INTO confirmations (medium, address, source, confirmed_at)
SELECT DISTINCT %(medium)s, lower(address), %(source)s, %(at)s::timestamptz
FROM unnest(%(addresses)s::text[]) AS address
WHERE NOT EXISTS (SELECT FROM erased e WHERE e.kind = %(medium)s AND e.hash = keyed_hash(%(medium)s, lower(address)))
ON CONFLICT (medium, address) DO NOTHING;

-- name: find
-- Addresses are compared in small letters, as they are kept.
SELECT medium, address, source, confirmed_at, message_id, client, agent FROM confirmations
WHERE medium = %(medium)s AND address = lower(%(address)s);
