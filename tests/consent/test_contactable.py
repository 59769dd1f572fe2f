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


def test_whom_we_may_write_to_is_never_unknown(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS)
    answers = contactable(tables, consent_by_default=True)
    rows = shop.lake.arrow(tables.customers.select("customer_id", **answers)).to_pylist()
    assert sorted(row["customer_id"] for row in rows if row["email_allowed"]) == ["full", "good", "unknown"]
    assert {row[f"{medium}_allowed"] for row in rows for medium in CONTACTS} == {True, False}
