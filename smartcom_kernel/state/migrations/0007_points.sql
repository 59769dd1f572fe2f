-- Points that we give, apart from the bonuses of the shop's loyalty system: one row per customer and occasion, so that
-- running again gives nobody twice. A row stays as it is; what is taken back is a row of its own, of another occasion.

CREATE TABLE points (
    customer_id  text NOT NULL,
    occasion     text NOT NULL,   -- what for
    amount       numeric(14, 2) NOT NULL CHECK (amount <> 0),
    source       text NOT NULL,   -- login name of who gave them
    accrued_at   timestamptz NOT NULL,
    PRIMARY KEY (customer_id, occasion)
);
CREATE INDEX points_of_occasion ON points (occasion);
