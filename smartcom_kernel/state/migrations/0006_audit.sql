-- Who took what out of the workspace: a row per export, written before the file has its name. Rows stay as they are.

CREATE TYPE audited AS ENUM (
    'export'       -- customers left as a file
);

CREATE TABLE audit (
    audit_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at  timestamptz NOT NULL,
    who          text NOT NULL,   -- login name of the process's user
    what         audited NOT NULL,
    segment      text NOT NULL,   -- empty where the condition is not saved
    definition   text NOT NULL,   -- who was meant, as YAML
    customers    bigint NOT NULL,
    columns      text[] NOT NULL,
    personal     boolean NOT NULL,  -- whether there was personal data among the columns
    path         text NOT NULL
);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_stays();
