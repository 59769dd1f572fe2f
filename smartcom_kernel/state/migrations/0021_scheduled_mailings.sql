-- Mailings that wait for their time: a row each, gone once it is planned. It is an intention, not a flag: what became of
-- a mailing is said by its sendings alone.

CREATE TABLE scheduled_mailings (
    mailing       text PRIMARY KEY,          -- one future start per mailing; a later word replaces an earlier one
    occasion      text NOT NULL,             -- of the sending that will be planned: who plans it twice finds it planned
    starts_at     timestamptz NOT NULL,
    is_sure       boolean NOT NULL DEFAULT false,  -- somebody confirmed an unusually large audience
    why           text NOT NULL DEFAULT '',  -- what kept it from being planned when it was due
    scheduled_by  text NOT NULL,
    scheduled_at  timestamptz NOT NULL
);

ALTER TYPE audited ADD VALUE 'mailing';  -- somebody scheduled, stopped, resumed or gave up a mailing
