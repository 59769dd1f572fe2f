"""The metrics of receipts and of lines as lazy queries of polars, for its streaming engine.

What lies in the window is put into columns of its own first, so that all sums are of plain columns, which stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import polars as pl

from benchmarks.metrics_in_sql import CHURN_AFTER_INTERVALS, DAYS, LAST, MOSCOW_HOURS, PACK

Files = Mapping[str, Sequence[str]]
WINDOWS = ("", LAST)
EVERYBODY = pl.lit(True)


def receipts_frame(files: Files, as_of: datetime, among: pl.Expr = EVERYBODY) -> pl.LazyFrame:
    """One row per customer with receipts, rounded to what the lake stores.

    Args:
        files: The Parquet files of each table.
        as_of: The moment.
        among: Whose, as a condition on `customer_id`.
    """
    clock = pl.col("issued_at") + pl.duration(hours=MOSCOW_HOURS)
    counted = _counted(files["receipts"], as_of, among).with_columns(
        clock.dt.date().alias("day"),
        clock.dt.weekday().alias("weekday"),
        clock.dt.hour().alias("hour"),
        (pl.col("channel") == "online").cast(pl.Int32).alias("online"),
        pl.col("channel").is_not_null().cast(pl.Int32).alias("of_known_channel"),
        _float("total").alias("median_total"),
    )
    stores = _numbered(files["stores"], "store_id", "store")
    known = _both(counted, ("total", "discount", "issued_at", "online", "of_known_channel", "median_total"))
    summed = known.group_by("customer_id").agg(
        *(aggregate for w in WINDOWS for aggregate in (
            pl.col(f"receipts{w}").sum(), pl.col(f"total{w}").sum(), pl.col(f"discount{w}").sum(),
            pl.col(f"issued_at{w}").min().alias(f"first_at{w}"), pl.col(f"issued_at{w}").max().alias(f"last_at{w}"),
            pl.col(f"median_total{w}").median(), pl.col(f"online{w}").sum(), pl.col(f"of_known_channel{w}").sum(),
        ))
    )  # fmt: skip
    with_store = counted.join(stores.lazy(), on="store_id")
    parts = [
        _visits(counted), _favourite(counted, "weekday"), _favourite(counted, "hour"),
        _with_ids(_favourite(with_store, "store"), stores, "store", "store_id"),
    ]  # fmt: skip
    return _joined(summed, parts).select("customer_id", *_of_receipts(as_of))


def lines_frame(files: Files, as_of: datetime, among: pl.Expr = EVERYBODY) -> pl.LazyFrame:
    """One row per customer with lines; `items` is for items per receipt.

    Args:
        files: The Parquet files of each table.
        as_of: The moment.
        among: Whose, as a condition on `customer_id`.
    """
    categories = _numbered(files["categories"], "category_id", "category")
    products = _numbered(files["products"], "product_id", "product").join(categories, on="category_id", how="left")
    counted = _counted(files["receipt_lines"], as_of, among).with_columns(
        (pl.col("discount") > 0).cast(pl.Int32).alias("discounted"),
        pl.col("promo_code").is_not_null().cast(pl.Int32).alias("promo"),
    )
    columns = ("quantity", "amount", "discounted", "promo")
    summed = _both(counted, columns).group_by("customer_id").agg(
        *(pl.col(f"{name}{w}").sum() for w in WINDOWS for name in ("receipts", *columns))
    )  # fmt: skip
    with_product = counted.join(products.lazy(), on="product_id")
    parts = [
        _with_ids(_favourite(with_product, "product"), products, "product", "product_id"),
        _with_ids(_favourite(with_product, "category"), categories, "category", "category_id"),
    ]
    return _joined(summed, parts).select("customer_id", *_of_lines())


def metrics_frame(files: Files, as_of: datetime, among: pl.Expr = EVERYBODY) -> pl.LazyFrame:
    """One row per customer, with or without receipts: both parts put together."""
    customers = pl.scan_parquet(list(files["customers"])).filter(among).select("customer_id")
    zeros = [pl.col(f"{name}{w}").fill_null(0) for w in WINDOWS for name in ("receipts", "revenue", "visits")]
    items = [
        _number(_float(f"items{w}") / _known(f"receipts{w}")).alias(f"items_per_receipt{w}") for w in WINDOWS
    ]  # fmt: skip
    both = _joined(customers, [receipts_frame(files, as_of, among), lines_frame(files, as_of, among)])
    return both.with_columns(*items).with_columns(*zeros).drop(f"items{w}" for w in WINDOWS)


def _of_receipts(as_of: datetime) -> Iterable[pl.Expr]:
    today = _day(pl.lit(as_of))
    yield _days(today - _day(pl.col("last_at"))).alias("days_since_last_receipt")
    for w in WINDOWS:
        gaps, gross = _float(f"visits{w}") - 1, _float(f"total{w}") + _float(f"discount{w}")
        span = _days(_day(pl.col(f"last_at{w}")) - _day(pl.col(f"first_at{w}")))
        interval = span / _nonzero(gaps)
        squares = _float(f"squares{w}") * gaps - span * span
        yield from (
            pl.col(f"receipts{w}").cast(pl.Int64),
            pl.col(f"total{w}").alias(f"revenue{w}"),
            _money(_float(f"total{w}") / _known(f"receipts{w}")).alias(f"average_receipt{w}"),
            _money(pl.col(f"median_total{w}")).alias(f"median_receipt{w}"),
            pl.col(f"visits{w}"),
            pl.col(f"first_at{w}").alias(f"first_receipt_at{w}"),
            pl.col(f"last_at{w}").alias(f"last_receipt_at{w}"),
            _number(interval).alias(f"average_interval_days{w}"),
            _number((squares / _nonzero(gaps * (gaps - 1))).sqrt()).alias(f"interval_deviation_days{w}"),
            (_days(today - _day(pl.col(f"last_at{w}"))) > interval * CHURN_AFTER_INTERVALS).alias(f"churned{w}"),
            _number(_float(f"discount{w}") / _nonzero(gross)).alias(f"discount_share{w}"),
            _number(_float(f"online{w}") / _known(f"of_known_channel{w}")).alias(f"online_share{w}"),
            *(pl.col(f"{thing}{w}").alias(f"favourite_{thing}{w}") for thing in ("weekday", "hour", "store")),
        )


def _of_lines() -> Iterable[pl.Expr]:
    for w in WINDOWS:
        lines = _known(f"receipts{w}")
        yield from (
            pl.when(pl.col(f"receipts{w}") > 0).then(pl.col(f"quantity{w}")).alias(f"items{w}"),
            _money(_float(f"amount{w}") / _known(f"quantity{w}")).alias(f"average_product_price{w}"),
            _number(_float(f"discounted{w}") / lines).alias(f"discounted_lines_share{w}"),
            _number(_float(f"promo{w}") / lines).alias(f"promo_lines_share{w}"),
            *(pl.col(f"{thing}{w}").alias(f"favourite_{thing}{w}") for thing in ("product", "category")),
        )


def _counted(files: Sequence[str], as_of: datetime, among: pl.Expr) -> pl.LazyFrame:
    """Receipts or lines that count: of known customers, not cancelled, up to the moment."""
    counted = pl.scan_parquet(list(files)).filter(
        among,
        pl.col("customer_id").is_not_null(),
        pl.col("status").ne_missing("cancelled"),
        pl.col("issued_at") <= as_of,
    )
    recent = pl.col("issued_at") > as_of - timedelta(days=DAYS)
    return counted.with_columns(recent.alias("recent"), pl.lit(1, pl.Int32).alias("receipts"))


def _both(counted: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """With a column of what lies in the window beside each of these."""
    recent = (pl.when("recent").then(pl.col(name)).alias(f"{name}{LAST}") for name in ("receipts", *columns))
    return counted.with_columns(*recent)


def _visits(counted: pl.LazyFrame) -> pl.LazyFrame:
    """Visits and squares of the days between them: the window holds the last so many days of all."""
    days = counted.group_by("customer_id", "day").agg(pl.col("recent").any())
    listed = days.group_by("customer_id").agg(
        pl.len().cast(pl.Int64).alias("visits"),
        pl.col("recent").sum().cast(pl.Int64).alias(f"visits{LAST}"),
        pl.col("day").cast(pl.Int64).implode().alias("days"),
    )
    ordered = listed.with_columns(pl.col("days").list.sort())
    squared = {w: pl.col("days").list.tail(f"visits{w}").list.diff(null_behavior="drop") for w in WINDOWS}
    return ordered.select(
        "customer_id",
        *(pl.col(f"visits{w}") for w in WINDOWS),
        *(gaps.list.eval(pl.element() * pl.element()).list.sum().alias(f"squares{w}") for w, gaps in squared.items()),
    )


def _favourite(counted: pl.LazyFrame, thing: str) -> pl.LazyFrame:
    """The number that comes up most often, among equals the least: the greatest of both packed into one."""
    times = counted.filter(pl.col(thing).is_not_null()).group_by("customer_id", thing).agg(
        pl.len().cast(pl.Int64).alias("times"), pl.col("recent").sum().cast(pl.Int64).alias(f"times{LAST}")
    )  # fmt: skip
    turned = PACK - 1 - pl.col(thing).cast(pl.Int64)
    packed = times.select(
        "customer_id",
        *(
            pl.when(pl.col(f"times{w}") > 0).then(pl.col(f"times{w}") * PACK + turned).alias(f"{thing}{w}")
            for w in WINDOWS
        ),
    )
    best = packed.group_by("customer_id").agg(*(pl.col(f"{thing}{w}").max() for w in WINDOWS))
    return best.with_columns(*((PACK - 1 - pl.col(f"{thing}{w}") % PACK).alias(f"{thing}{w}") for w in WINDOWS))


def _numbered(files: Sequence[str], thing: str, number: str) -> pl.DataFrame:
    """Things with their numbers in the order of their ids."""
    columns = [thing, "category_id"] if thing == "product_id" else [thing]
    return (
        pl.scan_parquet(list(files))
        .select(columns)
        .sort(thing)
        .collect()
        .with_row_index(number)
        .select(*columns, pl.col(number).cast(pl.Int64))
    )


def _with_ids(best: pl.LazyFrame, things: pl.DataFrame, number: str, thing: str) -> pl.LazyFrame:
    """The things themselves in place of their numbers."""
    for w in WINDOWS:
        names = things.lazy().select(pl.col(number).alias(f"{number}{w}"), pl.col(thing).alias(f"{thing}{w}"))
        best = best.join(names, on=f"{number}{w}", how="left")
    return best.select("customer_id", *(pl.col(f"{thing}{w}").alias(f"{number}{w}") for w in WINDOWS))


def _joined(frame: pl.LazyFrame, parts: Iterable[pl.LazyFrame]) -> pl.LazyFrame:
    for part in parts:
        frame = frame.join(part, on="customer_id", how="left")
    return frame


def _float(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def _known(name: str) -> pl.Expr:
    """A number to divide by: empty where it is 0."""
    return _nonzero(_float(name))


def _nonzero(value: pl.Expr) -> pl.Expr:
    return pl.when(value != 0).then(value)


def _day(instant: pl.Expr) -> pl.Expr:
    return (instant + pl.duration(hours=MOSCOW_HOURS)).dt.date()


def _days(duration: pl.Expr) -> pl.Expr:
    return duration.dt.total_days()


def _money(value: pl.Expr) -> pl.Expr:
    return _rounded(value, 6, 2)


def _number(value: pl.Expr) -> pl.Expr:
    return _rounded(value, 9, 4)


def _rounded(value: pl.Expr, exact: int, decimals: int) -> pl.Expr:
    """Rounded half away from zero once the noise of floats is gone, as exact numbers are."""
    step = 10 ** (exact - decimals)
    whole = (value.abs() * 10**exact).round().cast(pl.Int64)
    return (whole + step // 2) // step / 10**decimals * value.sign()
