"""What metrics need to know about facts. Each is computed once, however many metrics share it.

What one customer costs while a pass runs: the days of `VISIT_DAYS` and the totals of `MEDIAN_TOTAL` grow with the
customer's receipts; everything else is a few bytes. That is why `refresh` goes through the customers in slices.
"""

from __future__ import annotations

from smartcom_kernel.metrics.metric import Aggregate

RECEIPTS = Aggregate("receipts", "receipts", lambda receipts, _: receipts.count(), empty=0)
TOTAL = Aggregate("total", "receipts", lambda receipts, _: receipts.total.sum(), empty=0)
DISCOUNT = Aggregate("discount", "receipts", lambda receipts, _: receipts.discount.sum(), empty=0)
FIRST_AT = Aggregate("first_at", "receipts", lambda receipts, _: receipts.issued_at.min())
LAST_AT = Aggregate("last_at", "receipts", lambda receipts, _: receipts.issued_at.max())
VISIT_DAYS = Aggregate("visit_days", "receipts", lambda receipts, tables: tables.day(receipts.issued_at).nunique(), empty=0)
# as float: the engine's median of exact numbers drops the half kopeck between two middle ones
MEDIAN_TOTAL = Aggregate("median_total", "receipts", lambda receipts, _: receipts.total.cast("float64").median())
ITEMS = Aggregate("items", "lines", lambda lines, _: lines.quantity.sum(), empty=0)
