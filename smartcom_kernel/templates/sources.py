"""Where what templates say of customers comes from, beyond their own row: a table per group of variables.

Each has a row per customer, and columns named after the paths of variables; a list of things is one column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.contracts import POINTS_BALANCES
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.carts import carts
from smartcom_kernel.metrics.facts import facts_of
from smartcom_kernel.templates.variables import (
    ACCRUED,
    CART,
    FAVOURITES,
    ITEM,
    LAST_ORDER,
    LAST_RECEIPT,
    OF_LINES,
    OF_LINES_FROM_PRODUCTS,
    OF_THINGS,
    POINTS,
    TAGS,
    VIEWED,
)

MOST_THINGS = 50
"""Most products in one list, the newest; a message that shows more is read by nobody."""
Needed = Collection[str]


def tables_of(needed: Needed, own: Tables) -> Iterator[ir.Table]:
    """The tables that hold what is needed, each of the customers that `own` speaks of."""
    for path, source in SOURCES.items():
        wanted = {p for p in needed if p == path or p.startswith((f"{path}.", f"{path}{ITEM}"))}
        if wanted:
            yield from source(own, wanted)


def _receipt(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    yield from _last(LAST_RECEIPT, own.purchases, own.purchase_lines, own, needed)


def _order(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    """What was ordered on the site, whatever became of it: the status is a variable."""
    orders = own.read("receipts")
    yield from _last(LAST_ORDER, orders.filter(orders.channel == "online"), own.read("receipt_lines"), own, needed)


def _last(path: str, receipts: ir.Table, lines: ir.Table, own: Tables, needed: Needed) -> Iterator[ir.Table]:
    newest_first = [receipts.issued_at.desc(), receipts.receipt_id.desc()]
    place = ibis.row_number().over(group_by=receipts.customer_id, order_by=newest_first)
    wanted = {p.removeprefix(f"{path}.") for p in needed if p.startswith(f"{path}.")}
    columns = {"receipt_id", *wanted.intersection(receipts.columns)}
    last = receipts.mutate(place=place).filter(lambda found: found.place == 0)
    last = last.select("customer_id", **{f"{path}.{name}": name for name in sorted(columns)})
    yield last
    of_lines = f"{path}.lines"
    if any(p.startswith(of_lines) for p in needed):
        lines = lines.semi_join(last.select(receipt_id=f"{path}.receipt_id"), "receipt_id")
        products = own.products.select("product_id", *OF_LINES_FROM_PRODUCTS)
        lines = lines.left_join(products, "product_id", rname="{name}_of_product")
        asked = {p.removeprefix(f"{of_lines}{ITEM}.") for p in needed}
        yield _list(lines, of_lines, asked, ("line_no",), (*OF_LINES, *OF_LINES_FROM_PRODUCTS), lines.line_no)


def _cart(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    yield _things(carts(own).rename(put_in_for="price"), own, CART, needed, [ibis._.product_id], "quantity")


def _favourites(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    """What was put into a container that is not the cart and has not been taken out since."""
    events = facts_of(own, "site")
    elsewhere = events.container.notnull() & (events.container != own.carts.container) & events.product_id.notnull()
    means = {sign: [name for name, s in own.carts.events.items() if s == sign] for sign in ("added", "removed")}
    acts = events.filter(elsewhere & events.name.isin([*means["added"], *means["removed"]]))
    acts = acts.mutate(adds=acts.name.isin(means["added"]))
    kept = acts.group_by("customer_id", "product_id").agg(
        added_at=acts.occurred_at.max(where=acts.adds), removed_at=acts.occurred_at.max(where=~acts.adds)
    )
    held = kept.filter(kept.added_at.notnull() & (kept.removed_at.isnull() | (kept.added_at > kept.removed_at)))
    order = [ibis.desc("added_at"), ibis._.product_id]
    yield _things(held.drop("removed_at"), own, FAVOURITES, needed, order, "added_at")


def _viewed(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    events = facts_of(own, "site")
    looks = [name for name, sign in own.interests.events.items() if sign == "view"]
    seen = events.filter(events.name.isin(looks) & events.product_id.notnull())
    last = seen.group_by("customer_id", "product_id").agg(viewed_at=seen.occurred_at.max())
    yield _things(last, own, VIEWED, needed, [ibis.desc("viewed_at"), ibis._.product_id], "viewed_at")


def _things(held: ir.Table, own: Tables, path: str, needed: Needed, order: list[ir.Value], more: str) -> ir.Table:
    """A list of products for each customer; a price they were put in for stands before today's."""
    place = ibis.row_number().over(group_by="customer_id", order_by=order)
    few = held.mutate(place=place).filter(lambda found: found.place < MOST_THINGS)
    named = few.left_join(own.products.select(*OF_THINGS), "product_id").drop("product_id_right")
    if "put_in_for" in named.columns:
        named = named.mutate(price=named.put_in_for.coalesce(named.price))
    asked = {p.removeprefix(f"{path}{ITEM}.") for p in needed}
    return _list(named, path, asked, ("product_id",), (*OF_THINGS, more), named.place)


def _list(
    rows: ir.Table, path: str, asked: Collection[str], always: tuple[str, ...], known: tuple[str, ...], order: ir.Value
) -> ir.Table:
    fields = dict.fromkeys([*always, *sorted(set(asked).intersection(known))])
    item = ibis.struct({name: rows[name] for name in fields})
    return rows.group_by("customer_id").agg(**{path: item.collect(order_by=order)})


def _tags(own: Tables, needed: Needed) -> Iterator[ir.Table]:  # noqa: ARG001
    tags = own.those_of(own.tags)
    yield tags.group_by("customer_id").agg(**{TAGS: tags.tag.collect(order_by=tags.tag)})


def _points(own: Tables, needed: Needed) -> Iterator[ir.Table]:
    columns = [c.name for c in POINTS_BALANCES.columns if f"{POINTS}.{c.name}" in needed]
    if columns or needed == {POINTS}:
        balances = own.points_balances
        yield balances.select("customer_id", **{f"{POINTS}.{name}": name for name in [*columns, "active"]})
    if ACCRUED in needed:
        given = own.points
        yield given.group_by("customer_id").agg(**{ACCRUED: given.amount.sum()})


SOURCES: dict[str, Callable[[Tables, Needed], Iterator[ir.Table]]] = {
    LAST_RECEIPT: _receipt, LAST_ORDER: _order, CART: _cart, FAVOURITES: _favourites, VIEWED: _viewed, TAGS: _tags,
    POINTS: _points,
}  # fmt: skip
"""Who knows the variables under a path."""
