"""Metrics of every customer, as of a moment, beside DuckDB and polars by hand over the same Parquet files.

All three write the eleven metrics. Ours also scores RFM, records the refresh, and commits it as a snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from benchmarks import loading
from benchmarks.contest import US, Contest, Place, Work
from benchmarks.loading import connected
from smartcom_kernel.metrics.metric import METRICS

BY_HAND, POLARS = "DuckDB by hand", "polars"
MOSCOW_HOURS = 3
"""Ahead of UTC on every day of the sample's two years, which by-hand code may use and ours does not know."""
DAY = f"(epoch_us({{}}) + {MOSCOW_HOURS * 3_600_000_000}) // 86400000000"

METRICS_SQL = f"""
WITH counted AS (
    SELECT customer_id, total, discount, issued_at, {DAY.format("issued_at")} AS day
    FROM {{receipts}}
    WHERE customer_id IS NOT NULL AND status IS DISTINCT FROM 'cancelled' AND issued_at <= $as_of
),
bought AS (
    SELECT customer_id, count(*) AS receipts, sum(total) AS total, sum(discount) AS discount,
        min(issued_at) AS first_at, max(issued_at) AS last_at, min(day) AS first_day, max(day) AS last_day,
        count(DISTINCT day) AS visits, median(total::DOUBLE) AS median_total
    FROM counted GROUP BY customer_id
),
items AS (
    SELECT customer_id, sum(quantity) AS items
    FROM {{receipt_lines}}
    WHERE customer_id IS NOT NULL AND status IS DISTINCT FROM 'cancelled' AND issued_at <= $as_of
    GROUP BY customer_id
)
SELECT customer_id, coalesce(receipts, 0) AS receipts, coalesce(total, 0)::DECIMAL(18, 2) AS revenue,
    (total / receipts)::DECIMAL(18, 6)::DECIMAL(18, 2) AS average_receipt,
    median_total::DECIMAL(18, 6)::DECIMAL(18, 2) AS median_receipt,
    (items / receipts)::DECIMAL(18, 9)::DECIMAL(18, 4) AS items_per_receipt,
    coalesce(visits, 0) AS visits, first_at AS first_receipt_at, last_at AS last_receipt_at,
    {DAY.format("$as_of")} - last_day AS days_since_last_receipt,
    ((last_day - first_day) / nullif(visits - 1, 0))::DECIMAL(18, 9)::DECIMAL(18, 4) AS average_interval_days,
    (discount / nullif(total + discount, 0))::DECIMAL(18, 9)::DECIMAL(18, 4) AS discount_share
FROM {{customers}} LEFT JOIN bought USING (customer_id) LEFT JOIN items USING (customer_id)
"""


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`wb.refresh`."""
    with place.workbench() as wb:
        yield lambda: wb.refresh(as_of=place.as_of).customers
        columns = ", ".join(["customer_id", *METRICS])
        wb.lake.run(f"COPY (SELECT {columns} FROM lake.main.customer_metrics) TO '{place.answer(US)}' (FORMAT parquet)")


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """One statement, as a good analyst writes it."""
    sql = METRICS_SQL.format(**sources(place))
    copied = f"COPY ({sql.replace('$as_of', f"TIMESTAMPTZ '{place.as_of}'")}) TO '{place.answer(BY_HAND)}' (FORMAT parquet)"
    with connected(place) as db:
        yield lambda: db.execute(copied).fetchall()[0][0]


@contextmanager
def with_polars(place: Place) -> Iterator[Work]:
    """One lazy query on the streaming engine."""

    def work() -> int:
        metrics_in_polars(place).sink_parquet(place.answer(POLARS))
        return place.customers

    yield work


def metrics_in_polars(place: Place) -> pl.LazyFrame:
    """The same metrics in polars."""
    receipts = _counted(place, "receipts").group_by("customer_id").agg(
        pl.len().alias("receipts"), pl.col("total").sum(), pl.col("discount").sum(),
        pl.col("issued_at").min().alias("first_at"), pl.col("issued_at").max().alias("last_at"),
        _day(pl.col("issued_at")).n_unique().alias("visits"), pl.col("total").cast(pl.Float64).median().alias("median"),
    )  # fmt: skip
    items = _counted(place, "receipt_lines").group_by("customer_id").agg(pl.col("quantity").sum().alias("items"))
    known = pl.scan_parquet(files(place)["customers"]).select("customer_id")
    known = known.join(receipts, on="customer_id", how="left").join(items, on="customer_id", how="left")
    total, discount, count, bought = (pl.col(c).cast(pl.Float64) for c in ("total", "discount", "receipts", "items"))
    more_visits = pl.col("visits").cast(pl.Float64) - 1
    span = (_day(pl.col("last_at")) - _day(pl.col("first_at"))).dt.total_days()
    return known.select(
        "customer_id", pl.col("receipts").fill_null(0), pl.col("total").fill_null(0).alias("revenue"),
        _rounded(total / count, 6, 2).alias("average_receipt"), _rounded(pl.col("median"), 6, 2).alias("median_receipt"),
        _rounded(bought / count, 9, 4).alias("items_per_receipt"), pl.col("visits").fill_null(0),
        pl.col("first_at").alias("first_receipt_at"), pl.col("last_at").alias("last_receipt_at"),
        (_day(pl.lit(place.as_of)) - _day(pl.col("last_at"))).dt.total_days().alias("days_since_last_receipt"),
        _rounded(pl.when(more_visits > 0).then(span / more_visits), 9, 4).alias("average_interval_days"),
        _rounded(pl.when(total + discount > 0).then(discount / (total + discount)), 9, 4).alias("discount_share"),
    )  # fmt: skip


def _counted(place: Place, table: str) -> pl.LazyFrame:
    """Receipts or lines that count: of known customers, not cancelled, up to the moment."""
    return pl.scan_parquet(files(place)[table]).filter(
        pl.col("customer_id").is_not_null(),
        pl.col("status").ne_missing("cancelled"),
        pl.col("issued_at") <= place.as_of,
    )


def _day(instant: pl.Expr) -> pl.Expr:
    return (instant + pl.duration(hours=MOSCOW_HOURS)).dt.date()


def _rounded(value: pl.Expr, exact: int, decimals: int) -> pl.Expr:
    """Rounded half up after the noise of floats is gone, as the other two do with exact numbers."""
    step = 10 ** (exact - decimals)
    return ((value * 10**exact).round().cast(pl.Int64) + step // 2) // step / 10**decimals


def prepare(place: Place) -> None:
    """A loaded workspace, and a list of the Parquet files that its lake consists of."""
    if not place.workspace.exists():
        loading.prepare(place)
        with loading.ours(place) as work:
            work()
    with place.workbench() as wb:
        tables = ("customers", "receipts", "receipt_lines", "products", "categories")
        wb.refresh(as_of=place.as_of)
        listed = {table: _files_of(wb.lake.rows, table) for table in (*tables, "customer_metrics")}
    (place.folder / "files.json").write_text(json.dumps(listed), encoding="utf-8")


def check(place: Place) -> None:
    """All three computed the same for every customer and metric."""
    columns = ", ".join(f"{m.kind}" for m in (METRICS[kind] for kind in METRICS))
    with connected(place) as db:
        for other in (BY_HAND, POLARS):
            differing = db.execute(
                f"SELECT count(*) FROM (SELECT customer_id, {columns} FROM '{place.answer(US)}' "
                f"EXCEPT SELECT customer_id, {columns} FROM '{place.answer(other)}')"
            ).fetchall()[0][0]
            assert differing == 0, f"{other} and we differ for {differing} customers"
