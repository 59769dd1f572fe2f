"""The metrics of receipts and of lines, as a good analyst writes them by hand for DuckDB.

Of the ways tried these were the fastest: two levels of GROUP BY for favourites (`mode` needs an order to be repeatable,
and costs five times as much), one sorted list of days for visits and intervals, numbers in place of ids while counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

MOSCOW_HOURS = 3
"""Ahead of UTC on every day of the sample's two years: code by hand may rely on it, ours reads the zone's rules."""
DAYS = 365
LAST = f"_last_{DAYS}_days"
WINDOWS = {"": "", LAST: " FILTER (recent)"}
"""What the name of a column ends with, and what is said behind an aggregate."""
CHURN_AFTER_INTERVALS = 3
PACK = 2**31
"""Above every number of a thing."""


def receipts_sql(tables: Mapping[str, str], as_of: datetime, among: str = "true") -> str:
    """A statement that returns one row per customer with receipts, rounded to what the lake stores.

    Args:
        tables: What stands for each table in a FROM.
        as_of: The moment.
        among: Whose, as a condition on `customer_id`.
    """
    today = _day(_moment(as_of))
    counted = f"""
        SELECT customer_id, total, discount, issued_at, store_id, channel, {_recent(as_of)} AS recent,
            {_day("issued_at")}::INTEGER AS day, (day + 3) % 7 + 1 AS weekday, {_hour("issued_at")} AS hour
        FROM {tables["receipts"]} WHERE {_counts(as_of, among)}"""
    return f"""
        WITH stores AS MATERIALIZED (
            SELECT store_id, row_number() OVER (ORDER BY store_id) AS store FROM {tables["stores"]}
        ),
        counted AS NOT MATERIALIZED ({counted}),
        summed AS (
            SELECT customer_id, {_aggregates(RECEIPTS)}, list_sort(list(day)) AS days FROM counted GROUP BY customer_id
        ),
        paced AS (SELECT *, [days[i + 1] - days[i] FOR i IN range(1, receipts)] AS gaps FROM summed),
        cut AS (SELECT *, gaps[receipts - receipts{LAST} + 1:] AS gaps{LAST} FROM paced),
        visited AS (SELECT *, {_each(VISITS)} FROM cut),
        favourite_weekday AS ({_favourite("weekday", "counted")}),
        favourite_hour AS ({_favourite("hour", "counted")}),
        favourite_store AS ({_favourite("store", "counted JOIN stores USING (store_id)")})
        SELECT customer_id, {_each(OF_RECEIPTS.replace("today", today))},
            {today} - {_day("last_at")} AS days_since_last_receipt,
            {_each("weekday{w} AS favourite_weekday{w}, hour{w} AS favourite_hour{w}")},
            {_each("store{w}.store_id AS favourite_store{w}")}
        FROM visited JOIN favourite_weekday USING (customer_id) JOIN favourite_hour USING (customer_id)
        LEFT JOIN favourite_store f USING (customer_id)
        {_joins("stores store{w} ON f.store{w} = store{w}.store")}"""


def lines_sql(tables: Mapping[str, str], as_of: datetime, among: str = "true") -> str:
    """A statement that returns one row per customer with lines; `items` is for items per receipt.

    Args:
        tables: What stands for each table in a FROM.
        as_of: The moment.
        among: Whose, as a condition on `customer_id`.
    """
    return f"""
        WITH categories AS MATERIALIZED (
            SELECT category_id, row_number() OVER (ORDER BY category_id) AS category FROM {tables["categories"]}
        ),
        products AS MATERIALIZED (
            SELECT product_id, row_number() OVER (ORDER BY product_id) AS product, category
            FROM {tables["products"]} LEFT JOIN categories USING (category_id)
        ),
        counted AS NOT MATERIALIZED (
            SELECT customer_id, product_id, quantity, amount, discount, promo_code, {_recent(as_of)} AS recent
            FROM {tables["receipt_lines"]} WHERE {_counts(as_of, among)}
        ),
        summed AS (SELECT customer_id, {_aggregates(LINES)} FROM counted GROUP BY customer_id),
        bought AS MATERIALIZED (
            SELECT customer_id, product, category, {_times("count(*)")}
            FROM counted JOIN products USING (product_id) GROUP BY ALL
        ),
        favourite_product AS (SELECT customer_id, {_most_often("product")} FROM bought GROUP BY customer_id),
        favourite_category AS (
            SELECT customer_id, {_most_often("category")}
            FROM (SELECT customer_id, category, {_each("sum(times{w})::BIGINT AS times{w}")} FROM bought GROUP BY ALL)
            WHERE category IS NOT NULL GROUP BY customer_id
        )
        SELECT customer_id, {_each(OF_LINES)},
            {_each("product{w}.product_id AS favourite_product{w}, category{w}.category_id AS favourite_category{w}")}
        FROM summed LEFT JOIN favourite_product p USING (customer_id) LEFT JOIN favourite_category c USING (customer_id)
        {_joins("products product{w} ON p.product{w} = product{w}.product")}
        {_joins("categories category{w} ON c.category{w} = category{w}.category")}"""


def metrics_sql(tables: Mapping[str, str], as_of: datetime, among: str = "true") -> str:
    """A statement that returns one row per customer, with or without receipts: both parts put together."""
    zeros = "coalesce(receipts{w}, 0) AS receipts{w}, coalesce(revenue{w}, 0) AS revenue{w}, "
    zeros += "coalesce(visits{w}, 0) AS visits{w}"
    return f"""
        SELECT * EXCLUDE ({_each("items{w}")}) REPLACE ({_each(zeros)}),
            {_each(f"{_number('items{w} / nullif(receipts{w}, 0)')} AS items_per_receipt{{w}}")}
        FROM (SELECT customer_id FROM {tables["customers"]} WHERE {among})
        LEFT JOIN ({receipts_sql(tables, as_of, among)}) USING (customer_id)
        LEFT JOIN ({lines_sql(tables, as_of, among)}) USING (customer_id)"""


def _money(value: str) -> str:
    return f"({value})::DECIMAL(18, 6)::DECIMAL(18, 2)"


def _number(value: str) -> str:
    return f"({value})::DECIMAL(18, 9)::DECIMAL(18, 4)"


def _day(instant: str) -> str:
    """Number of the day in Moscow; a division is several times faster than the engine's time zones."""
    return f"((epoch_us({instant}) + {MOSCOW_HOURS * 3_600_000_000}) // 86400000000)"


