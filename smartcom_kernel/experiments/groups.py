"""What a comparison needs to know of each group: a few sums over its people, taken in one pass inside the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.experiments.intervals import Interval, wilson
from smartcom_kernel.experiments.means import Moments, covariance, ratio_moments

MONEY = "decimal(18, 2)"
"""Sums of it are exact, and therefore the same at every run, in whatever order an engine adds them up."""


@dataclass(frozen=True)
class Group:
    """The people of one group and what they bought in the window.

    Args:
        name: The variant, or ``control``.
        customers: How many people were assigned.
        buyers: How many of them bought.
        receipts: How many receipts they made.
        revenue: What they paid.
        receipts_squares: Sum over people of the square of their number of receipts.
        revenue_squares: Sum over people of the square of what they paid.
        receipts_revenue: Sum over people of receipts times revenue.
    """

    name: str
    customers: int
    buyers: int
    receipts: int
    revenue: float
    receipts_squares: float
    revenue_squares: float
    receipts_revenue: float

    def together(self, other: Group) -> Group:
        """Both groups as one, under the name of this one."""
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "name"}
        return replace(self, **sums)

    @property
    def conversion(self) -> Interval:
        """Share of people who bought, with its interval."""
        return wilson(self.buyers, self.customers)

    @property
    def revenue_per_customer(self) -> Moments:
        """What a person of the group paid, those who bought nothing included."""
        return Moments.of_sums(self.customers, self.revenue, self.revenue_squares)

    @property
    def average_receipt(self) -> Moments:
        """Revenue over receipts; people are the unit of chance, since one person's receipts are alike."""
        receipts = Moments.of_sums(self.customers, self.receipts, self.receipts_squares)
        shared = covariance(self.customers, self.receipts, self.revenue, self.receipts_revenue)
        return ratio_moments(self.revenue_per_customer, receipts, shared)


def summarise(people: ir.Table, receipts: ir.Table) -> ir.Table:
    """The sums of every group, computed where the data are.

    Args:
        people: `customer_id`, `variant`: everybody who was assigned, one row each.
        receipts: `customer_id`, `total`: the receipts of the window that count.

    Returns:
        One row per variant, with the fields of `Group`.
    """
    bought = receipts.group_by("customer_id").agg(receipts=receipts.count(), revenue=receipts.total.cast(MONEY).sum())
    each = people.left_join(bought, "customer_id").select(
        name=people.variant,
        receipts=ibis.coalesce(bought.receipts, 0),
        revenue=ibis.coalesce(bought.revenue, 0).cast(MONEY),
    )
    return (
        each.group_by("name")
        .agg(
            customers=each.count(),
            buyers=(each.receipts > 0).sum(),
            receipts=each.receipts.sum(),
            revenue=each.revenue.sum(),
            receipts_squares=(each.receipts * each.receipts).sum(),
            revenue_squares=(each.revenue * each.revenue).sum().cast("decimal(38, 4)"),
            receipts_revenue=(each.receipts * each.revenue).sum().cast("decimal(38, 2)"),
        )
        .order_by("name")
    )


def groups_from(rows: pa.Table) -> list[Group]:
    """The groups that `summarise` counted."""
    return [Group(**row) for row in _plain(rows)]


def pooled(groups: Iterable[Group], name: str) -> Group:
    """Several groups as one."""
    return replace(reduce(Group.together, groups), name=name)


def _plain(rows: pa.Table) -> list[dict[str, Any]]:
    whole = {"name": str, "customers": int, "buyers": int, "receipts": int}
    return [{f.name: whole.get(f.name, float)(row[f.name]) for f in fields(Group)} for row in rows.to_pylist()]
