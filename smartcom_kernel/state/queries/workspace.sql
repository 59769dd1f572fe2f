-- name: claim
-- The first to open a database makes it the workspace's own; whoever comes at the same moment finds it taken.
INSERT INTO workspace (id) VALUES (%(id)s) ON CONFLICT DO NOTHING;

-- name: owner
-- Which workspace this database belongs to: compared with the folder's own id.
SELECT id FROM workspace;

-- name: folder
-- Which folder last used it, locked so that of a folder and its copy one comes first. `here` tells this database from
-- one that it was restored or cloned from: either the database has another number, or its tables have.
SELECT folder, told_in,
    (SELECT oid::text FROM pg_database WHERE datname = current_database())
        || '/' || 'workspace'::regclass::oid::text AS here
FROM workspace FOR UPDATE;

-- name: use_from
-- The folder that uses it from now on.
UPDATE workspace SET folder = %(folder)s, told_in = %(here)s;
