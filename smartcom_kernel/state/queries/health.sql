-- name: server
-- Which server answers: for the doctor.
SELECT split_part(version(), ' on ', 1) AS version;
