"""A condition on loyalty points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir

from smartcom_kernel.conditions.compared import COMPARED, Compared
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form
from smartcom_kernel.conditions.looked_up import looked_up, only
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import POINTS_BALANCES
from smartcom_kernel.lake.tables import Tables

ACCRUED = Column("accrued", "money", "points given by us", "баллы, начисленные нами")
"""The sum of what `wb.points` gave, which is 0 of who never got any."""


@CONDITIONS.register
class Points(Compared):
    """Has loyalty points, such as those about to expire or those given by us, that pass every operator given."""

    kind = "points"
    example: ClassVar[dict[str, Any]] = {"name": "active", "is": {"gte": 500}}
    form = Form(
        "points",
        "баллы",
        "points",
        COMPARED,
        ru_help="Баллы, например скоро сгорающие или начисленные нами, проходят все сравнения.",
    )
    noun = "kind of points"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of the balances, and what was given by us."""
        return {column.name: column for column in (*POINTS_BALANCES.columns[1:], ACCRUED)}

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the balance passes; of customers whom the loyalty system does not name it is unknown."""
        if self.name != ACCRUED.name:
            return looked_up(customer, tables.points_balances, self.name, self.is_, tables)
        balances = tables.points.group_by("customer_id").agg(accrued=tables.points.amount.sum())
        nothing = ibis.literal(0).cast(balances.accrued.type())
        return looked_up(customer, balances, self.name, self.is_, tables, otherwise=nothing)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The balance."""
        if self.name != ACCRUED.name:
            return only(tables.points_balances, self.name)
        return tables.points.amount.sum().fill_null(0).as_scalar()
