from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from smartcom_kernel.consent.contactable import CONTACTS, contactable, usable, usable_of
from tests.shop import Shop, open_shop

CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": "good", "email": "a@example.com", "email_quality": 0},
    {"customer_id": "unknown", "email": "b@example.com"},
    {"customer_id": "full", "email": "c@example.com", "email_quality": 3},
    {"customer_id": "none", "email_quality": 30},
    {"customer_id": "empty", "email": ""},
    {"customer_id": "gone", "email": "d@example.com", "email_quality": 33},
]


@pytest.fixture(scope="module")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(server, tmp_path_factory.mktemp("contactable")) as opened:
        yield opened


def test_an_address_that_bounced_for_good_is_of_no_use_whether_one_is_asked_about_or_all(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS)
    asked = tables.customers.mutate(address=usable(tables.customers, "email"))
    rows = shop.lake.arrow(asked).to_pylist()
    found = {row["customer_id"]: row["address"] for row in rows}
    assert found == {
        "good": "a@example.com", "unknown": "b@example.com", "full": "c@example.com",
        "none": None, "empty": None, "gone": None,
    }  # fmt: skip
    assert {row["customer_id"]: usable_of(row, "email") or None for row in rows} == found


def test_no_sms_goes_to_a_landline(shop: Shop) -> None:
    phones: list[dict[str, Any]] = [
        {"customer_id": "mobile", "phone": "+79161234567", "phone_is_landline": False},
        {"customer_id": "landline", "phone": "+74951234567", "phone_is_landline": True},
        {"customer_id": "loaded before this was asked", "phone": "+79161234568"},
    ]
    tables = shop.fill(customers=phones)
    rows = shop.lake.arrow(tables.customers.mutate(number=usable(tables.customers, "phone"))).to_pylist()
    assert {row["customer_id"]: row["number"] for row in rows if row["number"]} == {
        "mobile": "+79161234567", "loaded before this was asked": "+79161234568",
    }  # fmt: skip
    assert [row["customer_id"] for row in rows if not usable_of(row, "phone")] == ["landline"]
    answers = contactable(tables, consent_by_default=True)
    told = shop.lake.arrow(tables.customers.select("customer_id", **answers)).to_pylist()
    assert [row["customer_id"] for row in told if not row["sms_allowed"]] == ["landline"]


def test_whom_we_may_write_to_is_never_unknown(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS)
    answers = contactable(tables, consent_by_default=True)
    rows = shop.lake.arrow(tables.customers.select("customer_id", **answers)).to_pylist()
    assert sorted(row["customer_id"] for row in rows if row["email_allowed"]) == ["full", "good", "unknown"]
    assert {row[f"{medium}_allowed"] for row in rows for medium in CONTACTS} == {True, False}
