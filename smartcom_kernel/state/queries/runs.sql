-- name: begin
-- One row per attempt. An occurrence that is under way, or ended in a state that may not be repeated, takes no other:
-- the condition sees what is committed, the unique index decides between two that begin at once.
INSERT INTO runs (run_id, notebook, parameters, schedule, occurrence, pid, host, deadline_at, as_of, snapshot_id, started_at)
SELECT %(run_id)s, %(notebook)s, %(parameters)s, %(schedule)s, %(occurrence)s, %(pid)s, %(host)s, %(deadline_at)s,
       %(as_of)s, %(snapshot_id)s, %(now)s
WHERE NOT EXISTS (
    SELECT FROM runs r WHERE r.schedule = %(schedule)s AND r.occurrence = %(occurrence)s
    AND r.state <> ALL(%(repeatable)s::run_state[])
)
ON CONFLICT (schedule, occurrence) WHERE state IN ('running', 'succeeded') DO NOTHING;

-- name: end
-- Only a running row takes a verdict: one declared lost meanwhile stays lost.
UPDATE runs SET state = %(state)s::run_state, output = %(output)s, error = %(error)s, ended_at = %(now)s
WHERE run_id = %(run_id)s AND state = 'running';

-- name: restate
-- A run that loads or refreshes reads something else from then on than what it was given.
UPDATE runs SET as_of = %(as_of)s, snapshot_id = %(snapshot_id)s WHERE run_id = %(run_id)s AND state = 'running';

-- name: get
-- The run a kernel works for: which moment and which state of the lake it is to read.
SELECT * FROM runs WHERE run_id = %(run_id)s;

-- name: running
-- What claims to be under way; whether that is so, only its machine knows.
SELECT * FROM runs WHERE state = 'running' ORDER BY started_at;

-- name: of_occurrence
-- The attempts at one occurrence; the newest says how it stands.
SELECT * FROM runs WHERE schedule = %(schedule)s AND occurrence = %(occurrence)s ORDER BY started_at DESC;

-- name: history
-- The newest runs, for people to look at.
SELECT * FROM runs ORDER BY started_at DESC, run_id LIMIT %(limit)s;

-- name: settle
-- Remembers how far a schedule has been looked after; the first call only starts the count.
INSERT INTO schedules (schedule, settled_at) VALUES (%(schedule)s, %(until)s)
ON CONFLICT (schedule) DO UPDATE SET settled_at = excluded.settled_at;

-- name: settled
-- How far each known schedule has been looked after.
SELECT schedule, settled_at FROM schedules;
