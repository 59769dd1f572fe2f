"""Abandoned carts: what a customer has put into the cart on the site and neither ordered nor taken out.

A cart begins anew with every order, and when nobody has come back to it for long. What was put in since, less what
was taken out, lies in it, and never less than nothing: whatever is taken out that was not seen to be put in changes
nothing. An event that takes a product out and does not say how many takes out all of it; a negative quantity put in
is taken out. Of one instant, an order comes last, and before it what takes out all of a product. A cart is abandoned
once nothing has been put in or taken out for a while; how long either is, say the settings, see `Carts`.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from smartcom_kernel.core.settings import CartSign
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.facts import facts_of


def abandoned_carts(tables: Tables) -> ir.Table:
    """One row per customer and product in an abandoned cart; customers without one have none.

    `customer_id`, `product_id`, `quantity`, `price` when it was put in last (null where the site does not say), and
    `touched_at`: when something was last put into this cart or taken out of it.

    Args:
        tables: The events of the site, the moment and what they mean.
    """
    acts = _in_carts(tables)
    idle = acts.touched_at <= tables.moment - ibis.interval(minutes=tables.carts.idle_minutes)
    return _held(acts.filter(idle), tables)


def carts(tables: Tables) -> ir.Table:
    """The same of every cart, abandoned or not.

    Args:
        tables: The events of the site, the moment and what they mean.
    """
    return _held(_in_carts(tables), tables)


def _held(acts: ir.Table, tables: Tables) -> ir.Table:
    """What is left of what was put in, in carts that are not forgotten."""
    quiet = acts.filter(
        acts.touched_at > tables.days_ago(tables.carts.keep_days),
        acts.taken_out_at.isnull() | (acts.occurred_at > acts.taken_out_at),
    )
    pieces = quiet.quantity.fill_null(1)
    pieces = quiet.name.isin(_names(tables, "added")).ifelse(pieces, -pieces.abs())
    # At one instant several prices may be told: the highest stands, whatever the order of the rows.
    price = (pieces > 0).ifelse(quiet.price, ibis.null(quiet.price.type()))
    changes = quiet.mutate(pieces=pieces, price=price).group_by(
        "customer_id", "product_id", "touched_at", "occurred_at"
    )
    at_once = changes.agg(pieces=_.pieces.sum(), price=_.price.max())
    so_far = ibis.cumulative_window(group_by=["customer_id", "product_id"], order_by="occurred_at")
    walked = at_once.mutate(sum_so_far=at_once.pieces.sum().over(so_far))
    held = walked.group_by("customer_id", "product_id", "touched_at").agg(
        quantity=_.pieces.sum() - ibis.least(_.sum_so_far.min(), 0),
        price=_.price.argmax(_.occurred_at, where=_.price.notnull()),
    )
    return held.filter(held.quantity > 0).select("customer_id", "product_id", "quantity", "price", "touched_at")


def _in_carts(tables: Tables) -> ir.Table:
    """What was put into carts and taken out since they began, when the cart was touched and the product removed."""
    events = facts_of(tables, "site")
    orders = events.filter(events.name.isin(_names(tables, "ordered")))
    last = orders.group_by("customer_id").agg(ordered_at=_.occurred_at.max())
    of_cart = events.container.isnull() | (events.container == tables.carts.container)
    changes = events.name.isin([*_names(tables, "added"), *_names(tables, "removed")])
    acts = events.filter(changes & of_cart & events.product_id.notnull()).left_join(last, "customer_id")
    since = acts.filter(acts.ordered_at.isnull() | (acts.occurred_at > acts.ordered_at)).drop("customer_id_right")
    held = _since_the_pause(since, tables)
    whole = held.name.isin(_names(tables, "removed")) & held.quantity.isnull()
    return held.mutate(
        touched_at=held.occurred_at.max().over(group_by="customer_id"),
        taken_out_at=held.occurred_at.max(where=whole).over(group_by=["customer_id", "product_id"]),
    )


def _since_the_pause(acts: ir.Table, tables: Tables) -> ir.Table:
    """Without what was done before the last pause after which a cart is forgotten."""
    before = acts.occurred_at.lag().over(group_by="customer_id", order_by=["occurred_at", "event_id"])
    anew = before.isnull() | (before <= acts.occurred_at - ibis.interval(days=tables.carts.keep_days))
    marked = acts.mutate(begins=anew.ifelse(acts.occurred_at, ibis.null(acts.occurred_at.type())))
    begun = marked.mutate(begun_at=marked.begins.max().over(group_by="customer_id"))
    return begun.filter(begun.occurred_at >= begun.begun_at).drop("begins", "begun_at")


def _names(tables: Tables, sign: CartSign) -> list[str]:
    return sorted(name for name, means in tables.carts.events.items() if means == sign)
