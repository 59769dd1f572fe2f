"""What lies in a cart that was left: since the last order, without what was taken out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.settings import Carts
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.carts import abandoned_carts
from tests.shop import Shop

NOW = instant("2018-01-01T00:00:00Z")
NUMBERS = count()
PUT, TAKE, ORDER = "add_to_cart", "remove_from_cart", "checkout"


def act(name: str, hours_ago: float, product_id: str | None = None, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(hours=hours_ago)).isoformat()
    event = {"event_id": f"e{next(NUMBERS)}", "session_id": "s", "customer_id": "anna", "name": name}
    return {**event, "occurred_at": at, "product_id": product_id, **more}


def left(shop: Shop, *events: dict[str, Any], carts: Carts | None = None) -> dict[str, Decimal]:
    tables = shop.fill(as_of=NOW.isoformat(), customers=[{"customer_id": "anna"}], web_events=list(events))
    asked = Tables(tables.lake, tables.as_of, carts=carts)
    return {row["product_id"]: row["quantity"] for row in tables.lake.arrow(abandoned_carts(asked)).to_pylist()}


def test_a_cart_holds_what_was_put_in_since_the_last_order(shop: Shop) -> None:
    found = left(
        shop,
        act(PUT, 50, "soap"), act(ORDER, 40), act(PUT, 30, "latte", quantity=2), act(PUT, 20, "latte"),
        act("view", 10, "tea"), act(PUT, 5, "tea", quantity=3),
    )  # fmt: skip
    assert found == {"latte": 3, "tea": 3}


def test_an_order_empties_it(shop: Shop) -> None:
    assert left(shop, act(PUT, 50, "soap"), act("order_complete", 40)) == {}
    assert left(shop, act(PUT, 40, "soap"), act("order_complete", 40)) == {}


def test_what_was_taken_out_does_not_lie_in_it(shop: Shop) -> None:
    assert left(shop, act(PUT, 9, "soap", quantity=3), act(TAKE, 8, "soap", quantity=1)) == {"soap": 2}
    assert left(shop, act(PUT, 9, "soap", quantity=3), act(TAKE, 8, "soap"), act(PUT, 7, "soap")) == {"soap": 1}
    assert left(shop, act(PUT, 9, "soap"), act(TAKE, 8, "soap", quantity=1)) == {}


def test_what_was_not_seen_to_be_put_in_cannot_be_owed(shop: Shop) -> None:
    assert left(shop, act(TAKE, 9, "soap", quantity=1), act(PUT, 8, "soap")) == {"soap": 1}


def test_a_negative_quantity_is_taken_out(shop: Shop) -> None:
    assert left(shop, act(PUT, 9, "soap", quantity=2), act(TAKE, 8, "soap", quantity=-1)) == {"soap": 1}
    assert left(shop, act(PUT, 9, "soap", quantity=2), act(PUT, 8, "soap", quantity=-1)) == {"soap": 1}
    assert left(shop, act(PUT, 9, "soap", quantity=0)) == {}


def test_at_one_instant_what_takes_all_out_comes_last(shop: Shop) -> None:
    assert left(shop, act(TAKE, 9, "soap"), act(PUT, 9, "soap"), act(PUT, 9, "tea")) == {"tea": 1}


def test_it_is_abandoned_once_it_rests_and_forgotten_after_its_time(shop: Shop) -> None:
    assert left(shop, act(PUT, 5, "soap"), act(PUT, 0.5, "tea")) == {}
    assert left(shop, act(PUT, 5, "soap"), act(PUT, 1, "tea")) == {"soap": 1, "tea": 1}
    assert left(shop, act(PUT, 24 * 30, "soap")) == {}
    assert left(shop, act(PUT, 24 * 30 - 1, "soap")) == {"soap": 1}
    long = Carts(idle_minutes=10, keep_days=60)
    assert left(shop, act(PUT, 24 * 31, "soap"), act(PUT, 0.2, "tea"), carts=long) == {"soap": 1, "tea": 1}


def test_after_its_time_a_cart_begins_anew(shop: Shop) -> None:
    month = 24 * 30
    assert left(shop, act(PUT, month + 10, "soap"), act(PUT, 10, "tea")) == {"tea": 1}
    assert left(shop, act(PUT, month + 9, "soap"), act(PUT, 10, "tea")) == {"soap": 1, "tea": 1}


def test_to_take_something_out_is_to_touch_it(shop: Shop) -> None:
    assert left(shop, act(PUT, 9, "soap"), act(PUT, 9, "tea"), act(TAKE, 0.5, "tea")) == {}


def test_other_containers_are_no_carts(shop: Shop) -> None:
    favourites = act("container_add", 9, "soap", container="favourites")
    assert left(shop, favourites, act("container_add", 9, "tea", container="cart")) == {"tea": 1}
    assert left(shop, favourites, carts=Carts(container="favourites")) == {"soap": 1}


def test_the_names_of_events_are_the_shops_own(shop: Shop) -> None:
    own = Carts(events={"в корзину": "added", "заказ": "ordered"})
    assert left(shop, act("в корзину", 9, "soap"), act(PUT, 8, "tea"), carts=own) == {"soap": 1}
    assert left(shop, act(PUT, 8, "tea"), carts=Carts(events={})) == {}


def test_visitors_without_a_name_and_the_future_are_left_out(shop: Shop) -> None:
    assert left(shop, act(PUT, 9, "soap", customer_id=None), act(PUT, 9, "tea"), act(ORDER, -1)) == {"tea": 1}


def test_the_price_is_the_one_it_was_put_in_at_last(shop: Shop) -> None:
    events = [act(PUT, 9, "tea", price=300), act(PUT, 8, "tea", price=250), act(PUT, 7, "tea"), act(PUT, 6, "soap")]
    tables = shop.fill(as_of=NOW.isoformat(), customers=[{"customer_id": "anna"}], web_events=events)
    rows = tables.lake.arrow(abandoned_carts(tables).order_by("product_id")).to_pylist()
    assert [(row["product_id"], row["price"]) for row in rows] == [("soap", None), ("tea", Decimal(250))]
    assert {row["touched_at"] for row in rows} == {NOW - timedelta(hours=6)}


ACTS = st.tuples(
    st.sampled_from([PUT, TAKE, ORDER, "view"]),
    st.integers(1, 40),
    st.sampled_from(["tea", "soap"]),
    st.sampled_from([None, 1, 2]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(["anna", "boris"]), ACTS), max_size=12))
def test_a_cart_is_what_reading_the_events_in_their_order_leaves(
    shop: Shop, acts: list[tuple[str, tuple[str, int, str, int | None]]]
) -> None:
    customers = ["anna", "boris"]
    told = {(who, hours): (name, product, pieces) for who, (name, hours, product, pieces) in acts}  # one at an instant
    expected = {
        (who, product): pieces
        for who in customers
        for product, pieces in _walked(sorted(((h, t) for (w, h), t in told.items() if w == who), reverse=True)).items()
    }
    events = [
        act(name, hours, product, customer_id=who, quantity=pieces)
        for (who, hours), (name, product, pieces) in told.items()
    ]
    tables = shop.fill(as_of=NOW.isoformat(), customers=[{"customer_id": c} for c in customers], web_events=events)
    rows = tables.lake.arrow(abandoned_carts(tables)).to_pylist()
    assert {(row["customer_id"], row["product_id"]): row["quantity"] for row in rows} == expected


def _walked(acts: list[tuple[int, tuple[str, str, int | None]]]) -> dict[str, int]:
    held: dict[str, int] = {}
    for _, (name, product, pieces) in acts:
        if name == ORDER:
            held = {}
        elif name == PUT:
            held[product] = held.get(product, 0) + (1 if pieces is None else pieces)
        elif name == TAKE:
            held[product] = 0 if pieces is None else max(0, held.get(product, 0) - pieces)
    return {product: pieces for product, pieces in held.items() if pieces > 0}
