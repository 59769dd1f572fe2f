-- A sending can be given up: what has not left does not leave.

ALTER TYPE sending_status ADD VALUE 'cancelled';  -- a person has given it up
