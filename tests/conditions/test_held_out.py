from __future__ import annotations

from tests.shop import Shop


def test_who_was_held_out_of_a_mailing_is_found_from_then_on(shop: Shop) -> None:
    skipped = {"mailing": "spring", "at": "2017-06-01Z", "state": "skipped"}
    tables = shop.fill(
        customers=[{"customer_id": c} for c in ("anna", "boris")],
        messages=[
            {**skipped, "customer_id": "anna", "variant": "control", "reason": "control_group"},
            {**skipped, "customer_id": "boris", "variant": "A", "reason": "no_contact"},
        ],
    )
    assert shop.found({"kind": "held_out", "mailing": "spring"}, tables) == ["anna"]
    assert shop.found({"kind": "held_out"}, tables) == ["anna"]
    assert shop.found({"kind": "held_out", "mailing": "autumn"}, tables) == []
    assert shop.found({"kind": "held_out"}, tables.at(tables.as_of.replace(year=2017, month=5))) == []
