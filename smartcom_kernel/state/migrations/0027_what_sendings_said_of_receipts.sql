-- What each sending said of the receipts that are owed to it, apart from the templates in its spec.

CREATE VIEW sending_rules AS
SELECT sending_id, coalesce(spec #>> '{mailing,attribution}', '{}') AS attribution FROM sendings;
