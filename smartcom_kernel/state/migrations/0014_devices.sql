-- Where pushes and messengers reach customers: one row per device or chat, which belongs to whoever was seen on it last.
CREATE TABLE devices (
    device_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  text NOT NULL,
    medium       text NOT NULL CHECK (medium IN ('push', 'messenger')),
    provider     text NOT NULL,              -- whose the address is, such as 'fcm'
    address      text NOT NULL,              -- its token, or a browser's subscription as JSON
    app          text NOT NULL DEFAULT '',   -- which of the shop's apps or sites
    added_at     timestamptz NOT NULL,       -- since when it is this customer's
    seen_at      timestamptz NOT NULL,       -- when it was last registered
    gone_at      timestamptz,                -- when it was known to be of no use any more
    gone_why     text NOT NULL DEFAULT '',
    UNIQUE (provider, address)
);
CREATE INDEX devices_of_customer ON devices (customer_id);
