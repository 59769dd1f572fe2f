"""The purchase histories of all customers, from the tables of the lake.

A purchase is a calendar day of the workspace's zone on which a customer has a receipt that is not below zero: two
receipts on one day are one purchase, and a day that only brings something back is none.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.wording import day
from smartcom_kernel.lake.tables import Tables


def observed_until(tables: Tables) -> date:
    """The last day of observation: the calendar day of `as_of`."""
    return tables.as_of.astimezone(ZoneInfo(tables.zone)).date()


def no_purchase(tables: Tables) -> DataError:
    """The error of a shop without a purchase, with what to do."""
    return DataError(
        f"purchase histories: there is no purchase up to {day(observed_until(tables))}: load receipts, or refresh "
        "as of a later moment"
    )


def purchase_days(tables: Tables) -> ir.Table:
    """One row per customer and day with a receipt: `customer_id`, `on`, its `revenue`, and whether it is a purchase.

    Receipts after `as_of` are left out, whatever the tables hold.
    """
    receipts = tables.purchases.filter(lambda receipt: receipt.issued_at <= tables.moment)
    return (
        receipts.mutate(on=tables.day(receipts.issued_at))
        .group_by("customer_id", "on")
        .agg(revenue=lambda r: r.total.sum(), is_purchase=lambda r: (r.total >= 0).any())
    )


def purchase_histories(tables: Tables) -> ir.Table:
    """One row per customer with a purchase: `customer_id`, `first_on`, `frequency`, `recency`, `T`, `monetary`.

    Times are in days. `monetary` is the revenue after the first purchase, less what was brought back since, per repeat
    purchase; empty for customers without one.
    """
    days = purchase_days(tables)
    known = days.group_by("customer_id").agg(
        first_on=days.on.min(where=days.is_purchase),
        last_on=days.on.max(where=days.is_purchase),
        frequency=days.is_purchase.sum() - 1,
        revenue=days.revenue.sum(),
        first_revenue=days.revenue.argmin(days.on, where=days.is_purchase),
    )
    bought = known.filter(known.first_on.notnull())
    until = ibis.date(observed_until(tables))
    later = (bought.revenue - bought.first_revenue).cast("float64")
    return bought.select(
        "customer_id",
        "first_on",
        frequency=bought.frequency.cast("int64"),
        recency=bought.last_on.delta(bought.first_on, unit="day").cast("int64"),
        T=until.delta(bought.first_on, unit="day").cast("int64"),
        monetary=later / bought.frequency.nullif(0),
    )
