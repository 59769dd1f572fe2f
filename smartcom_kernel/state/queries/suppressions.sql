-- name: add
-- The first reason stays: it tells how the address came here.
INSERT INTO suppressions (medium, address, reason, added_at)
VALUES (%(medium)s, lower(%(address)s), %(reason)s, %(now)s)
ON CONFLICT (medium, address) DO NOTHING;

-- name: remove
-- Whoever asked for nothing more has asked to be written to again.
DELETE FROM suppressions WHERE medium = %(medium)s AND address = lower(%(address)s);

-- name: find
-- Addresses are compared in small letters, as they are kept.
SELECT medium, address, reason, added_at FROM suppressions
WHERE medium = %(medium)s AND address = lower(%(address)s);