def _hour(instant: str) -> str:
    return f"((epoch_us({instant}) + {MOSCOW_HOURS * 3_600_000_000}) // 3600000000 % 24)::INTEGER"


def _moment(as_of: datetime) -> str:
    return f"TIMESTAMPTZ '{as_of}'"


def _recent(as_of: datetime) -> str:
    return f"issued_at > {_moment(as_of)} - INTERVAL {DAYS * 24} HOUR"


def _counts(as_of: datetime, among: str) -> str:
    counts = f"customer_id IS NOT NULL AND status IS DISTINCT FROM 'cancelled' AND issued_at <= {_moment(as_of)}"
    return f"{counts} AND {among}"


def _each(columns: str) -> str:
    """Columns for all time and for the window; `{w}` is what their names end with."""
    return ", ".join(columns.replace("{w}", window) for window in WINDOWS)


def _joins(joined: str) -> str:
    return " ".join(f"LEFT JOIN {joined}".replace("{w}", window) for window in WINDOWS)


def _aggregates(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{value}{only} AS {name}{w}" for w, only in WINDOWS.items() for name, value in columns.items())


def _times(count: str) -> str:
    return ", ".join(f"{count}{only} AS times{w}" for w, only in WINDOWS.items())


def _favourite(thing: str, source: str) -> str:
    counted = f"SELECT customer_id, {thing}, {_times('count(*)')} FROM {source} GROUP BY ALL"
    return f"SELECT customer_id, {_most_often(thing)} FROM ({counted}) GROUP BY customer_id"


def _most_often(thing: str) -> str:
    """The number that comes up most often, among equals the least: the greatest of both packed into one."""
    packed = f"max(times{{w}} * {PACK} + {PACK - 1} - {thing}) FILTER (times{{w}} > 0)"
    return _each(f"{PACK - 1} - {packed} % {PACK} AS {thing}{{w}}")


RECEIPTS = {
    "receipts": "count(*)", "total": "sum(total)", "discount": "sum(discount)", "first_at": "min(issued_at)",
    "last_at": "max(issued_at)", "median_total": "median(total::DOUBLE)", "of_known_channel": "count(channel)",
    "online": "count(CASE WHEN channel = 'online' THEN 1 END)",
}  # fmt: skip
LINES = {
    "lines": "count(*)", "items": "sum(quantity)", "amount": "sum(amount)", "promo": "count(promo_code)",
    "discounted": "count(CASE WHEN discount > 0 THEN 1 END)",
}  # fmt: skip
VISITS = f"""CASE WHEN receipts{{w}} > 0 THEN 1 + len([g FOR g IN gaps{{w}} IF g > 0]) ELSE 0 END AS visits{{w}},
            list_sum([g * g FOR g IN gaps{{w}}]) AS squares{{w}},
            {_day("last_at{w}")} - {_day("first_at{w}")} AS span{{w}}"""
INTERVAL = "span{w} / nullif(visits{w} - 1, 0)"
DEVIATION = """sqrt((squares{w} * (visits{w} - 1) - span{w} * span{w})
                / nullif((visits{w} - 1) * (visits{w} - 2), 0))"""
OF_RECEIPTS = f"""receipts{{w}}, coalesce(total{{w}}, 0)::DECIMAL(18, 2) AS revenue{{w}},
            {_money("total{w} / nullif(receipts{w}, 0)")} AS average_receipt{{w}},
            {_money("median_total{w}")} AS median_receipt{{w}}, visits{{w}},
            first_at{{w}} AS first_receipt_at{{w}}, last_at{{w}} AS last_receipt_at{{w}},
            {_number(INTERVAL)} AS average_interval_days{{w}},
            {_number(DEVIATION)} AS interval_deviation_days{{w}},
            today - {_day("last_at{w}")} > {INTERVAL} * {CHURN_AFTER_INTERVALS} AS churned{{w}},
            {_number("discount{w} / nullif(total{w} + discount{w}, 0)")} AS discount_share{{w}},
            {_number("online{w} / nullif(of_known_channel{w}, 0)")} AS online_share{{w}}"""
OF_LINES = f"""items{{w}}, {_money("amount{w} / nullif(items{w}, 0)")} AS average_product_price{{w}},
            {_number("discounted{w} / nullif(lines{w}, 0)")} AS discounted_lines_share{{w}},
            {_number("promo{w} / nullif(lines{w}, 0)")} AS promo_lines_share{{w}}"""
