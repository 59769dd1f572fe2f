-- name: claim
-- The first to open a database makes it the workspace's own; whoever comes at the same moment finds it taken.
INSERT INTO workspace (id) VALUES (%(id)s) ON CONFLICT DO NOTHING;

-- name: owner
-- Which workspace this database belongs to: compared with the folder's own id.
SELECT id FROM workspace;

-- name: folder
-- Which folder last used it, locked so that of a folder and its copy one comes first. `here` tells this database from
-- one that it was restored, cloned or promoted from: the cluster has another number or another history, the database
-- another number, its tables others, or, where the workspace keeps it, its files lie elsewhere.
SELECT folder, told_in,
    concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
        (SELECT timeline_id FROM pg_control_checkpoint()),
        (SELECT oid FROM pg_database WHERE datname = current_database()), 'workspace'::regclass::oid, %(files)s::text
    ) AS here
FROM workspace FOR UPDATE;

-- name: use_from
-- The folder that uses it from now on.
UPDATE workspace SET folder = %(folder)s, told_in = %(here)s;

-- name: lock
-- The first reason stays.
UPDATE workspace SET locked = %(why)s WHERE locked = '';

-- name: unlock
-- Somebody has looked; true where there was something to look at.
UPDATE workspace SET locked = '' WHERE locked <> '';

-- name: locked
-- Why nothing leaves; empty where messages may.
SELECT locked FROM workspace;
