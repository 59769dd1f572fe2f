-- What changes by the row. Instants are timestamptz in UTC; ids of customers are the shop's own text.

-- Whose database this is: the id in the workspace's folder. One row, written by whoever opens it first.
CREATE TABLE workspace (
    id           text NOT NULL,
    one          boolean PRIMARY KEY DEFAULT true CHECK (one)
);

CREATE TYPE message_state AS ENUM (
    'planned',     -- somebody is to be written to; nothing has happened yet
    'intent',      -- the first byte that can cause a delivery may be on the wire
    'accepted',    -- the provider took it
    'delivered',   -- the provider says it arrived
    'bounced',     -- it came back
    'complained',  -- the person called it spam
    'skipped',     -- we did not write, and `reason` says why
    'failed',      -- the provider refused it for good, and `code` says why
    'uncertain'    -- a crash or a silence hides whether it was accepted
);

CREATE TYPE sending_status AS ENUM (
    'planning',    -- its messages are being written
    'sending',     -- messages may go out
    'paused',      -- nobody is written to until it is resumed
    'finished'     -- every message has come to an end
);

-- One execution of a mailing. The same mailing for the same occasion is planned once.
CREATE TABLE sendings (
    sending_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mailing      text NOT NULL,
    occasion     text NOT NULL,
    spec         json NOT NULL,  -- json, not jsonb: the order of media and variants means something
    as_of        timestamptz NOT NULL,
    snapshot_id  bigint NOT NULL,
    replay       boolean NOT NULL DEFAULT false,  -- a rehearsal on history: everything counts from `as_of`
    version      integer NOT NULL DEFAULT 1,      -- raised when it is resumed: what was written before must not leave
    status       sending_status NOT NULL DEFAULT 'planning',
    why          text NOT NULL DEFAULT '',
    people       bigint NOT NULL DEFAULT 0,  -- how many rows of `messages` it planned: what every report must account for
    token        text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),  -- keys of its messages start with it
    planned_at   timestamptz,
    finished_at  timestamptz,
    UNIQUE (mailing, occasion)
);

-- One row per person a sending meant to reach, whatever became of it.
CREATE TABLE messages (
    message_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sending_id   bigint NOT NULL REFERENCES sendings,
    step         text NOT NULL DEFAULT 'send',
    customer_id  text NOT NULL,
    variant      text NOT NULL,
    medium       text NOT NULL DEFAULT '',
    template     text NOT NULL DEFAULT '',
    address      text NOT NULL DEFAULT '',
    state        message_state NOT NULL DEFAULT 'planned',
    reason       text NOT NULL DEFAULT '',
    code         text NOT NULL DEFAULT '',
    detail       text NOT NULL DEFAULT '',
    remote_id    text NOT NULL DEFAULT '',
    attempts     integer NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL DEFAULT 'epoch',
    lease_owner  text,
    lease_until  timestamptz,
    fence        integer NOT NULL DEFAULT 0,
    intent_at    timestamptz,
    ended_at     timestamptz,
    UNIQUE (sending_id, step, customer_id)
);
CREATE INDEX messages_open ON messages (sending_id, not_before, message_id) WHERE state IN ('planned', 'intent');
CREATE INDEX messages_on_the_wire ON messages (sending_id) WHERE state = 'intent';
CREATE INDEX messages_in_doubt ON messages (sending_id) WHERE state = 'uncertain';
CREATE INDEX messages_of_customer ON messages (customer_id);

