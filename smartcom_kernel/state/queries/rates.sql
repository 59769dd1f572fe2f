-- name: open
-- The first message of a scope finds no count.
INSERT INTO rates (scope, began_at) VALUES (%(scope)s, %(began_at)s) ON CONFLICT (scope) DO NOTHING;

-- name: lock
-- All senders share one count and take turns at it.
SELECT began_at, used, put_off FROM rates WHERE scope = %(scope)s FOR UPDATE;

-- name: keep
-- What has been given, and what was told to wait.
UPDATE rates SET began_at = %(began_at)s, used = %(used)s, put_off = %(put_off)s WHERE scope = %(scope)s;
