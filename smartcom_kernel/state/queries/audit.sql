-- name: record
-- Committed before the file has its name: what is not in the log has not left.
INSERT INTO audit (happened_at, who, what, segment, definition, customers, columns, personal, path)
VALUES (
    %(happened_at)s, %(who)s, %(what)s, %(segment)s, %(definition)s, %(customers)s, %(columns)s, %(personal)s, %(path)s
);

-- name: entries
-- The newest first, which is what people look for.
SELECT happened_at, who, what, segment, definition, customers, columns, personal, path
FROM audit ORDER BY audit_id DESC;
