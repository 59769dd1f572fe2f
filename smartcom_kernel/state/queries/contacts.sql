-- name: note
-- What became of messages says how good their addresses are. A hard bounce stays what it was first; of soft ones the last
-- seven are kept, and seven within a month are as good as a hard one. Messages to one address are taken together.
WITH said AS (
    SELECT medium, lower(address) AS address, code, detail, at
    FROM unnest(%(media)s::text[], %(addresses)s::text[], %(codes)s::smallint[], %(details)s::text[], %(ats)s::timestamptz[])
        AS s (medium, address, code, detail, at)
), each AS (
    SELECT medium, address, max(at) AS at,
           (array_agg(code ORDER BY code >= 30 DESC, CASE WHEN code >= 30 THEN at END, at DESC))[1] AS code,
           (array_agg(detail ORDER BY code >= 30 DESC, CASE WHEN code >= 30 THEN at END, at DESC))[1] AS detail,
           coalesce(array_agg(at ORDER BY at) FILTER (WHERE code < 30), '{}') AS soft_at
    FROM said GROUP BY medium, address
), known AS (
    SELECT e.medium, e.address, e.at, e.code, e.detail, q.code AS old_code, q.detail AS old_detail, (
        SELECT coalesce(array_agg(s ORDER BY s), '{}') FROM (
            SELECT s FROM unnest(coalesce(q.soft_at, '{}') || e.soft_at) AS s ORDER BY s DESC LIMIT 7
        ) AS latest (s)
    ) AS soft_at
    FROM each e LEFT JOIN contact_quality q USING (medium, address)
)
INSERT INTO contact_quality (medium, address, code, detail, soft_at, changed_at)
SELECT medium, address,
       CASE WHEN old_code >= 30 THEN old_code WHEN code >= 30 THEN code WHEN exhausted(soft_at) THEN 34 ELSE code END,
       CASE WHEN old_code >= 30 THEN old_detail ELSE detail END, soft_at, at
FROM known ORDER BY medium, address
ON CONFLICT (medium, address) DO UPDATE
SET code = excluded.code, detail = excluded.detail, soft_at = excluded.soft_at, changed_at = excluded.changed_at;

-- name: lock
-- Two that note something of one address take turns: what the second reads is what the first has written.
SELECT pg_advisory_xact_lock(hashtext('smartcom.contacts'));

-- name: find
-- Addresses are compared in small letters, as they are kept.
SELECT medium, address, code, detail, soft_at, changed_at FROM contact_quality
WHERE medium = %(medium)s AND address = lower(%(address)s);

-- name: forget
-- A person has found out that the address works.
DELETE FROM contact_quality WHERE medium = %(medium)s AND address = lower(%(address)s);

-- name: override
-- A person knows better than messages have shown; the count of soft bounces begins anew.
INSERT INTO contact_quality (medium, address, code, detail, soft_at, changed_at)
VALUES (%(medium)s, lower(%(address)s), %(code)s, %(detail)s, '{}', %(now)s)
ON CONFLICT (medium, address) DO UPDATE
SET code = excluded.code, detail = excluded.detail, soft_at = '{}', changed_at = excluded.changed_at;
