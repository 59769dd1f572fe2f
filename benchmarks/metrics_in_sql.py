"""The eleven metrics as one statement, the way a good analyst writes it for DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

MOSCOW_HOURS = 3
"""Ahead of UTC on every day of the sample's two years: code by hand may rely on it, ours reads the zone's rules."""


def metrics_sql(tables: Mapping[str, str], as_of: datetime) -> str:
    """A statement that returns one row per customer, rounded to what the lake stores.

    Args:
        tables: What stands for `customers`, `receipts` and `receipt_lines` in a FROM.
        as_of: The moment.
    """
    moment = f"TIMESTAMPTZ '{as_of}'"
    counts = f"customer_id IS NOT NULL AND status IS DISTINCT FROM 'cancelled' AND issued_at <= {moment}"
    return f"""
        WITH counted AS (
            SELECT customer_id, total, discount, issued_at, {_day("issued_at")} AS day
            FROM {tables["receipts"]} WHERE {counts}
        ),
        bought AS (
            SELECT customer_id, count(*) AS receipts, sum(total) AS total, sum(discount) AS discount,
                min(issued_at) AS first_at, max(issued_at) AS last_at, min(day) AS first_day, max(day) AS last_day,
                count(DISTINCT day) AS visits, median(total::DOUBLE) AS median_total
            FROM counted GROUP BY customer_id
        ),
        items AS (
            SELECT customer_id, sum(quantity) AS items
            FROM {tables["receipt_lines"]} WHERE {counts} GROUP BY customer_id
        )
        SELECT customer_id, coalesce(receipts, 0) AS receipts, coalesce(total, 0)::DECIMAL(18, 2) AS revenue,
            (total / receipts)::DECIMAL(18, 6)::DECIMAL(18, 2) AS average_receipt,
            median_total::DECIMAL(18, 6)::DECIMAL(18, 2) AS median_receipt,
            (items / receipts)::DECIMAL(18, 9)::DECIMAL(18, 4) AS items_per_receipt,
            coalesce(visits, 0) AS visits, first_at AS first_receipt_at, last_at AS last_receipt_at,
            {_day(moment)} - last_day AS days_since_last_receipt,
            ((last_day - first_day) / nullif(visits - 1, 0))::DECIMAL(18, 9)::DECIMAL(18, 4) AS average_interval_days,
            (discount / nullif(total + discount, 0))::DECIMAL(18, 9)::DECIMAL(18, 4) AS discount_share
        FROM {tables["customers"]} LEFT JOIN bought USING (customer_id) LEFT JOIN items USING (customer_id)"""


def _day(instant: str) -> str:
    """Number of the day in Moscow; a division is several times faster than the engine's time zones."""
    return f"((epoch_us({instant}) + {MOSCOW_HOURS * 3_600_000_000}) // 86400000000)"
