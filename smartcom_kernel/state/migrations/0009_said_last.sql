-- What was said last holds, whenever it was written down: an import takes its time, and files bring words of years ago.

DROP INDEX consents_now;
CREATE INDEX consents_now ON consents (customer_id, medium, category, recorded_at DESC, consent_id DESC);

-- Why we may not write to somebody, '' when we may. `consent.rules` says the same in Python, and a test compares them.
-- `about` is the category of the mailing, '' where it has none; `subscribed` is what holds of it before any word.
CREATE OR REPLACE FUNCTION refusal(
    customer text, through text, contact text, by_default boolean, about text, subscribed boolean
) RETURNS text
LANGUAGE sql STABLE RETURN CASE
    WHEN contact = '' THEN 'no_contact'
    WHEN EXISTS (SELECT FROM suppressions s WHERE s.medium = through AND s.address = lower(contact)) THEN 'suppressed'
    WHEN NOT coalesce(
        (SELECT c.granted FROM consents c WHERE c.customer_id = customer AND c.medium = through AND c.category = ''
         ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1), by_default) THEN 'no_consent'
    WHEN about <> '' AND NOT coalesce(
        (SELECT c.granted FROM consents c WHERE c.customer_id = customer AND c.medium = through AND c.category = about
         ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1), subscribed) THEN 'not_subscribed'
    ELSE '' END;
