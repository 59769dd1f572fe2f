from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.insight.quality import quality
from smartcom_kernel.insight.quality_words import PARTS
from smartcom_kernel.workbench import Workbench
from tests.shop import Rows, Shop

CUSTOMERS = """\
customer_id,first_name,gender,birth_on,city,registered_at,email,phone,email_consent,sms_consent
anna,Anna,F,1990-05-01,Kazan,2016-01-01,family@example.com,+79161234567,true,true
boris,Boris,M,,,2016-01-01,Family@Example.com,not a phone,true,
clara,,,,,,not an address,+79161234567,true,true
dina,Dina,,,Kazan,,dina@example.com,,false,
egor,Egor,,,,,egor@example.com,+79167654321,,true
fedor,,,,,,,,,
"""
RECEIPTS = """\
receipt_id,customer_id,issued_at,total,status
1,anna,2017-12-30T12:00Z,60,paid
2,boris,2017-12-31T22:00Z,20,paid
3,,2017-12-20T12:00Z,20,paid
4,clara,2017-12-31T23:00Z,50,cancelled
"""


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    """Six customers; egor's address is suppressed, dina has changed her mind since the file."""
    with Workbench.open(workspace, clock=FixedClock("2018-01-03"), currency="RUB", country="RU") as opened:
        for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS)):
            (workspace / f"{table}.csv").write_text(text, encoding="utf-8")
            opened.load(table, workspace / f"{table}.csv")
        opened.consent.allow("dina", "email", source="sign-up form")
        opened.consent.suppress("EGOR@example.com", reason="complained")
        opened.refresh(as_of="2018-01-02")
        yield opened


def test_every_part_of_the_base_is_counted(wb: Workbench) -> None:
    found = wb.insight.quality()
    assert found.customers == 6
    assert dict(zip(found.parts["part"], found.parts["customers"], strict=True)) == {
        "email_usable": 4, "email_useless": 1, "email_shared": 2,
        "phone_usable": 3, "phone_useless": 1, "phone_shared": 2,
        "email_allowed": 3, "sms_allowed": 3, "nobody_may_write": 1,
        "name": 4, "gender": 2, "birthday": 1, "city": 2, "registered": 2, "without_receipts": 4,
    }  # fmt: skip
    assert list(found.parts["part"]) == list(PARTS)
    assert found.share("email_usable") == pytest.approx(4 / 6)


@pytest.mark.parametrize("by_default", [False, True])
def test_whom_we_may_write_to_is_whom_the_rules_of_consent_allow(wb: Workbench, by_default: bool) -> None:
    wb.consent._by_default = by_default
    rows = wb.lake.arrow(wb.tables.customers).to_pylist()
    allowed = {
        medium: sum(wb.consent.why_not(row["customer_id"], medium, row[contact] or "") is None for row in rows)
        for medium, contact in (("email", "email"), ("sms", "phone"))
    }
    found = quality(wb.tables, consent_by_default=by_default).parts.set_index("part")["customers"]
    assert {medium: found[f"{medium}_allowed"] for medium in allowed} == allowed


def test_receipts_without_a_card_are_told_with_their_share_of_the_revenue(wb: Workbench) -> None:
    rows = wb.insight.quality().receipts.set_index("part")
    assert rows["receipts"].to_dict() == {"with_customer": 2, "without_customer": 1, "cancelled": 1}
    assert rows["share"].to_dict() == pytest.approx(
        {"with_customer": 2 / 3, "without_customer": 1 / 3, "cancelled": 1 / 4}
    )
    assert rows["revenue_share"]["without_customer"] == pytest.approx(0.2)


def test_the_age_of_facts_is_counted_in_days_of_the_shops_zone(shop: Shop) -> None:
    receipts: Rows = [
        {"receipt_id": "1", "issued_at": "2017-12-30T20:59:00Z", "total": 1},
        {"receipt_id": "2", "issued_at": "2018-01-05T00:00:00Z", "total": 1},
    ]
    tables = shop.fill(as_of="2018-01-01T00:00:00Z", zone="Europe/Moscow", receipts=receipts)
    fresh = quality(tables).freshness.set_index("table")
    assert fresh.at["receipts", "happened_at"] == datetime(2017, 12, 30, 20, 59, tzinfo=UTC)
    assert fresh["days_old"].fillna(-1).to_dict() == {"receipts": 2, "web_events": -1, "events": -1}
    assert fresh["rows"].to_dict() == {"receipts": 1, "web_events": 0, "events": 0}


def test_the_base_says_itself_in_both_languages(wb: Workbench) -> None:
    found = wb.insight.quality()
    assert found.describe("en") == (
        "6 customers: 50.0% may be written to by e-mail, 50.0% by SMS; 66.7% have no receipt; "
        "33.3% of receipts have no customer, and the newest is of 31 Dec 2017"
    )
    assert found.describe("ru").startswith("Клиентов: 6; на e-mail можно писать 50,0")
    html = found._repr_html_()
    assert ">usable e-mail</td><td>4</td><td>66.7%</td>" in html
    assert ">receipts</td><td>4</td><td>31 Dec 2017 23:00</td>" in html


def test_an_empty_shop_says_what_to_do(shop: Shop) -> None:
    found = quality(shop.fill())
    assert found.customers == 0
    assert (found.parts["share"] == 0).all()
    assert "smartcom load customers" in found._repr_html_()
