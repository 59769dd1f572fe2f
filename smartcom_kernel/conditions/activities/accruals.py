"""Points that we gave, a row per customer and occasion."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

COLUMNS = (
    Column("occasion", "text", "occasion", "за что"),
    Column("amount", "money", "points", "баллы"),
    Column("accrued_at", "instant", "given", "когда"),
)


@ACTIVITIES.register
class Accruals(Activity):
    """Points that we gave the customer, or took back."""

    kind = "accruals"
    example: ClassVar[dict[str, Any]] = {"where": {"occasion": {"eq": "spring"}}}
    en, ru, ru_of = "accruals of points", "начисления баллов", "начислений баллов"
    ru_help = "Баллы, которые мы начислили клиенту или списали."
    group = "points"
    when = "accrued_at"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """What is known of an accrual."""
        return {column.name: column for column in COLUMNS}

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:  # noqa: ARG002
        """All that was given."""
        return tables.points
