-- Personal data: what is erased and stays erased, addresses that are not taken, addresses that were confirmed.

-- The key under which erased persons are still recognised. It never leaves the database; without it the hashes below
-- cannot be tried out. HMAC of RFC 2104 with SHA-256: the key beside its two paddings, so that SQL alone can compute it.
CREATE TABLE personal_key (
    key        bytea NOT NULL,
    inner_pad  bytea NOT NULL,
    outer_pad  bytea NOT NULL,
    one        boolean PRIMARY KEY DEFAULT true CHECK (one)
);
WITH made AS MATERIALIZED (
    SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) AS key
), padded AS (
    SELECT key, key || decode(repeat('00', 32), 'hex') AS block FROM made
)
INSERT INTO personal_key (key, inner_pad, outer_pad)
SELECT key,
       decode((SELECT string_agg(lpad(to_hex(get_byte(block, i) # 54), 2, '0'), '' ORDER BY i)
               FROM generate_series(0, 63) AS i), 'hex'),
       decode((SELECT string_agg(lpad(to_hex(get_byte(block, i) # 92), 2, '0'), '' ORDER BY i)
               FROM generate_series(0, 63) AS i), 'hex')
FROM padded;

-- What an id or an address is recognised by once it is gone. `kind` is 'customer' or a medium; addresses in small letters.
CREATE FUNCTION keyed_hash(kind text, value text) RETURNS bytea LANGUAGE sql STABLE RETURN (
    SELECT sha256(outer_pad || sha256(inner_pad || convert_to(kind || ':' || value, 'UTF8'))) FROM personal_key
);

CREATE TABLE erased (
    kind         text NOT NULL,
    hash         bytea NOT NULL,
    erased_at    timestamptz NOT NULL,
    PRIMARY KEY (kind, hash)
);

CREATE TYPE erasure_step AS ENUM (
    'lake',        -- nobody writes to them any more and the database knows them no more; now the lake
    'files',       -- now what was written for people to read
    'purge',       -- now the files of the lake, and its past
    'act',         -- now the act
    'vacuum',      -- their names are forgotten; now what the database has left of them on the disk
    'done'
);

CREATE TABLE erasures (
    erasure_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    requested_at timestamptz NOT NULL,
    who          text NOT NULL,                 -- login name of who asked for it
    reason       text NOT NULL,
    customers    bigint NOT NULL,
    step         erasure_step NOT NULL DEFAULT 'lake',
    counts       jsonb NOT NULL DEFAULT '{}',   -- what was found and what became of it, in numbers
    act          text NOT NULL DEFAULT '',
    finished_at  timestamptz
);

-- Whom an erasure that is under way is about, and by what they are found in files; empty once it has come to 'vacuum'.
CREATE TABLE erasing (
    erasure_id   bigint NOT NULL REFERENCES erasures,
    customer_id  text NOT NULL,
    PRIMARY KEY (erasure_id, customer_id)
);
CREATE TABLE erasing_traces (
    erasure_id   bigint NOT NULL REFERENCES erasures,
    kind         text NOT NULL,      -- a medium
    value        text NOT NULL,
    is_shared    boolean NOT NULL DEFAULT false,   -- somebody who stays has it too
    PRIMARY KEY (erasure_id, kind, value)
);

-- Everything of the persons of an erasure in the tables that name them, whichever they are; returns how many rows.
CREATE FUNCTION erase_rows(erasure bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    named text;
    n bigint;
    total bigint := 0;
BEGIN
    FOR named IN
        SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'smartcom' AND c.column_name = 'customer_id' AND t.table_type = 'BASE TABLE'
          AND c.table_name NOT IN ('messages', 'erasing')
        ORDER BY c.table_name
    LOOP
        EXECUTE format('DELETE FROM %I WHERE customer_id IN (SELECT customer_id FROM erasing WHERE erasure_id = $1)', named)
        USING erasure;
        GET DIAGNOSTICS n = ROW_COUNT;
        total := total + n;
    END LOOP;
    RETURN total;
END $$;

-- A provider may still tell of a message to somebody who is erased by now: what it says counts, where it went does not stay.
CREATE FUNCTION reports_of_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM erased e WHERE e.kind = NEW.medium AND e.hash = keyed_hash(NEW.medium, lower(NEW.address))) THEN
        NEW.address := '';
        NEW.detail := '';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_of_the_erased BEFORE INSERT ON reports FOR EACH ROW EXECUTE FUNCTION reports_of_the_erased();

-- Addresses that are not taken: junk, fakes, competitors. Code 50 of contact data quality.
CREATE TABLE blacklist (
    rule         text PRIMARY KEY,   -- as people read it: 'a@junk.example', '*@junk.example', '+7900*'
    medium       text NOT NULL CHECK (medium IN ('email', 'sms')),
    kind         text NOT NULL CHECK (kind IN ('address', 'domain', 'mask')),
    pattern      text NOT NULL,      -- the address, the domain, or what LIKE compares with
    reason       text NOT NULL,
    added_by     text NOT NULL,      -- login name
    added_at     timestamptz NOT NULL
);
CREATE INDEX blacklist_by_pattern ON blacklist (medium, kind, pattern);

-- The rule that an address falls under, null where there is none. `intake.blacklist` asks the same of all customers at once.
CREATE FUNCTION blacklisted(through text, contact text) RETURNS text LANGUAGE sql STABLE RETURN (
    SELECT rule FROM (
        SELECT rule FROM blacklist WHERE medium = through AND kind = 'address' AND pattern = contact
        UNION ALL
        SELECT rule FROM blacklist WHERE medium = through AND kind = 'domain' AND pattern = split_part(contact, '@', 2)
        UNION ALL
        SELECT rule FROM blacklist WHERE medium = through AND kind = 'mask' AND contact LIKE pattern
    ) AS rules ORDER BY rule LIMIT 1
);

-- Why an address is not written to whoever it belongs to: asked where a message is claimed, after `refusal`.
CREATE FUNCTION barred(through text, contact text) RETURNS text LANGUAGE sql STABLE RETURN CASE
    WHEN blacklisted(through, lower(contact)) IS NOT NULL THEN 'bad_address'
    WHEN EXISTS (SELECT FROM erased e WHERE e.kind = through AND e.hash = keyed_hash(through, lower(contact)))
        THEN 'suppressed'
    ELSE '' END;

-- Addresses whose owner has shown that they are theirs.
CREATE TABLE confirmations (
    medium       text NOT NULL,
    address      text NOT NULL,      -- in small letters
    source       text NOT NULL,      -- how: 'double opt-in', 'click', 'order'
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (medium, address)
);

-- What else the audit log tells of.
ALTER TYPE audited ADD VALUE 'erasure';        -- persons were erased
ALTER TYPE audited ADD VALUE 'person_export';  -- everything known of one person left as a file
ALTER TYPE audited ADD VALUE 'blacklist';      -- a rule was added or removed
ALTER TYPE audited ADD VALUE 'contact_quality'; -- a person set or reset the quality of an address
