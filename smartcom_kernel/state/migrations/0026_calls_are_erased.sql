-- Reports on calls to numbers of the erased hold no number either.
CREATE OR REPLACE FUNCTION reports_of_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM erased e
        WHERE e.kind = kept_as(NEW.medium) AND e.hash = keyed_hash(kept_as(NEW.medium), lower(NEW.address))
    ) THEN
        NEW.address := '';
        NEW.detail := '';
    END IF;
    RETURN NEW;
END $$;
