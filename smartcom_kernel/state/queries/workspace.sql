-- name: claim
-- The first to open a database makes it the workspace's own; whoever comes at the same moment finds it taken.
INSERT INTO workspace (id) VALUES (%(id)s) ON CONFLICT DO NOTHING;

-- name: owner
-- Which workspace this database belongs to: compared with the folder's own id.
SELECT id FROM workspace;
