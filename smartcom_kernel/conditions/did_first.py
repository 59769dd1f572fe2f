"""A condition on doing something for the first time."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.activities.activity import AnyActivity
from smartcom_kernel.conditions.comparisons import days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.operands import MOST_DAYS
from smartcom_kernel.conditions.period import PERIOD
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class DidFirst(Condition):
    """Did something for the first time ever in the last `within_days` days."""

    kind = "did_first"
    example: ClassVar[dict[str, Any]] = {"what": "receipts", "within_days": 30}
    form = Form(
        "did for the first time",
        "впервые",
        "behaviour",
        {"what": FormField("what", "что"), "within_days": PERIOD["within_days"]},
        ru_help="Сделал что-то впервые именно за последние дни.",
    )

    what: AnyActivity
    """What was done."""
    within_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """In the last so many days (of 24 hours)."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose earliest row lies in the period."""
        rows = self.what.rows(tables)
        earliest = rows[self.what.when].min()
        recent = (earliest > tables.days_ago(self.within_days)) & (earliest <= tables.moment)
        return customer.customer_id.isin(rows.group_by("customer_id").having(recent).agg().customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """What was done first, and when."""
        what, period = self.what.describe(lang), days(self.within_days, lang)
        return f"first {what} ever in the last {period}" if lang == "en" else f"впервые {what} за последние {period}"
