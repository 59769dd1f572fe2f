"""A condition on doing something regularly."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field, model_validator

from smartcom_kernel.conditions.activities.activity import AnyActivity
from smartcom_kernel.conditions.comparisons import days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words, count_of
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.tables import Tables

MOST_PERIODS = 60


@CONDITIONS.register
class DidRegularly(Condition):
    """Did something at least `times` times in each of `at_least` of the last `periods` periods of `every_days` days."""

    kind = "did_regularly"
    example: ClassVar[dict[str, Any]] = {"what": "receipts", "every_days": 30, "periods": 6, "at_least": 5}
    form = Form(
        "did regularly",
        "регулярно",
        "behaviour",
        {
            "what": FormField("what", "что"),
            "every_days": FormField(
                "days in a period",
                "дней в периоде",
                ru_help="Длина периода в днях (по 24 часа); последний кончается моментом вопроса.",
            ),
            "periods": FormField("periods looked at", "сколько периодов", ru_help="Сколько периодов смотрим."),
            "at_least": FormField(
                "in at least so many of them",
                "не меньше чем в скольких из них",
                ru_help="В скольких из них это должно быть сделано.",
            ),
            "times": FormField(
                "times in a period at least", "раз за период не меньше", ru_help="Сколько раз за период."
            ),
        },
        ru_help="Делал что-то не реже стольких раз в каждом из стольких последних периодов.",
    )

    what: AnyActivity
    """What was done."""
    every_days: int = Field(ge=1, le=366, strict=True)
    """The length of a period in days (of 24 hours); the last one ends with the moment of asking."""
    periods: int = Field(ge=1, le=MOST_PERIODS, strict=True)
    """How many periods are looked at."""
    at_least: int = Field(ge=1, le=MOST_PERIODS, strict=True)
    """In how many of them it must have been done."""
    times: int = Field(1, ge=1, le=10_000, strict=True)
    """How often in a period."""

    @model_validator(mode="after")
    def _can_be(self) -> DidRegularly:
        if self.at_least > self.periods:
            raise ValueError(
                Words(
                    f"asks for {self.at_least} of {self.periods} periods: `at_least` may not exceed `periods`",
                    f"{self.at_least} из {self.periods} периодов не бывает: их должно быть не меньше {self.at_least}",
                )
            )
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those with enough periods in which there are enough rows."""
        rows = self.what.rows(tables)
        at = rows[self.what.when]
        ends = [tables.days_ago(self.every_days * n) for n in range(1, self.periods + 1)]
        rows = rows.filter((at > ends[-1]) & (at <= tables.moment))
        period = sum((rows[self.what.when] <= end).cast("int64") for end in ends)
        told = rows.mutate(period=period)
        in_period = told.group_by("customer_id", "period").agg(times=told.count())
        enough = in_period.filter(in_period.times >= self.times)
        regular = enough.group_by("customer_id").having(enough.count() >= self.at_least).agg()
        return customer.customer_id.isin(regular.customer_id)

    def describe(self, lang: Lang = "en") -> str:
        """What is done how regularly."""
        what, length = self.what.describe(lang), days(self.every_days, lang)
        if lang == "en":
            return (
                f"{what} at least {count_of(self.times, 'time')} in {self.at_least} of the last "
                f"{count_of(self.periods, 'period')} of {length}"
            )
        times = f"{self.times} {plural(self.times, 'раза', 'раз', 'раз')}"
        periods = f"{self.periods} {plural(self.periods, 'периода', 'периодов', 'периодов')}"
        return f"{what} не меньше {times} в {self.at_least} из последних {periods} по {length}"
