"""The facts that aggregates are computed over: for each kind of fact a table with its customer and its instant.

`receipts` that count; their `lines`; `site`, what customers did on it; `messages` that reached them; `points`, their
balances; `customers` themselves; `scores` of models.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import Facts

HAPPENED: dict[Facts, str] = {
    "receipts": "issued_at", "lines": "issued_at", "site": "occurred_at", "messages": "happened_at",
    "scores": "as_of",
}  # fmt: skip
"""The instant of each fact."""
SOURCES: dict[Facts, tuple[str, ...]] = {
    "receipts": ("receipts",), "lines": ("receipt_lines",), "site": ("web_events",), "messages": (),
    "points": ("points_balances",), "customers": ("customers",), "scores": ("customer_scores",),
}  # fmt: skip
"""The tables of the lake in which a changed row may change what is known of its customer."""


def facts_of(tables: Tables, over: Facts) -> ir.Table:
    """The facts of one kind, of known customers, none after `as_of`."""
    facts = FACTS[over](tables)
    when = HAPPENED.get(over)
    return facts if when is None or tables.past else facts.filter(facts[when] <= tables.moment)


def inside(within_days: int) -> str:
    """The column that says whether a fact lies in a window."""
    return f"in_last_{within_days}_days"


def only_inside(facts: ir.Table, within_days: int | None) -> ir.BooleanValue | None:
    """The condition that a fact lies in a window; None for all time."""
    return None if within_days is None else facts[inside(within_days)]


def _receipts(tables: Tables) -> ir.Table:
    """With `hour_number`, the hour on the workspace's clock, and the number of the store."""
    receipts = tables.purchases
    timed = receipts.mutate(hour_number=tables.hour_number(receipts.issued_at))
    return _numbered(timed, "store_id", things(tables, "stores"))


def _lines(tables: Tables) -> ir.Table:
    """With the numbers of product and category, the category and the brand."""
    numbered = _numbered(tables.products, "category_id", things(tables, "categories")).mutate(
        product_no=ibis.row_number().over(order_by="product_id")
    )
    of_product = numbered.select("product_id", "product_no", "category_no", "category_id", "brand")
    return tables.purchase_lines.left_join(of_product, "product_id").drop("product_id_right")


FACTS: dict[Facts, Callable[[Tables], ir.Table]] = {
    "receipts": _receipts,
    "lines": _lines,
    "site": lambda tables: tables.web_events.filter(tables.web_events.customer_id.notnull()),
    "messages": lambda tables: tables.messages,
    "points": lambda tables: tables.points_balances,
    "customers": lambda tables: tables.customers,
    "scores": lambda tables: tables.customer_scores,
}

THINGS = {"products": ("product_id", "product_no"), "categories": ("category_id", "category_no"),
          "stores": ("store_id", "store_no")}  # fmt: skip
"""Tables of things that are counted: the column of the id, and of the number that stands for it while counting."""


def things(tables: Tables, name: str) -> ir.Table:
    """Which thing has which number: whole numbers from 0 on, in the order of the ids. Numbers count faster than ids."""
    thing, number = THINGS[name]
    return tables.read(name).select(thing, **{number: ibis.row_number().over(order_by=thing)})


def _numbered(table: ir.Table, column: str, numbers: ir.Table) -> ir.Table:
    return table.left_join(numbers, column).drop(f"{column}_right")
