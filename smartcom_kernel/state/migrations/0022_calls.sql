-- Calls go to the phone numbers that SMS go to: what is on the blacklist or has been erased is not called either. Consent,
-- wishes to be left alone and what is known of a number's quality are the medium's own.
CREATE FUNCTION kept_as(through text) RETURNS text
LANGUAGE sql IMMUTABLE RETURN CASE through WHEN 'call' THEN 'sms' ELSE through END;

CREATE OR REPLACE FUNCTION barred(through text, contact text, confirmed_only boolean) RETURNS text
LANGUAGE sql STABLE RETURN CASE
    WHEN blacklisted(kept_as(through), lower(contact)) IS NOT NULL THEN 'bad_address'
    WHEN EXISTS (
        SELECT FROM erased e WHERE e.kind = kept_as(through) AND e.hash = keyed_hash(kept_as(through), lower(contact))
    ) THEN 'suppressed'
    WHEN confirmed_only AND NOT EXISTS (
        SELECT FROM confirmations c WHERE c.medium = through AND c.address = lower(contact)
    ) THEN 'unconfirmed'
    ELSE '' END;
