"""The eleven metrics as one lazy query of polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from benchmarks.metrics_in_sql import MOSCOW_HOURS


def metrics_frame(files: Mapping[str, Sequence[str]], as_of: datetime) -> pl.LazyFrame:
    """One row per customer, rounded to what the lake stores.

    Args:
        files: The Parquet files of `customers`, `receipts` and `receipt_lines`.
        as_of: The moment.
    """
    total, discount, receipts, items = (_float(name) for name in ("total", "discount", "receipts", "items"))
    gaps, gross = _float("visits") - 1, total + discount
    span = (_day(pl.col("last_at")) - _day(pl.col("first_at"))).dt.total_days()
    return _known(files, as_of).select(
        "customer_id",
        pl.col("receipts").fill_null(0),
        pl.col("total").fill_null(0).alias("revenue"),
        _rounded(total / receipts, 6, 2).alias("average_receipt"),
        _rounded(pl.col("median_total"), 6, 2).alias("median_receipt"),
        _rounded(items / receipts, 9, 4).alias("items_per_receipt"),
        pl.col("visits").fill_null(0),
        pl.col("first_at").alias("first_receipt_at"),
        pl.col("last_at").alias("last_receipt_at"),
        (_day(pl.lit(as_of)) - _day(pl.col("last_at"))).dt.total_days().alias("days_since_last_receipt"),
        _rounded(pl.when(gaps > 0).then(span / gaps), 9, 4).alias("average_interval_days"),
        _rounded(pl.when(gross > 0).then(discount / gross), 9, 4).alias("discount_share"),
    )


def _known(files: Mapping[str, Sequence[str]], as_of: datetime) -> pl.LazyFrame:
    """What the metrics need to know of each customer."""
    bought = _counted(files["receipts"], as_of).group_by("customer_id").agg(
        pl.len().alias("receipts"),
        pl.col("total").sum(),
        pl.col("discount").sum(),
        pl.col("issued_at").min().alias("first_at"),
        pl.col("issued_at").max().alias("last_at"),
        _day(pl.col("issued_at")).n_unique().alias("visits"),
        _float("total").median().alias("median_total"),
    )  # fmt: skip
    items = _counted(files["receipt_lines"], as_of).group_by("customer_id").agg(pl.col("quantity").sum().alias("items"))
    customers = pl.scan_parquet(list(files["customers"])).select("customer_id")
    return customers.join(bought, on="customer_id", how="left").join(items, on="customer_id", how="left")


def _counted(files: Sequence[str], as_of: datetime) -> pl.LazyFrame:
    """Receipts or lines that count: of known customers, not cancelled, up to the moment."""
    return pl.scan_parquet(list(files)).filter(
        pl.col("customer_id").is_not_null(), pl.col("status").ne_missing("cancelled"), pl.col("issued_at") <= as_of
    )


def _float(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def _day(instant: pl.Expr) -> pl.Expr:
    return (instant + pl.duration(hours=MOSCOW_HOURS)).dt.date()


def _rounded(value: pl.Expr, exact: int, decimals: int) -> pl.Expr:
    """Rounded half up once the noise of floats is gone, as exact numbers are."""
    step = 10 ** (exact - decimals)
    return ((value * 10**exact).round().cast(pl.Int64) + step // 2) // step / 10**decimals
