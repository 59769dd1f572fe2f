"""Interests: which categories a customer looks at and buys from, how much of all that, and whether it grows.

Every sign of interest counts `weight · 0.5^(age / half life)` points: a view, a product put into a container, an order,
a line of a receipt. A customer's interest in a category is its part of all the points of the customer, from 0 to 1. So
the interests of a customer add up to 1, that in a category with everything below it is the sum of theirs, and none
changes merely because time passes: the points of all fade alike.

A sign belongs to the category of its product; a view of a category to that category. Categories above are not listed: a
top one would always come first. Returned lines, cancelled receipts and what has no category are no signs.

A sign's points are rounded to a billionth, so that sums are of whole numbers and come out the same in any order. What
has faded to nothing (after some three years of 30 days half life) is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Interests, SiteSign
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import as_stored
from smartcom_kernel.metrics.facts import facts_of

BILLIONTHS = 1_000_000_000
DAY = 24 * 60 * 60
NOTABLE = 0.05
"""By how much an interest differs from that of a half life ago where it is said to rise or fall."""
COLUMNS = ("customer_id", "category_id", "name", "place", "interest", "interest_before", "trend", "strength")


def interest_table(tables: Tables, *, top: int | None = None) -> ir.Table:
    """One row per customer and category: `COLUMNS`; customers without signs of interest have none.

    `place` is 1 for the greatest interest, among equals for the id that sorts first; `interest_before` is the interest
    a half life ago, 0 where there was none; `trend` is ``rising``, ``steady`` or ``falling``; `strength` is the points.

    Args:
        tables: The facts, the moment and the weights.
        top: Only so many of each customer, the greatest; all when None.
    """
    found = signs(tables)
    summed = found.group_by("customer_id", "category_id").agg(now=found.now.sum(), then=found.then.sum())
    of_customer = ibis.window(group_by="customer_id")
    ranked = ibis.window(group_by="customer_id", order_by=[ibis.desc("now"), "category_id"])
    alive = summed.filter(summed.now > 0)
    before = as_stored(alive.then / alive.then.sum().over(of_customer).nullif(0), "number")
    scored = alive.mutate(
        place=ibis.row_number().over(ranked) + 1,
        interest=as_stored(alive.now / alive.now.sum().over(of_customer), "number"),
        interest_before=before.fill_null(0),
        strength=as_stored(alive.now / BILLIONTHS, "number"),
    )
    kept = scored if top is None else scored.filter(scored.place <= top)
    named = kept.left_join(tables.categories.select("category_id", "name"), "category_id")
    told = named.mutate(name=named.name.fill_null(named.category_id), trend=_trend(named))
    return told.select(*COLUMNS)


def shares(tables: Tables, categories: list[str]) -> ir.Table:
    """One row per customer with signs of interest: `customer_id` and `interest`, that in all these categories."""
    found = signs(tables)
    inside = found.now.sum(where=found.category_id.isin(categories)).fill_null(0)
    summed = found.group_by("customer_id").agg(inside=inside, all=found.now.sum())
    alive = summed.filter(summed["all"] > 0)
    return alive.select("customer_id", interest=as_stored(alive.inside / alive["all"], "number"))


def must_be_categories(tables: Tables, asked: Iterable[str]) -> None:
    """Refuse what neither the tree of categories nor any product or visit of the site calls a category.

    Raises:
        UnknownName: There is no such category; the message offers the nearest.
    """
    known: set[str | None] = set()
    missing = list(asked)
    for name in ("categories", "products", "web_events"):
        rows = tables.whole_history.read(name)
        for column in {"category_id", "parent_id"}.intersection(rows.columns):
            known.update(tables.lake.arrow(rows.select(id=column).distinct())["id"].to_pylist())
        missing = [category for category in missing if category not in known]
        if not missing:
            return
    raise UnknownName("category", missing[0], filter(None, known))


def signs(tables: Tables) -> ir.Table:
    """Every sign of interest: `customer_id`, `category_id`, its points `now` and, of those, what was there `then`.

    Points are in billionths; `then` is a half life ago, and its points are not scaled back to that moment.
    """
    return ibis.union(_on_site(tables), _bought(tables))


def _on_site(tables: Tables) -> ir.Table:
    of_product = tables.products.select("product_id", product_category=tables.products.category_id)
    seen = facts_of(tables, "site").left_join(of_product, "product_id")
    weighed = seen.select(
        "customer_id",
        category_id=ibis.coalesce(seen.product_category, seen.category_id),
        at=seen.occurred_at,
        weight=_weight(seen, tables.interests),
    )
    return _points(weighed.filter(weighed.weight > 0), tables)


def _weight(seen: ir.Table, settings: Interests) -> ir.FloatingValue:
    weights = settings.weights
    of_sign: dict[SiteSign, ir.FloatingValue] = {
        "view": seen.product_id.notnull().ifelse(weights.view, weights.category_view),
        "category_view": ibis.literal(weights.category_view),
        "container_add": ibis.literal(weights.container_add),
        "order": ibis.literal(weights.order),
    }
    by_name = [(seen.name == name, of_sign[sign]) for name, sign in sorted(settings.events.items())]
    return ibis.cases((seen.name.isnull(), 0.0), *by_name, else_=0.0)


def _bought(tables: Tables) -> ir.Table:
    lines, weight = tables.purchase_lines, ibis.literal(tables.interests.weights.purchase)
    bought = lines.filter(lines.quantity > 0, lines.issued_at <= tables.moment)
    of_product = tables.products.select("product_id", "category_id")
    return _points(
        bought.left_join(of_product, "product_id").select("customer_id", "category_id", at="issued_at", weight=weight),
        tables,
    )


def _points(weighed: ir.Table, tables: Tables) -> ir.Table:
    half_life = tables.interests.half_life_days
    known = weighed.filter(weighed.category_id.notnull())
    age = int(tables.as_of.timestamp()) - known["at"].epoch_seconds()
    points = (known.weight * BILLIONTHS * ibis.literal(0.5) ** (age / (half_life * DAY))).round().cast("int64")
    told = known.select("customer_id", "category_id", now=points, old=known["at"] <= tables.days_ago(half_life))
    return told.select("customer_id", "category_id", "now", then=told.old.ifelse(told.now, 0))


def _trend(interests: ir.Table) -> ir.StringValue:
    change = interests.interest - interests.interest_before
    return ibis.cases((change >= NOTABLE, "rising"), (change <= -NOTABLE, "falling"), else_="steady")
