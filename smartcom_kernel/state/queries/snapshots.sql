-- name: referred_to
-- What a record names must stay readable: its numbers are made again from there.
SELECT snapshot_id FROM runs WHERE snapshot_id IS NOT NULL
UNION SELECT snapshot_id FROM sendings
UNION SELECT read_snapshot_id FROM refreshes
UNION SELECT written_snapshot_id FROM refreshes;
