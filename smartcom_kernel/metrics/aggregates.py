"""What metrics need to know about facts. Each is computed once, however many metrics share it.

What one customer costs while a pass runs: what is `Listed`, and `MEDIAN_TOTAL`, remember a number of every fact, all
others a few bytes. That is why `refresh` goes through the customers in slices.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import Aggregate, Listed, slug

Where: TypeAlias = ir.BooleanValue | None


def _both(one: ir.BooleanValue, other: Where) -> ir.BooleanValue:
    return one if other is None else one & other


RECEIPTS = Aggregate("receipts", "receipts", "integer", lambda r, where, _: r.count(where=where), empty=0)
TOTAL = Aggregate("total", "receipts", "money", lambda r, where, _: r.total.sum(where=where), empty=0)
DISCOUNT = Aggregate("discount", "receipts", "money", lambda r, where, _: r.discount.sum(where=where), empty=0)
FIRST_AT = Aggregate("first_at", "receipts", "instant", lambda r, where, _: r.issued_at.min(where=where))
LAST_AT = Aggregate("last_at", "receipts", "instant", lambda r, where, _: r.issued_at.max(where=where))
VISITS = Listed("visits", "receipts", "integer", "hour_number", "days", empty=0)
SQUARED_INTERVALS = Listed("squared_intervals", "receipts", "integer", "hour_number", "squared_steps")
"""Sum of the squares of the days between one visit and the next."""
# As float: the engine's median of exact numbers drops the half kopeck between the two in the middle.
MEDIAN_TOTAL = Aggregate(
    "median_total", "receipts", "number", lambda r, where, _: r.total.cast("float64").median(where=where)
)
ONLINE_RECEIPTS = Aggregate(
    "online_receipts", "receipts", "integer", lambda r, w, _: r.count(where=_both(r.channel == "online", w)), empty=0
)
RECEIPTS_OF_KNOWN_CHANNEL = Aggregate(
    "receipts_of_known_channel", "receipts", "integer", lambda r, where, _: r.channel.count(where=where), empty=0
)
FAVOURITE_STORE = Listed("favourite_store", "receipts", "text", "store_no", "most_often", "stores")
FAVOURITE_WEEKDAY = Listed("favourite_weekday", "receipts", "integer", "hour_number", "weekday")
FAVOURITE_HOUR = Listed("favourite_hour", "receipts", "integer", "hour_number", "hour")

LINES = Aggregate("lines", "lines", "integer", lambda ln, where, _: ln.count(where=where), empty=0)
ITEMS = Aggregate("items", "lines", "number", lambda ln, where, _: ln.quantity.sum(where=where))
AMOUNT = Aggregate("amount", "lines", "money", lambda ln, where, _: ln.amount.sum(where=where))
DISCOUNTED_LINES = Aggregate(
    "discounted_lines", "lines", "integer", lambda ln, w, _: ln.count(where=_both(ln.discount > 0, w)), empty=0
)
PROMO_LINES = Aggregate(
    "promo_lines", "lines", "integer", lambda ln, where, _: ln.promo_code.count(where=where), empty=0
)
FAVOURITE_PRODUCT = Listed("favourite_product", "lines", "text", "product_no", "most_often", "products")
FAVOURITE_CATEGORY = Listed("favourite_category", "lines", "text", "category_no", "most_often", "categories")

LAST_ON_SITE_AT = Aggregate("last_on_site_at", "site", "instant", lambda s, where, _: s.occurred_at.max(where=where))

REGISTERED_AT = Aggregate("registered_at", "customers", "instant", lambda c, _where, _: c.registered_at)
POINTS = Aggregate("points", "points", "money", lambda p, _where, _: p.active)
EXPIRING_POINTS = Aggregate("expiring_points", "points", "money", lambda p, _where, _: p.next_expires)
POINTS_EXPIRE_AT = Aggregate("points_expire_at", "points", "instant", lambda p, _where, _: p.next_expires_at)


@cache
def receipts_with_category(category: str) -> Aggregate:
    """Receipts that hold a category or one below it."""

    def value(lines: ir.Table, where: Where, tables: Tables) -> ir.IntegerValue:
        inside = lines.category_id.isin(tables.subtree([category]))
        return lines.receipt_id.nunique(where=_both(inside, where))

    return Aggregate(f"receipts_with_category_{slug(category)}", "lines", "integer", value, empty=0)


@cache
def amount_of_brand(brand: str) -> Aggregate:
    """What was paid for the products of a brand."""
    return Aggregate(
        f"amount_of_brand_{slug(brand)}", "lines", "money",
        lambda ln, where, _: ln.amount.sum(where=_both(ln.brand == brand, where)), empty=0,
    )  # fmt: skip


What = Literal["received", "opened", "clicked"]


@cache
def messages(what: What, medium: str) -> Aggregate:
    """Messages of a medium that were received, opened or clicked; each message once."""

    def value(events: ir.Table, where: Where, _: Tables) -> ir.IntegerValue:
        these = (events.what == what) & (events.medium == medium)
        return events.message_id.nunique(where=_both(these, where))

    return Aggregate(f"messages_{what}_{slug(medium)}", "messages", "integer", value, empty=0)


@cache
def last_message(what: What, medium: str) -> Aggregate:
    """When a message of a medium was last received, opened or clicked."""

    def value(events: ir.Table, where: Where, _: Tables) -> ir.TimestampValue:
        these = (events.what == what) & (events.medium == medium)
        return events.happened_at.max(where=_both(these, where))

    return Aggregate(f"last_{what}_at_{slug(medium)}", "messages", "instant", value)


@cache
def score_of(model: str) -> Aggregate:
    """The score that a model gave."""

    def value(scores: ir.Table, where: Where, _: Tables) -> ir.DecimalValue:
        return scores.score.max(where=_both(scores.model == model, where))

    return Aggregate(f"score_of_{slug(model)}", "scores", "number", value)
