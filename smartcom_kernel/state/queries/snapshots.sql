-- name: referred_to
-- What a record names must stay readable: its numbers are made again from there. Of refreshes that nobody names the
-- newest suffice, since each holds the files of its day.
WITH newest AS (SELECT read_snapshot_id, written_snapshot_id FROM refreshes ORDER BY refresh_id DESC LIMIT %(refreshes)s)
SELECT snapshot_id FROM runs WHERE snapshot_id IS NOT NULL
UNION SELECT snapshot_id FROM sendings
UNION SELECT read_snapshot_id FROM newest
UNION SELECT written_snapshot_id FROM newest;
