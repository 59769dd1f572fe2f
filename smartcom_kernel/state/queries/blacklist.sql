-- name: add
-- The first reason stays.
INSERT INTO blacklist (rule, medium, kind, pattern, reason, added_by, added_at)
SELECT * FROM unnest(
    %(rules)s::text[], %(mediums)s::text[], %(kinds)s::text[], %(patterns)s::text[], %(reasons)s::text[],
    %(added_bys)s::text[], %(added_ats)s::timestamptz[]
)
ON CONFLICT (rule) DO NOTHING;

-- name: remove
-- What it alone kept back is free again.
DELETE FROM blacklist WHERE rule = ANY(%(rules)s);

-- name: listed
-- By their text, which is how people look for one.
SELECT rule, medium, kind, pattern, reason, added_by, added_at FROM blacklist ORDER BY rule;

-- name: rule_of
-- Addresses are compared in small letters, as rules are kept.
SELECT blacklisted(%(medium)s, lower(%(address)s)) AS rule;

-- name: barred
-- As `messages.intend` asks.
SELECT barred(%(medium)s, %(address)s, %(confirmed_only)s) AS reason;
