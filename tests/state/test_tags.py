"""Tags in the state store: put, renewed, taken off, run out."""

from __future__ import annotations

from smartcom_kernel.core.clock import instant
from smartcom_kernel.state import tags
from smartcom_kernel.state.connect import State

DAY_1, DAY_2, DAY_3 = (instant(f"2018-01-0{n}") for n in (1, 2, 3))


def test_a_tag_lives_until_it_runs_out_or_is_taken_off(state: State) -> None:
    with state.transaction() as connection:
        assert tags.put(connection, "vip", [["anna", "boris"], ["vera"]], now=DAY_1, source="a segment") == 3
        assert tags.put(connection, "trial", [["anna"]], now=DAY_1, expires_at=DAY_2) == 1
        assert [(t["tag"], t["customers"]) for t in tags.in_use(connection, now=DAY_1)] == [("trial", 1), ("vip", 3)]
        assert [t["tag"] for t in tags.of_customer(connection, "anna", now=DAY_1)] == ["trial", "vip"]
        assert [t["tag"] for t in tags.of_customer(connection, "anna", now=DAY_2)] == ["vip"]
        assert tags.take_off(connection, "vip", [["anna", "stranger"]]) == 1
        assert tags.in_use(connection, now=DAY_2) == [{"tag": "vip", "customers": 2, "set_at": DAY_1}]


def test_putting_a_tag_again_renews_it(state: State) -> None:
    with state.transaction() as connection:
        tags.put(connection, "trial", [["anna"]], now=DAY_1, expires_at=DAY_2)
        tags.put(connection, "trial", [["anna"]], now=DAY_2, expires_at=DAY_3, source="again")
        assert tags.of_customer(connection, "anna", now=DAY_2) == [
            {"tag": "trial", "source": "again", "set_at": DAY_2, "expires_at": DAY_3}
        ]
        tags.put(connection, "trial", [["anna"]], now=DAY_3)
        assert [t["tag"] for t in tags.of_customer(connection, "anna", now=instant("2100-01-01"))] == ["trial"]


def test_a_tag_is_put_on_many_customers_by_a_few_statements(state: State) -> None:
    batches = ([f"c{n}" for n in range(start, start + 5000)] for start in range(0, 20_000, 5000))
    with state.transaction() as connection:
        assert tags.put(connection, "everybody", batches, now=DAY_1) == 20_000
