from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
import pyarrow as pa
import pytest

from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.attribution.model import ATTRIBUTION
from smartcom_kernel.core.errors import SpecError

INSTANT = pa.timestamp("us", tz="UTC")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2017-10-{day:02}T{hour:02}:{minute:02}:00+00:00")


def contact(message_id: int, customer_id: str, day: int, state: str = "accepted", variant: str = "A") -> dict[str, Any]:
    return {
        "message_id": message_id, "customer_id": customer_id, "variant": variant,
        "state": state, "contacted_at": at(day),
    }  # fmt: skip


def receipt(
    receipt_id: str, customer_id: str | None, issued_at: datetime, status: str | None = "paid"
) -> dict[str, Any]:
    return {
        "receipt_id": receipt_id, "customer_id": customer_id, "issued_at": issued_at, "status": status, "total": 10.0,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> ibis.Table:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    types = {"contacted_at": INSTANT, "issued_at": INSTANT, "message_id": pa.int64(), "total": pa.float64()}
    arrays = {name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()}
    return ibis.memtable(pa.table(arrays))


def credited(model: LastTouch, contacts: list[dict[str, Any]], receipts: list[dict[str, Any]]) -> dict[str, int]:
    rows = model.credit(table(contacts), table(receipts)).to_pyarrow().to_pylist()
    assert len({row["receipt_id"] for row in rows}) == len(rows)
    return {row["receipt_id"]: row["message_id"] for row in rows}


def test_a_receipt_goes_to_the_latest_message_before_it() -> None:
    contacts = [contact(1, "a", 1), contact(2, "a", 5), contact(3, "a", 9), contact(4, "b", 6)]
    assert credited(LastTouch(within_days=10), contacts, [receipt("r", "a", at(7))]) == {"r": 2}


def test_of_two_messages_at_one_moment_the_later_id_wins() -> None:
    contacts = [contact(8, "a", 1), contact(7, "a", 1)]
    assert credited(LastTouch(within_days=10), contacts, [receipt("r", "a", at(2))]) == {"r": 8}


def test_the_window_opens_after_the_contact_and_closes_with_its_last_moment() -> None:
    receipts = [
        receipt("at the contact", "a", at(1)),
        receipt("a minute later", "a", at(1, 12, 1)),
        receipt("last moment", "a", at(4)),
        receipt("too late", "a", at(4, 12, 1)),
    ]
    assert credited(LastTouch(within_days=3), [contact(1, "a", 1)], receipts) == {"a minute later": 1, "last moment": 1}


def test_cancelled_receipts_are_credited_to_nobody_and_those_without_a_status_are() -> None:
    receipts = [receipt("gone", "a", at(2), "cancelled"), receipt("plain", "a", at(2), None), receipt("r", "a", at(3))]
    assert credited(LastTouch(within_days=3), [contact(1, "a", 1)], receipts) == {"plain": 1, "r": 1}


def test_receipts_without_a_customer_are_credited_to_nobody() -> None:
    assert credited(LastTouch(within_days=3), [contact(1, "a", 1)], [receipt("r", None, at(2))]) == {}


@pytest.mark.parametrize("state", ["planned", "intent", "skipped", "failed", "bounced", "uncertain"])
def test_a_message_that_did_not_arrive_for_certain_is_no_contact(state: str) -> None:
    assert credited(LastTouch(within_days=3), [contact(1, "a", 1, state)], [receipt("r", "a", at(2))]) == {}


def test_only_delivered_messages_count_where_that_is_asked_for() -> None:
    contacts = [contact(1, "a", 1, "delivered"), contact(2, "a", 2, "accepted"), contact(3, "b", 2, "complained")]
    receipts = [receipt("r", "a", at(3)), receipt("s", "b", at(3))]
    assert credited(LastTouch(within_days=9, counts="delivered"), contacts, receipts) == {"r": 1, "s": 3}


def test_the_credit_carries_who_and_how_much() -> None:
    rows = LastTouch(within_days=3).credit(table([contact(1, "a", 1)]), table([receipt("r", "a", at(2))]))
    assert rows.to_pyarrow().to_pylist() == [
        {"receipt_id": "r", "customer_id": "a", "message_id": 1, "variant": "A", "total": 10.0}
    ]


def test_the_rule_says_itself() -> None:
    assert LastTouch(within_days=1).describe() == (
        "A receipt is credited to the latest message accepted by the provider within 1 day before it"
    )
    assert LastTouch(within_days=21, counts="delivered").describe("ru") == (
        "Чек относится к последнему сообщению, доставленному в течение 21 дня до него"
    )


def test_a_rule_of_no_days_is_refused() -> None:
    with pytest.raises(SpecError, match="within_days"):
        ATTRIBUTION.parse({"kind": "last_touch", "within_days": 0})
