-- name: tables
-- Whichever tables name customers, also those that are made later.
SELECT format('%%I', c.table_name) AS name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'smartcom' AND c.column_name = 'customer_id' AND t.table_type = 'BASE TABLE'
  AND c.table_name NOT IN ('audience', 'erasing')
ORDER BY c.table_name;

-- name: of_table
-- TABLE_NAME is one of `tables`.
SELECT * FROM TABLE_NAME WHERE customer_id = %(customer_id)s;

-- name: reactions
-- What the person did with messages.
SELECT r.* FROM reactions r JOIN messages m USING (message_id) WHERE m.customer_id = %(customer_id)s;

-- name: links
-- Where links led that were of messages to the person alone.
SELECT t.* FROM link_targets t JOIN messages m USING (message_id) WHERE m.customer_id = %(customer_id)s;

-- name: reports
-- What providers said of messages to the person.
SELECT r.* FROM reports r JOIN messages m USING (message_id) WHERE m.customer_id = %(customer_id)s;

-- name: about_addresses
-- Tables that know addresses and not whose they are.
SELECT unnest(ARRAY['contact_quality', 'suppressions', 'confirmations']) AS name;

-- name: of_addresses
-- TABLE_NAME is one of `about_addresses`; of addresses that messages to the person went to.
SELECT * FROM TABLE_NAME WHERE (medium, address) IN (
    SELECT medium, lower(address) FROM messages WHERE customer_id = %(customer_id)s AND address <> ''
);

-- name: code
-- A hash that only this workspace can make.
SELECT encode(keyed_hash('customer', %(customer_id)s), 'hex') AS code;
