-- name: confirm
-- The first time is the one that counts: it is the evidence.
INSERT INTO confirmations (medium, address, source, confirmed_at)
VALUES (%(medium)s, lower(%(address)s), %(source)s, %(at)s)
ON CONFLICT (medium, address) DO NOTHING;

-- name: find
-- Addresses are compared in small letters, as they are kept.
SELECT medium, address, source, confirmed_at FROM confirmations
WHERE medium = %(medium)s AND address = lower(%(address)s);
