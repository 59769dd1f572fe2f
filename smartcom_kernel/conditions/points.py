"""A condition on loyalty points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.compared import COMPARED, Compared
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form
from smartcom_kernel.conditions.looked_up import looked_up, only
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import POINTS_BALANCES
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Points(Compared):
    """Has loyalty points, such as those about to expire, that pass every operator given."""

    kind = "points"
    example: ClassVar[dict[str, Any]] = {"name": "active", "is": {"gte": 500}}
    form = Form(
        "points", "баллы", "points", COMPARED, ru_help="Баллы, например скоро сгорающие, проходят все сравнения."
    )
    noun = "kind of points"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of the balances."""
        return {column.name: column for column in POINTS_BALANCES.columns if column.name != "customer_id"}

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the balance passes; of customers without one it is unknown."""
        return looked_up(customer, tables.points_balances, self.name, self.is_, tables)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The balance."""
        return only(tables.points_balances, self.name)
