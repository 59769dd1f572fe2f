"""Σ weight · 0.5^(age / half life), by hand: one half life is 30 days, so that powers of two are plain to see."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.settings import Interests, InterestWeights
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.interest_result import interests
from smartcom_kernel.metrics.interests import interest_table, shares
from tests.metrics.bought import receipt
from tests.shop import Rows, Shop

NOW, HALF_LIFE_AGO, TWO_AGO = "2018-01-01T00:00:00Z", "2017-12-02T00:00:00Z", "2017-11-02T00:00:00Z"
CATEGORIES = [
    {"category_id": "drinks", "name": "Drinks"},
    {"category_id": "coffee", "parent_id": "drinks", "name": "Coffee"},
    {"category_id": "tea", "parent_id": "drinks", "name": "Tea"},
    {"category_id": "soap"},
]
PRODUCTS = [
    {"product_id": "latte", "category_id": "coffee"},
    {"product_id": "assam", "category_id": "tea"},
    {"product_id": "bar", "category_id": "soap"},
    {"product_id": "thing"},
]


def seen(customer_id: str | None, name: str, at: str = NOW, **more: Any) -> dict[str, Any]:
    event_id = " ".join(map(str, (customer_id, name, at, *more.values())))
    return {
        "event_id": event_id,
        "session_id": "s",
        "customer_id": customer_id,
        "name": name,
        "occurred_at": at,
        **more,
    }


def bought(customer_id: str, product_id: str, at: str = NOW, **more: Any) -> dict[str, Any]:
    return {"receipt_id": f"{customer_id} {at}", "product_id": product_id, "amount": 1, **more}


def filled(shop: Shop, events: Rows, lines: Rows | None = None, receipts: Rows | None = None) -> Tables:
    customers = [{"customer_id": c} for c in ("anna", "boris", "it's; DROP TABLE customers --")]
    facts = {"web_events": events, "receipts": receipts, "receipt_lines": lines}
    given: dict[str, Any] = {name: rows for name, rows in facts.items() if rows}
    return shop.fill(customers=customers, categories=CATEGORIES, products=PRODUCTS, **given)


def strengths(tables: Tables, settings: Interests | None = None) -> dict[tuple[str, str], Decimal]:
    asked = Tables(tables.lake, tables.as_of, interests=settings)
    rows = tables.lake.arrow(interest_table(asked)).to_pylist()
    return {(row["customer_id"], row["category_id"]): row["strength"] for row in rows}


@pytest.mark.parametrize(
    ("event", "points"),
    [
        (seen("anna", "view", product_id="latte"), "1"),
        (seen("anna", "view", category_id="coffee"), "0.5"),
        (seen("anna", "category_view", category_id="coffee"), "0.5"),
        (seen("anna", "view", product_id="thing", category_id="coffee"), "1"),
        (seen("anna", "add_to_cart", product_id="latte"), "3"),
        (seen("anna", "order_complete", product_id="latte"), "5"),
        (seen("anna", "view", HALF_LIFE_AGO, product_id="latte"), "0.5"),
        (seen("anna", "view", TWO_AGO, product_id="latte"), "0.25"),
        (seen("anna", "view", "2017-12-17T00:00:00Z", product_id="latte"), "0.7071"),
    ],
)
def test_each_sign_counts_by_its_weight_and_half_as_much_every_half_life(
    shop: Shop, event: dict[str, Any], points: str
) -> None:
    assert strengths(filled(shop, [event])) == {("anna", "coffee"): Decimal(points)}


@pytest.mark.parametrize(
    "event",
    [
        seen("anna", "logged_in"),
        seen("anna", "checkout"),
        seen("anna", "view", product_id="thing"),
        seen("anna", "view", product_id="nobody knows it"),
        seen(None, "view", product_id="latte"),
        seen("anna", "view", "2018-01-01T00:00:01Z", product_id="latte"),
        seen("anna", "view", "2014-01-01T00:00:00Z", product_id="latte"),
    ],
)
def test_what_says_nothing_of_a_category_is_no_sign(shop: Shop, event: dict[str, Any]) -> None:
    """Other events, no category, nobody known, the future, and what has faded to nothing."""
    assert strengths(filled(shop, [event])) == {}


def test_the_category_of_the_product_wins_over_that_of_the_page(shop: Shop) -> None:
    event = seen("anna", "view", product_id="latte", category_id="soap")
    assert list(strengths(filled(shop, [event]))) == [("anna", "coffee")]


def test_lines_of_receipts_count_unless_they_are_returned_or_cancelled(shop: Shop) -> None:
    receipts = [
        receipt("anna", NOW), receipt("anna", HALF_LIFE_AGO), receipt("boris", NOW, status="cancelled"),
    ]  # fmt: skip
    lines = [
        bought("anna", "latte"), bought("anna", "assam"), bought("anna", "assam"), bought("anna", "bar", quantity=-1),
        bought("anna", "latte", HALF_LIFE_AGO), bought("boris", "latte"),
    ]  # fmt: skip
    found = strengths(filled(shop, [], lines, receipts))
    assert found == {("anna", "coffee"): Decimal("7.5"), ("anna", "tea"): Decimal(10)}


def test_weights_half_life_and_names_of_events_are_settings(shop: Shop) -> None:
    tables = filled(shop, [seen("anna", "смотрел", HALF_LIFE_AGO, product_id="latte"), seen("anna", "view")])
    settings = Interests(half_life_days=60, weights=InterestWeights(view=8), events={"смотрел": "view"})
    assert strengths(tables, settings) == {("anna", "coffee"): Decimal("5.6569")}
    assert strengths(tables, Interests(events={})) == {}


def test_an_interest_is_a_part_of_all_and_its_trend_compares_it_with_a_half_life_ago(shop: Shop) -> None:
    tables = filled(
        shop,
        [
            *(seen("anna", "view", TWO_AGO, product_id=p) for p in ("latte", "assam")),
            seen("anna", "view", NOW, product_id="assam"),
            seen("anna", "view", HALF_LIFE_AGO, product_id="bar"),
            seen("boris", "add_to_cart", NOW, product_id="bar"),
        ],
    )
    rows = interests(tables).frame
    told = rows[["customer_id", "category_id", "name", "place", "interest", "interest_before", "trend"]]
    assert [tuple(row) for row in told.itertuples(index=False)] == [
        ("anna", "tea", "Tea", 1, 0.625, 0.25, "rising"),
        ("anna", "soap", "soap", 2, 0.25, 0.5, "falling"),
        ("anna", "coffee", "Coffee", 3, 0.125, 0.25, "falling"),
        ("boris", "soap", "soap", 1, 1.0, 0.0, "rising"),
    ]


def test_without_new_signs_no_interest_changes(shop: Shop) -> None:
    events = [seen("anna", "view", TWO_AGO, product_id=p) for p in ("latte", "assam", "latte")]
    tables = filled(shop, [{**e, "event_id": str(n)} for n, e in enumerate(events)])
    later = Tables(tables.lake, instant("2018-03-01"))
    now, then = (interests(t, "anna").frame.set_index("category_id") for t in (later, tables))
    assert dict(now["interest"]) == dict(then["interest"]) == {"coffee": 0.6667, "tea": 0.3333}
    assert set(now["trend"]) == {"steady"}


def test_only_the_greatest_are_kept_and_among_equals_the_id_that_sorts_first(shop: Shop) -> None:
    tables = filled(shop, [seen("anna", "view", product_id=p) for p in ("bar", "assam", "latte")])
    assert list(interests(tables, "anna", top=2).frame["category_id"]) == ["coffee", "soap"]
    assert list(interests(tables, top=1).frame["category_id"]) == ["coffee"]


@pytest.mark.parametrize("top", [0, 1001, 2.5, "5"])
def test_a_number_of_categories_that_is_none_is_refused(shop: Shop, top: Any) -> None:
    with pytest.raises(SpecError, match="whole number from 1 to 1,000"):
        interests(filled(shop, []), "anna", top=top)


@pytest.mark.parametrize(
    ("customer_id", "said"),
    [("Anna ", "no customer called 'Anna '; did you mean 'anna'?"), ("nobody", "ids are the shop's own"), (7, "'7'")],
)
def test_a_customer_whom_nobody_knows_is_refused(shop: Shop, customer_id: Any, said: str) -> None:
    with pytest.raises(UnknownName, match=re.escape(said)):
        interests(filled(shop, []), customer_id)


def test_one_customer_and_everybody_in_any_slices_come_out_the_same(shop: Shop) -> None:
    who = ("anna", "boris", "it's; DROP TABLE customers --")
    days = [(c, p, f"2017-12-{n:02}T0{n}:07:09Z") for n in range(1, 9) for c in who for p in ("latte", "assam")]
    tables = filled(
        shop,
        [seen(c, "view", at, product_id=p) for c, p, at in days] + [seen("a stranger", "view", product_id="bar")],
        [bought(c, p, at) for c, p, at in days],
        [receipt(c, at) for c, p, at in days if p == "latte"],
    )
    whole = interests(tables).frame
    assert len(whole) == 2 * len(who)
    assert interests(tables, receipts_at_a_time=8).frame.equals(whole)
    for customer_id in who:
        one = interests(tables, customer_id).frame
        assert one.equals(whole[whole["customer_id"] == customer_id].reset_index(drop=True))


def test_the_interest_in_a_category_holds_what_lies_below_it(shop: Shop) -> None:
    events = [seen("anna", "view", product_id=p) for p in ("latte", "assam", "bar")] + [seen("boris", "checkout")]
    tables = filled(shop, events)
    found = tables.lake.arrow(shares(tables, tables.subtree(["drinks"]))).to_pylist()
    assert found == [{"customer_id": "anna", "interest": Decimal("0.6667")}]


def test_interests_say_themselves(shop: Shop) -> None:
    events = [seen("anna", "view", TWO_AGO, product_id="bar"), seen("anna", "view", product_id="latte")]
    tables = filled(shop, events)
    one, nobody, everybody = interests(tables, "anna"), interests(tables, "boris"), interests(tables)
    assert one.describe("en") == ("anna is interested in Coffee 80% (rising, was 0%), soap 20% (falling, was 100%)")
    assert one.describe("ru").startswith("Интересы anna: Coffee 80\u202f% (растёт, было 0\u202f%)")
    assert nobody.describe("en") == "boris is interested in nothing that is known"
    assert everybody.describe("en") == "Interests of 1 customer, most often in Coffee, soap"
    left = ' style="text-align: left"'
    assert f"<td{left}>Coffee</td><td>80%</td><td>0%</td><td{left}>rising</td>" in one._repr_html_()
    assert f"<td{left}>Coffee</td><td>1</td><td>1</td><td>80.0%</td>" in everybody._repr_html_()
