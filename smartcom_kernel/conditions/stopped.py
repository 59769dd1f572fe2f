"""A condition on having stopped doing something."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.activities.activity import AnyActivity
from smartcom_kernel.conditions.comparisons import days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.operands import MOST_DAYS
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Stopped(Condition):
    """Did something in the `active_days` days before the last `quiet_days` days, and not since."""

    kind = "stopped"
    example: ClassVar[dict[str, Any]] = {"what": "receipts", "active_days": 90, "quiet_days": 60}
    form = Form(
        "stopped",
        "перестали",
        "behaviour",
        {
            "what": FormField("what", "что"),
            "active_days": FormField(
                "did it in the … days before",
                "до этого было в течение … дней",
                ru_help="Сколько дней (по 24 часа) до перерыва смотрим.",
            ),
            "quiet_days": FormField(
                "not in the last … days", "не было последние … дней", ru_help="Сколько дней (по 24 часа) этого не было."
            ),
        },
        ru_help="Делал что-то раньше, а за последние дни ни разу.",
    )

    what: AnyActivity
    """What was done."""
    active_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """For so many days (of 24 hours) before the silence."""
    quiet_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """For how many days (of 24 hours) there has been nothing of it."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose latest row lies before the silence, and not too long before."""
        rows = self.what.rows(tables)
        latest = rows[self.what.when].max()
        first, last = tables.days_ago(self.active_days + self.quiet_days), tables.days_ago(self.quiet_days)
        silent = rows.group_by("customer_id").having((latest > first) & (latest <= last)).agg()
        return customer.customer_id.isin(silent.customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """What has stopped, and since when."""
        what, active, quiet = self.what.describe(lang), days(self.active_days, lang), days(self.quiet_days, lang)
        if lang == "en":
            return f"stopped: {what} in the {active} before the last {quiet}, and none since"
        return f"прекратилось: {what} за {active} до последних {quiet}, и с тех пор ничего"
