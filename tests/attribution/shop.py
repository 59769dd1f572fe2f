"""A shop of a handful of people with one sending, written as literals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.sendings import Sending

AS_OF = datetime(2017, 10, 1, tzinfo=UTC)
Receipt = tuple[str, str | None, float, float]
"""id, customer, days after the sending, total; the id begins with ``x`` where it was cancelled."""


def fill(lake: Lake, receipts: list[Receipt]) -> None:
    """Put receipts into the lake."""
    rows = pa.table(
        {
            "receipt_id": pa.array([r[0] for r in receipts], pa.string()),
            "customer_id": pa.array([r[1] for r in receipts], pa.string()),
            "issued_at": pa.array([AS_OF + timedelta(days=r[2]) for r in receipts], pa.timestamp("us", tz="UTC")),
            "status": pa.array(["cancelled" if r[0].startswith("x") else "paid" for r in receipts], pa.string()),
            "total": pa.array([r[3] for r in receipts], pa.float64()),
        }
    )
    lake.insert("receipts", lake.temporary(rows))


def send(
    state: State,
    people: dict[str, str],
    *,
    as_of: datetime = AS_OF,
    occasion: str = "1",
    spec: dict[str, Any] | None = None,
    replay: bool = False,
) -> Sending:
    """A sending to people by variant; the control group and those whose id begins with ``no`` are skipped."""
    with state.transaction() as connection:
        begun = sendings.begin(
            connection, mailing="winback", occasion=occasion, spec=spec or {}, as_of=as_of, snapshot_id=1,
            replay=replay,
        )  # fmt: skip
        for customer_id, variant in people.items():
            reason = "control_group" if variant == "control" else "no_contact" if customer_id.startswith("no") else ""
            connection.execute(
                "INSERT INTO messages (sending_id, customer_id, variant, state, reason, ended_at) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [begun.sending_id, customer_id, variant, "skipped" if reason else "accepted", reason,
                 as_of + timedelta(hours=9)],
            )  # fmt: skip
        return begun
