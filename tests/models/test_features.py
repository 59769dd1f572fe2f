"""Nothing that happened after the cut reaches a feature; a mutant that lets it through is caught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import ibis.expr.types as ir
import pandas as pd
import pytest

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.models import features
from smartcom_kernel.models.encoder import Encoder
from smartcom_kernel.models.examples import Question, examples, read
from smartcom_kernel.models.features import OF_NOW, Feature, all_features, known
from smartcom_kernel.models.specs import PropensitySpec
from tests.metrics.bought import receipt
from tests.shop import Rows, Shop

CUT = "2018-01-01T00:00:00Z"
CUSTOMERS: Rows = [
    {"customer_id": "anna", "registered_at": "2017-01-01", "birth_on": "1990-01-01", "city": "Казань", "gender": "F"},
    {"customer_id": "boris", "registered_at": "2017-06-01T10:00:00Z", "birth_on": "1917-03-01"},
    {"customer_id": "vera"},
    {"customer_id": "gleb", "registered_at": "2017-12-31"},
    {"customer_id": "late", "registered_at": "2018-02-01", "birth_on": "1980-01-01"},
    {"customer_id": "stub"},
    {"customer_id": "card later", "registered_at": "2018-01-15"},
]
BEFORE: Rows = [
    receipt("anna", "2017-05-01", 100, discount=10),
    receipt("anna", "2017-09-01", 300),
    receipt("boris", "2017-12-01", 50),
    receipt("vera", "2018-01-01T00:00:00Z", 7),
    receipt("card later", "2017-11-11", 40),
]
AFTER: Rows = [
    receipt("anna", "2018-01-05", 1000),
    receipt("gleb", "2018-01-02", 10),
    receipt("stub", "2018-01-09", 10),
    receipt("late", "2018-02-02", 5),
]
LATER_INSTEAD: Rows = [
    receipt("boris", "2018-01-01T00:00:01Z", 999, discount=500),
    receipt("vera", "2018-03-05", 1, status="cancelled"),
    receipt("anna", "2019-01-01", 3),
]


def lines(receipts: Rows, quantity: int) -> Rows:
    return [
        {"receipt_id": r["receipt_id"], "product_id": "p", "quantity": quantity, "amount": 9, "discount": quantity}
        for r in receipts
    ]


def visits(days: list[str]) -> Rows:
    return [
        {"event_id": f"e{day}", "session_id": "s", "customer_id": "anna", "occurred_at": day, "name": "view"}
        for day in days
    ]


def shops(shop: Shop) -> tuple[Tables, Tables]:
    """The same shop up to the cut; everything after it is another story."""
    earlier = lines(BEFORE, 2)
    one = shop.fill(
        as_of="2018-03-01", customers=CUSTOMERS, receipts=BEFORE + AFTER,
        receipt_lines=earlier + lines(AFTER, 1), web_events=visits(["2017-12-05", "2018-01-05"]),
    )  # fmt: skip
    learnt_later = {"city": "Омск", "gender": "M", "birth_on": "1999-09-09", "source": "web", "brand": "x"}
    registered_later = [
        {**c, **learnt_later, **({"registered_at": "2018-05-05"} if (c.get("registered_at") or "") > "2018" else {})}
        for c in CUSTOMERS
    ]
    other = shop.fill(
        as_of="2018-06-01", customers=[*registered_later, {"customer_id": "new"}], receipts=BEFORE + LATER_INSTEAD,
        receipt_lines=earlier + lines(LATER_INSTEAD, 30), web_events=visits(["2017-12-05", "2018-02-05", "2018-02-06"]),
    )  # fmt: skip
    return one, other


def frame(tables: Tables, *also: str) -> pd.DataFrame:
    """What a model knows unless it is told otherwise."""
    spec = PropensitySpec(name="m", kind="propensity", within_days=30)
    asked = [*spec.chosen(), *(all_features()[name] for name in also)]
    at_cut = tables.at(pd.Timestamp(CUT).to_pydatetime())
    rows = features.known(at_cut, asked).order_by("customer_id")
    return read(tables, rows).to_pandas().set_index("customer_id")


def leaks(shop: Shop) -> list[str]:
    """The features that differ by a single bit, and `customer_id` where other customers are there."""
    one, other = map(frame, shops(shop))
    if list(one.index) != list(other.index):
        return ["customer_id"]
    return [name for name in one.columns if not one[name].equals(other[name])]


def test_no_feature_changes_by_a_bit_when_everything_after_the_cut_is_another_story(shop: Shop) -> None:
    assert leaks(shop) == []


def the_frame_of_the_present(tables: Tables, columns: Any = None) -> ir.Table:
    return real_frame(tables.at(tables.as_of + timedelta(days=60)), columns)


def the_answer_itself(tables: Tables, columns: Any = None) -> ir.Table:
    bought = tables.at(tables.as_of, past=False).purchases.filter(lambda t: t.issued_at > tables.as_of)
    return real_frame(tables, columns).mutate(visits=lambda t: t.customer_id.isin(bought.customer_id).cast("int64"))


def a_date_not_yet_known(frame: ir.Table, feature: Feature, tables: Tables) -> ir.Value:
    return frame.registered_at.epoch_seconds() if feature.name == "visits" else real_column(frame, feature, tables)


real_frame, real_column = customer_frame, features._column


@pytest.mark.parametrize(
    ("place", "mutant", "caught"),
    [
        ("customer_frame", the_frame_of_the_present, "customer_id"),
        ("customer_frame", the_answer_itself, "visits"),
        ("_column", a_date_not_yet_known, "visits"),
    ],
)
def test_a_feature_that_knows_the_answer_is_caught(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, place: str, mutant: Callable[..., Any], caught: str
) -> None:
    monkeypatch.setattr(features, place, mutant)
    assert caught in leaks(shop)


def test_a_customer_is_known_from_the_registration_or_the_first_receipt(shop: Shop) -> None:
    """`stub` is in the lake because of a later receipt: being there at all would tell the answer."""
    one, _ = shops(shop)
    assert sorted(frame(one).index) == ["anna", "boris", "card later", "gleb", "vera"]


def test_ages_and_registrations_are_of_the_cut(shop: Shop) -> None:
    one, _ = shops(shop)
    found = frame(one, "age")
    assert found["age"]["anna"] == pytest.approx(28.0, abs=0.01)
    assert found["age"]["boris"] == pytest.approx(100.8, abs=0.1)
    assert found["days_since_registration"]["anna"] == 365
    assert found["days_since_registration"].isna()["card later"]
    assert found["age"].isna()["vera"]


def test_metrics_without_dated_facts_are_no_features(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "DATED", {"lines"})
    assert "items_per_receipt" not in all_features()  # it needs receipts too
    assert "revenue" not in all_features()
    assert {"age", "city"} <= set(all_features())


def test_what_is_known_of_a_person_today_is_a_feature_only_where_it_is_named() -> None:
    spec = PropensitySpec(name="m", kind="churn", within_days=30)
    assert not {feature.name for feature in spec.chosen()} & set(OF_NOW)
    named = spec.model_copy(update={"features": ("visits", "city")})
    assert [feature.name for feature in named.chosen()] == ["visits", "city"]


def test_contacts_and_consents_are_no_features() -> None:
    assert {"email", "email_consent", "phone_quality"}.isdisjoint(all_features())


@pytest.mark.parametrize(
    ("question", "asked", "true"),
    [
        (Question("propensity", 30), ["anna", "boris", "card later", "gleb", "vera"], ["anna", "gleb"]),
        (Question("propensity", 3), ["anna", "boris", "card later", "gleb", "vera"], ["gleb"]),
        (Question("churn", 30, 60), ["boris", "card later", "vera"], ["boris", "card later", "vera"]),
    ],
)
def test_the_answer_is_what_happened_in_the_days_after_the_cut(
    shop: Shop, question: Question, asked: list[str], true: list[str]
) -> None:
    one, _ = shops(shop)
    found = examples(one, question, [all_features()["visits"]], pd.Timestamp(CUT).to_pydatetime())
    ids = found.rows["customer_id"].to_pylist()
    assert ids == asked
    assert [i for i, label in zip(ids, found.labels, strict=True) if label] == true


def test_a_purchase_at_the_very_cut_is_known_and_one_at_the_end_still_counts(shop: Shop) -> None:
    rows = [receipt("anna", CUT), receipt("boris", "2018-01-31T00:00:00Z"), receipt("vera", "2018-01-31T00:00:01Z")]
    tables = shop.fill(
        as_of="2018-03-01",
        customers=[{"customer_id": c, "registered_at": "2017-01-01"} for c in ("anna", "boris", "vera")],
        receipts=rows,
    )
    found = examples(tables, Question("propensity", 30), [all_features()["visits"]], pd.Timestamp(CUT).to_pydatetime())
    assert found.labels.tolist() == [False, True, False]
    assert found.rows["visits"].to_pylist() == [1, 0, 0]


def test_rare_and_new_values_share_a_number_and_unknown_ones_have_none(shop: Shop) -> None:
    city = all_features()["city"]
    people = [{"customer_id": f"c{n:02}", "registered_at": "2017-01-01", "city": "Казань"} for n in range(25)]
    people += [{"customer_id": "d", "registered_at": "2017-01-01", "city": "'; DROP TABLE customers; --"}]
    people += [{"customer_id": "e", "registered_at": "2017-01-01"}]
    tables = shop.fill(customers=people)
    rows = read(tables, known(tables, [city]).order_by("customer_id"))
    encoder = Encoder.learn([city], rows)
    assert encoder.values == {"city": ("Казань",)}
    codes = encoder.matrix(rows)[:, 0]
    assert codes[:25].tolist() == [0] * 25
    assert codes[25] == 1
    assert pd.isna(codes[26])
