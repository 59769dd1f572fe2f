"""A condition on having come back to something."""

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
class Restarted(Condition):
    """Did something in the last `within_days` days, nothing in the `quiet_days` days before, and did it earlier."""

    kind = "restarted"
    example: ClassVar[dict[str, Any]] = {"what": "receipts", "quiet_days": 90, "within_days": 30}
    form = Form(
        "began again",
        "снова начали",
        "behaviour",
        {
            "what": FormField("what", "что"),
            "quiet_days": FormField(
                "nothing for … days before",
                "до этого ничего … дней",
                ru_help="Сколько дней (по 24 часа) длился перерыв.",
            ),
            "within_days": PERIOD["within_days"],
        },
        ru_help="Делал что-то раньше, потом перерыв, и за последние дни снова начал.",
    )

    what: AnyActivity
    """What was done."""
    quiet_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """How many days (of 24 hours) of silence there were."""
    within_days: int = Field(ge=1, le=MOST_DAYS, strict=True)
    """In the last so many days (of 24 hours) it began again."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those with rows after and before the silence and none in it."""
        rows = self.what.rows(tables)
        at = rows[self.what.when]
        again, quiet = tables.days_ago(self.within_days), tables.days_ago(self.within_days + self.quiet_days)
        of_each = rows.group_by("customer_id").agg(
            again=((at > again) & (at <= tables.moment)).any(),
            between=((at > quiet) & (at <= again)).any(),
            before=(at <= quiet).any(),
        )
        back = of_each.filter(of_each.again & ~of_each.between & of_each.before)
        return customer.customer_id.isin(back.customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """What has begun again, and after how long a silence."""
        what, quiet, again = self.what.describe(lang), days(self.quiet_days, lang), days(self.within_days, lang)
        if lang == "en":
            return f"came back: {what} in the last {again} after at least {quiet} without"
        return f"возобновилось: {what} за последние {again} после перерыва не меньше {quiet}"
