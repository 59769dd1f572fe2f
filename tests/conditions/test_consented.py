from __future__ import annotations

from tests.shop import Shop


def test_the_newest_word_holds_and_silence_is_neither(shop: Shop) -> None:
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")])
    with shop.state.transaction() as connection:
        connection.execute("DELETE FROM consents")
        for who, granted in (("anna", True), ("boris", True), ("boris", False)):
            connection.execute(
                "INSERT INTO consents (customer_id, medium, granted, source) VALUES (%s, 'email', %s, 'test')",
                [who, granted],
            )
    for word, expected in (("granted", ["anna"]), ("refused", ["boris"]), ("unknown", ["vera"])):
        assert shop.found({"kind": "consented", "medium": "email", "word": word}, tables) == expected
