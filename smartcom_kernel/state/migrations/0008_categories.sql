-- A word of a customer may speak of one category of mailings and not of the medium as a whole, whose category is ''.

ALTER TABLE consents ADD COLUMN category text NOT NULL DEFAULT '';
DROP INDEX consents_now;
CREATE INDEX consents_now ON consents (customer_id, medium, category, consent_id DESC);

-- Words about categories come from `subscriptions`, which has not been read for words before.
DELETE FROM consents_imported;

-- Why we may not write to somebody, '' when we may. `consent.rules` says the same in Python, and a test compares them.
-- `about` is the category of the mailing, '' where it has none; `subscribed` is what holds of it before any word.
DROP FUNCTION refusal(text, text, text, boolean);
CREATE FUNCTION refusal(
    customer text, through text, contact text, by_default boolean, about text, subscribed boolean
) RETURNS text
LANGUAGE sql STABLE RETURN CASE
    WHEN contact = '' THEN 'no_contact'
    WHEN EXISTS (SELECT FROM suppressions s WHERE s.medium = through AND s.address = lower(contact)) THEN 'suppressed'
    WHEN NOT coalesce(
        (SELECT c.granted FROM consents c WHERE c.customer_id = customer AND c.medium = through AND c.category = ''
         ORDER BY c.consent_id DESC LIMIT 1), by_default) THEN 'no_consent'
    WHEN about <> '' AND NOT coalesce(
        (SELECT c.granted FROM consents c WHERE c.customer_id = customer AND c.medium = through AND c.category = about
         ORDER BY c.consent_id DESC LIMIT 1), subscribed) THEN 'not_subscribed'
    ELSE '' END;
