from __future__ import annotations

from tests.shop import Shop


def test_the_newest_word_holds_and_silence_is_neither(shop: Shop) -> None:
    said = [("anna", True), ("boris", True), ("boris", False)]
    tables = shop.fill(
        customers=[{"customer_id": c} for c in ("anna", "boris", "vera")],
        consents=[{"customer_id": who, "medium": "email", "granted": granted} for who, granted in said],
    )
    for word, expected in (("granted", ["anna"]), ("refused", ["boris"]), ("unknown", ["vera"])):
        assert shop.found({"kind": "consented", "medium": "email", "word": word}, tables) == expected
