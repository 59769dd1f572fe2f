"""Which receipts many sendings are credited with: the numbers of the list, the calendar and the chart by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.attribution.summary import credited
from smartcom_kernel.experiments.design import Design
from smartcom_kernel.lake.tables import Tables


@dataclass(frozen=True)
class Credit:
    """What a sending is credited with.

    Args:
        receipts: How many receipts.
        revenue: What they are worth, in the currency of the workspace.
    """

    receipts: int = 0
    revenue: Decimal = Decimal(0)


NOTHING = Credit()


def credits_of(tables: Tables, sending_ids: Sequence[int]) -> dict[int, Credit]:
    """What each of some sendings is credited with by `LastTouch`; those with nothing are absent.

    Each by its own rule, as `AttributionBook.by_variant` asks, so that both say the same.

    Args:
        tables: Whose snapshot is read; later receipts count too.
        sending_ids: Of which sendings.
    """
    given = credited(tables, sending_ids, LastTouch())
    by_sending = given.group_by("sending_id").agg(receipts=given.count(), revenue=given.total.sum())
    return {
        row["sending_id"]: Credit(row["receipts"], row["revenue"]) for row in tables.lake.arrow(by_sending).to_pylist()
    }


def by_day(tables: Tables, design: Design) -> pd.DataFrame:
    """What a sending is credited with, by the day of the receipt in the time zone of the workspace.

    Args:
        tables: Whose snapshot is read; later receipts count too.
        design: How the sending is measured.

    Returns:
        `day`, `receipts`, `revenue`, a row for each day with a receipt, in order.
    """
    given = credited(tables, [design.sending.sending_id], LastTouch())
    rows = tables.lake.arrow(given.select("issued_at", "total")).to_pandas()
    days: list[date] = list(rows["issued_at"].dt.tz_convert(tables.zone).dt.date) if len(rows) else []
    frame = pd.DataFrame({"day": days, "revenue": list(rows["total"])})
    summed = frame.groupby("day", as_index=False).agg(receipts=("revenue", "size"), revenue=("revenue", "sum"))
    return summed[["day", "receipts", "revenue"]]
