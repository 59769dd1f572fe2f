-- name: keys
-- What signs links and verifies them.
SELECT kid, key FROM link_keys;

-- name: message
-- Whose message a link is in; nobody's where its sending is not of this database, as after a backup was restored.
SELECT m.message_id, m.customer_id, m.medium FROM sendings s JOIN messages m USING (sending_id)
WHERE s.token = %(token)s AND m.message_id = %(message_id)s;

-- name: sent
-- Where a message went and when; nothing of one that never left, or whose address is forgotten.
SELECT message_id, customer_id, medium, address, intent_at AS sent_at FROM messages
WHERE message_id = %(message_id)s AND intent_at IS NOT NULL AND address <> '';

-- name: unsubscribed
-- By which message somebody left counts once, however often it is told.
INSERT INTO unsubscribes (message_id, happened_at) VALUES (%(message_id)s, %(happened_at)s)
ON CONFLICT (message_id) DO NOTHING;