-- What a sending is about to plan, copied in from the lake and then turned into messages in one transaction.
-- Each attempt reads only its own rows, so that two at once, or one that died, cannot mix.
CREATE UNLOGGED TABLE audience (
    attempt      text NOT NULL,
    customer_id  text NOT NULL,
    variant      text NOT NULL,
    medium       text NOT NULL,
    template     text NOT NULL,
    address      text NOT NULL,
    staged_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audience_of_attempt ON audience (attempt);

-- Append-only: who allowed or forbade which medium, when, and how we know. The newest row holds.
CREATE TABLE consents (
    consent_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  text NOT NULL,
    medium       text NOT NULL,
    granted      boolean NOT NULL,
    source       text NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_now ON consents (customer_id, medium, consent_id DESC);

-- The state of the lake whose customers have last been read for their word. One row, from the first reading on.
CREATE TABLE consents_imported (
    snapshot_id  bigint NOT NULL,
    one          boolean PRIMARY KEY DEFAULT true CHECK (one)
);

-- Addresses nobody may write to, whoever they belong to.
CREATE TABLE suppressions (
    medium       text NOT NULL,
    address      text NOT NULL,
    reason       text NOT NULL,
    added_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (medium, address)
);

-- Why we may not write to somebody, '' when we may. `consent.rules` says the same in Python, and a test compares them.
CREATE FUNCTION refusal(customer text, through text, contact text, by_default boolean) RETURNS text
LANGUAGE sql STABLE RETURN CASE
    WHEN contact = '' THEN 'no_contact'
    WHEN EXISTS (SELECT FROM suppressions s WHERE s.medium = through AND s.address = lower(contact)) THEN 'suppressed'
    WHEN NOT coalesce(
        (SELECT c.granted FROM consents c WHERE c.customer_id = customer AND c.medium = through
         ORDER BY c.consent_id DESC LIMIT 1), by_default) THEN 'no_consent'
    ELSE '' END;

CREATE TABLE tags (
    customer_id  text NOT NULL,
    tag          text NOT NULL,
    source       text NOT NULL DEFAULT '',
    set_at       timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    PRIMARY KEY (customer_id, tag)
);
CREATE INDEX tags_by_tag ON tags (tag);

CREATE TABLE loads (
    load_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name   text NOT NULL,
    file_name    text NOT NULL,
    sha256       text NOT NULL,
    rows_in      bigint NOT NULL,
    loaded       bigint NOT NULL,
    unchanged    bigint NOT NULL,
    rejected     bigint NOT NULL,
    rejects      text NOT NULL DEFAULT '',
    snapshot_id  bigint NOT NULL,
    loaded_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE refreshes (
    refresh_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    as_of        timestamptz NOT NULL,
    fingerprint  text NOT NULL,
    read_snapshot_id     bigint NOT NULL,
    written_snapshot_id  bigint NOT NULL,
    customers    bigint NOT NULL,
    seconds      double precision NOT NULL,
    finished_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE run_state AS ENUM (
    'running',     -- a process works on it
    'succeeded',   -- every cell ran and the process said so
    'failed',      -- a cell raised, and `error` says what
    'timed_out',   -- it ran past its deadline and was ended
    'lost'         -- its process vanished without a verdict
);

CREATE TABLE runs (
    run_id       text PRIMARY KEY,
    notebook     text NOT NULL,
    parameters   jsonb NOT NULL,
    schedule     text,
    occurrence   timestamptz,
    state        run_state NOT NULL DEFAULT 'running',
    pid          integer,
    host         text NOT NULL DEFAULT '',
    deadline_at  timestamptz NOT NULL,
    as_of        timestamptz,
    snapshot_id  bigint,
    output       text NOT NULL DEFAULT '',
    error        text NOT NULL DEFAULT '',
    started_at   timestamptz NOT NULL DEFAULT now(),
    ended_at     timestamptz
);
-- An occurrence is under way or done at most once; attempts that came to nothing stay beside it.
CREATE UNIQUE INDEX runs_of_occurrence ON runs (schedule, occurrence) WHERE state IN ('running', 'succeeded');

-- Until when each schedule has been looked after; what lies before is done, missed, or older than the schedule.
CREATE TABLE schedules (
    schedule     text PRIMARY KEY,
    settled_at   timestamptz NOT NULL
);
