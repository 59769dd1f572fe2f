-- Whatever may keep a message back is asked where it is claimed: consent for its purpose, the quality of the address, caps,
-- quiet hours in the customer's own zone, and how long the message is worth sending.

-- A word says what it allows ('marketing', or 'service': messages about an order or an account), and how it can be proved.
ALTER TABLE consents
    ADD COLUMN purpose text NOT NULL DEFAULT 'marketing',
    ADD COLUMN text_version text NOT NULL DEFAULT '',  -- of the words that the person agreed to
    ADD COLUMN proof text NOT NULL DEFAULT '';         -- where the evidence lies, or its hash
DROP INDEX consents_now;
CREATE INDEX consents_now ON consents (customer_id, purpose, medium, category, recorded_at DESC, consent_id DESC);

-- What is known of an address from what became of messages to it. From code 30 on it is of no use for good.
CREATE TABLE contact_quality (
    medium       text NOT NULL,
    address      text NOT NULL,
    code         smallint NOT NULL,
    detail       text NOT NULL DEFAULT '',
    soft_at      timestamptz[] NOT NULL DEFAULT '{}',  -- its last seven soft bounces, oldest first
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (medium, address)
);

-- What a sending is, for the questions that span sendings.
ALTER TABLE sendings
    ADD COLUMN category text NOT NULL DEFAULT '',
    ADD COLUMN purpose text NOT NULL DEFAULT 'marketing',
    ADD COLUMN starts_at timestamptz;  -- before which no message leaves; at once when null
UPDATE sendings SET category = spec -> 'mailing' ->> 'category' WHERE spec -> 'mailing' ->> 'category' <> '';

ALTER TABLE messages
    ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',  -- the customer's, one that this server knows
    ADD COLUMN expires_at timestamptz;                 -- from when on it is not worth sending; never when null
DROP INDEX messages_of_customer;
CREATE INDEX messages_of_customer ON messages (customer_id, ended_at);

ALTER TABLE audience ADD COLUMN time_zone text NOT NULL DEFAULT '';

-- A zone that this server can compute with: the one that is named, else the other.
CREATE FUNCTION known_zone(named text, otherwise text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF named = '' THEN RETURN otherwise; END IF;
    PERFORM now() AT TIME ZONE named;
    RETURN named;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN otherwise;
END $$;

-- Why we may not write to somebody, '' when we may. `consent.rules` says the same in Python, and a test compares them.
-- `aim` is the purpose of the mailing, `by_default` what holds of it before any word; `about` is its category, '' where it
-- has none, and `subscribed` what holds of that before any word.
DROP FUNCTION refusal(text, text, text, boolean, text, boolean);
CREATE FUNCTION refusal(
    customer text, through text, contact text, aim text, by_default boolean, about text, subscribed boolean
) RETURNS text
LANGUAGE sql STABLE RETURN CASE
    WHEN contact = '' THEN 'no_contact'
    WHEN EXISTS (
        SELECT FROM contact_quality q WHERE q.medium = through AND q.address = lower(contact) AND q.code >= 30
    ) THEN 'bad_address'
    WHEN EXISTS (SELECT FROM suppressions s WHERE s.medium = through AND s.address = lower(contact)) THEN 'suppressed'
    WHEN NOT coalesce(
        (SELECT c.granted FROM consents c
         WHERE c.customer_id = customer AND c.purpose = aim AND c.medium = through AND c.category = ''
         ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1), by_default) THEN 'no_consent'
    WHEN about <> '' AND NOT coalesce(
        (SELECT c.granted FROM consents c
         WHERE c.customer_id = customer AND c.purpose = aim AND c.medium = through AND c.category = about
         ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1), subscribed) THEN 'not_subscribed'
    ELSE '' END;

-- Until when a message has to wait, null when it may go at once. `hours` gives by medium from when until when, wall time,
-- it is quiet: {"sms": ["21:00", "09:00"]}. `consent.quiet_hours` says the same in Python, and a test compares them.
CREATE FUNCTION quiet_until(at timestamptz, zone text, through text, hours jsonb) RETURNS timestamptz
LANGUAGE sql STABLE RETURN (
    SELECT CASE
        WHEN NOT CASE WHEN q.begins < q.ends THEN l.time >= q.begins AND l.time < q.ends
                      ELSE l.time >= q.begins OR l.time < q.ends END THEN NULL
        ELSE (l.day + CASE WHEN l.time >= q.ends THEN 1 ELSE 0 END + q.ends) AT TIME ZONE zone END
    FROM (SELECT (hours -> through ->> 0)::time AS begins, (hours -> through ->> 1)::time AS ends) q,
         (SELECT (at AT TIME ZONE zone)::time AS time, (at AT TIME ZONE zone)::date AS day) l
    WHERE q.begins IS NOT NULL
);

-- Whether somebody has already got as many messages as a cap allows in the customer's calendar day or week. A cap speaks
-- of one medium and one category, or of all where these are ''. Messages that may have arrived count; service messages do
-- not, nor do rehearsals on history.
CREATE FUNCTION capped(customer text, through text, about text, zone text, at timestamptz, caps jsonb) RETURNS boolean
LANGUAGE sql STABLE RETURN EXISTS (
    SELECT FROM jsonb_to_recordset(caps) AS cap (medium text, category text, messages integer, per text)
    WHERE cap.medium IN ('', through) AND cap.category IN ('', about) AND cap.messages <= (
        SELECT count(*) FROM messages m JOIN sendings s USING (sending_id)
        WHERE m.customer_id = customer AND s.purpose = 'marketing' AND NOT s.replay
          AND cap.medium IN ('', m.medium) AND cap.category IN ('', s.category)
          AND (m.state = 'intent' AND m.ended_at IS NULL
               OR m.state IN ('accepted', 'delivered', 'bounced', 'complained', 'uncertain')
                  AND m.ended_at >= date_trunc(cap.per, at AT TIME ZONE zone) AT TIME ZONE zone)
    )
);

-- What may be asked of a month of soft bounces: seven of them, and the address has had its tries.
CREATE FUNCTION exhausted(soft_at timestamptz[]) RETURNS boolean
LANGUAGE sql IMMUTABLE RETURN cardinality(soft_at) >= 7
    AND soft_at[cardinality(soft_at)] - soft_at[cardinality(soft_at) - 6] < interval '30 days';
