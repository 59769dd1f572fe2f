"""The CDNOW sample: what the models were published with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent / "data" / "cdnow_sample.csv"
CUT = pd.Timestamp("1997-09-30")


@cache
def transactions() -> pd.DataFrame:
    """`customer_id`, `on`, `total`."""
    return pd.read_csv(DATA, dtype={"customer_id": "str"}, parse_dates=["on"])


@cache
def in_days() -> pd.DataFrame:
    """Frequency `x`, recency `t_x` and `T` in days, and average repeat purchase `zbar`, by the end of calibration."""
    days = transactions().query("on <= @CUT").groupby(["customer_id", "on"]).total.sum().reset_index()
    customers = days.groupby("customer_id")
    first, x = customers.on.min(), customers.size() - 1
    later = customers.total.sum() - customers.total.first()
    return pd.DataFrame(
        {
            "x": x,
            "t_x": (customers.on.max() - first).dt.days,
            "T": (CUT - first).dt.days,
            "zbar": later / x.where(x > 0),
        }
    )


@cache
def in_weeks() -> pd.DataFrame:
    """The same as it was published: in weeks and dollars with two decimals."""
    days = in_days()
    cents = (days.zbar.fillna(0) * 100).round(6)  # halves upwards, as a cashier does
    return days.assign(t_x=(days.t_x / 7).round(2), T=(days["T"] / 7).round(2), zbar=(cents + 0.5).floordiv(1) / 100)
