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


def at(day: int, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"2017-10-{day:02}T{hour:02}:00:00+00:00")


def claim(receipt_id: str, message_id: int, contacted_at: datetime) -> dict[str, Any]:
    return {"receipt_id": receipt_id, "message_id": message_id, "contacted_at": contacted_at, "total": 10.0}


def table(rows: list[dict[str, Any]]) -> ibis.Table:
    types = {"contacted_at": INSTANT, "message_id": pa.int64(), "total": pa.float64()}
    arrays = {name: pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in rows[0]}
    return ibis.memtable(pa.table(arrays))


def owed(*claims: dict[str, Any]) -> dict[str, int]:
    rows = LastTouch().credit(table(list(claims))).to_pyarrow().to_pylist()
    assert len({row["receipt_id"] for row in rows}) == len(rows)
    return {row["receipt_id"]: row["message_id"] for row in rows}


def test_a_receipt_goes_to_the_latest_message_that_may_claim_it() -> None:
    assert owed(claim("r", 1, at(1)), claim("r", 2, at(5)), claim("s", 1, at(1))) == {"r": 2, "s": 1}


def test_of_two_messages_at_one_moment_the_later_id_wins() -> None:
    assert owed(claim("r", 8, at(1)), claim("r", 7, at(1))) == {"r": 8}


def test_the_credit_carries_what_the_claim_does() -> None:
    claimed = claim("r", 1, at(1))
    assert LastTouch().credit(table([claimed])).to_pyarrow().to_pylist() == [claimed]


@pytest.mark.parametrize("state", ["planned", "intent", "skipped", "failed", "bounced", "uncertain"])
def test_a_message_that_did_not_arrive_for_certain_is_no_contact(state: str) -> None:
    messages = table([{"message_id": 1, "state": state}])
    assert LastTouch().arrived(messages).to_pyarrow().num_rows == 0


def test_only_delivered_messages_count_where_that_is_asked_for() -> None:
    states = ["delivered", "accepted", "complained"]
    messages = table([{"message_id": n, "state": state} for n, state in enumerate(states)])
    assert LastTouch().arrived(messages).to_pyarrow().num_rows == 3
    delivered = LastTouch(counts="delivered").arrived(messages).to_pyarrow()
    assert sorted(delivered["state"].to_pylist()) == ["complained", "delivered"]


def test_the_rule_says_itself() -> None:
    assert LastTouch().describe() == ("A receipt is credited to the latest message accepted by the provider before it")
    assert LastTouch(within_days=1).describe() == (
        "A receipt is credited to the latest message accepted by the provider within 1 day before it"
    )
    assert LastTouch(within_days=21, counts="delivered").describe("ru") == (
        "Чек относится к последнему сообщению, доставленному в течение 21 дня до него"
    )


def test_a_rule_of_no_days_is_refused() -> None:
    with pytest.raises(SpecError, match="within_days"):
        ATTRIBUTION.parse({"kind": "last_touch", "within_days": 0})
