-- name: alone
-- One load writes at a time: each compares its rows with what is stored, and two at once would both find a key new.
-- The lock ends with the transaction, also when its process is killed.
SELECT pg_advisory_xact_lock(%(lock)s);

-- name: record
-- What became of one file, so that a file that comes again is recognised by its content whatever it is called.
INSERT INTO loads (table_name, file_name, sha256, rows_in, loaded, unchanged, rejected, rejects, snapshot_id)
VALUES (%(table)s, %(file)s, %(sha256)s, %(rows_in)s, %(loaded)s, %(unchanged)s, %(rejected)s, %(rejects)s, %(snapshot_id)s)
RETURNING load_id;

-- name: earlier
-- The newest load of the same content into the same table.
SELECT load_id, file_name, loaded_at
FROM loads
WHERE table_name = %(table)s AND sha256 = %(sha256)s
ORDER BY load_id DESC
LIMIT 1;
