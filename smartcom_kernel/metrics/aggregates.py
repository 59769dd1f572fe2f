"""What metrics need to know about facts. Each is computed once, however many metrics share it.

What one customer costs while a pass runs: `VISIT_DAYS` and `MEDIAN_TOTAL` remember every day and every total of the
customer, all others a few bytes. That is why `refresh` goes through the customers in slices.
"""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import Aggregate


def _days_since(receipts: ir.Table, tables: Tables) -> ir.IntegerValue:
    return tables.today.delta(receipts.day.max(), unit="day")


RECEIPTS = Aggregate("receipts", "receipts", lambda receipts, _: receipts.count(), empty=0)
TOTAL = Aggregate("total", "receipts", lambda receipts, _: receipts.total.sum(), empty=0)
DISCOUNT = Aggregate("discount", "receipts", lambda receipts, _: receipts.discount.sum(), empty=0)
FIRST_AT = Aggregate("first_at", "receipts", lambda receipts, _: receipts.issued_at.min())
LAST_AT = Aggregate("last_at", "receipts", lambda receipts, _: receipts.issued_at.max())
FIRST_DAY = Aggregate("first_day", "receipts", lambda receipts, _: receipts.day.min())
LAST_DAY = Aggregate("last_day", "receipts", lambda receipts, _: receipts.day.max())
DAYS_SINCE = Aggregate("days_since", "receipts", _days_since)
VISIT_DAYS = Aggregate("visit_days", "receipts", lambda receipts, _: receipts.day.nunique(), empty=0)
# As float: the engine's median of exact numbers drops the half kopeck between the two in the middle.
MEDIAN_TOTAL = Aggregate("median_total", "receipts", lambda receipts, _: receipts.total.cast("float64").median())
ITEMS = Aggregate("items", "lines", lambda lines, _: lines.quantity.sum())
