from __future__ import annotations

from tests.shop import Shop


def test_who_was_held_out_of_a_mailing_is_found_from_then_on(shop: Shop) -> None:
    shop.clear()
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris")])
    with shop.state.transaction() as connection:
        connection.execute(
            "WITH s AS (INSERT INTO sendings (mailing, occasion, spec, as_of, snapshot_id) "
            "VALUES ('spring', '1', '{}', '2017-06-01Z', 0) RETURNING sending_id) "
            "INSERT INTO messages (sending_id, customer_id, variant, state, reason) "
            "SELECT sending_id, who, variant, 'skipped', reason FROM s, "
            "(VALUES ('anna', 'control', 'control_group'), ('boris', 'A', 'no_contact')) p(who, variant, reason)"
        )
    assert shop.found({"kind": "held_out", "mailing": "spring"}, tables) == ["anna"]
    assert shop.found({"kind": "held_out"}, tables) == ["anna"]
    assert shop.found({"kind": "held_out", "mailing": "autumn"}, tables) == []
    assert shop.found({"kind": "held_out"}, tables.at(tables.as_of.replace(year=2017, month=5))) == []
    shop.clear()
