"""When something happened: the fields of conditions that speak of a period."""

from __future__ import annotations

from collections.abc import Iterator

import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, model_validator

from smartcom_kernel.conditions.comparisons import days
from smartcom_kernel.conditions.form import FormField
from smartcom_kernel.conditions.holding import compared
from smartcom_kernel.conditions.operands import MOST_DAYS, sortable
from smartcom_kernel.conditions.values import Moment, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.lake.tables import Tables

PERIOD = {
    "within_days": FormField(
        "in the last … days", "за последние … дней", ru_help="За столько последних дней (по 24 часа)."
    ),
    "more_than_days_ago": FormField(
        "more than … days ago",
        "больше … дней назад",
        ru_help="Столько дней (по 24 часа) назад или раньше; вместе с «за последние … дней» то, что между ними.",
    ),
    "since": FormField("since", "с даты", ru_help="С этого дня, включая его."),
    "until": FormField("until", "по дату", ru_help="По этот день, включая его."),
}
"""What the fields of a period are called."""


class Period(BaseModel):
    """Fields that bound a period: by days counted back from the moment of asking, or by days of the calendar."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    within_days: int | None = Field(None, ge=1, le=MOST_DAYS, strict=True)
    """In the last so many days (of 24 hours)."""
    more_than_days_ago: int | None = Field(None, ge=1, le=MOST_DAYS, strict=True)
    """So many days (of 24 hours) ago or earlier; with `within_days` what lies between the two."""
    since: Moment | None = None
    """From this day or instant on."""
    until: Moment | None = None
    """Up to and including this day or instant."""

    @model_validator(mode="after")
    def _period_is_one(self) -> Period:
        if self._counts_back and (self.since is not None or self.until is not None):
            raise ValueError(
                Words(
                    "has both days counted back and `since` or `until`: choose one way to give the period",
                    "период задан и числом дней, и датами: оставьте что-нибудь одно",
                )
            )
        if self.since is not None and self.until is not None and sortable(self.since) > sortable(self.until):
            raise ValueError(Words("has a `since` later than its `until`", "дата «с» позже даты «по»"))
        if (self.within_days or MOST_DAYS) <= (self.more_than_days_ago or 0):
            raise ValueError(
                Words(
                    "has a `within_days` that is not above its `more_than_days_ago`: nothing lies between",
                    "«за последние … дней» должно быть больше, чем «больше … дней назад»: между ними ничего нет",
                )
            )
        return self

    @property
    def _counts_back(self) -> bool:
        return self.within_days is not None or self.more_than_days_ago is not None

    def of_period(self, rows: ir.Table, when: str, tables: Tables) -> ir.Table:
        """The rows whose instant lies in the period.

        Args:
            rows: Of what happened.
            when: The column that says when.
            tables: The moment and the time zone.
        """
        at, found = rows[when], list[ir.BooleanValue]()
        if self.within_days is not None:
            found += [at > tables.days_ago(self.within_days), at <= tables.moment]
        if self.more_than_days_ago is not None:
            found.append(at <= tables.days_ago(self.more_than_days_ago))
        if self.since is not None:
            found.append(compared("gte", at, self.since, tables))
        if self.until is not None:
            found.append(compared("lte", at, self.until, tables))
        return rows.filter(*found) if found else rows

    def said(self, lang: Lang) -> str:
        """The period in words; empty where there is none."""
        return " ".join(self._period_en() if lang == "en" else self._period_ru())

    def _period_en(self) -> Iterator[str]:
        if self.within_days is not None and self.more_than_days_ago is not None:
            yield f"from {days(self.within_days, 'en')} to {days(self.more_than_days_ago, 'en')} ago"
        elif self.within_days is not None:
            yield f"in the last {days(self.within_days, 'en')}"
        elif self.more_than_days_ago is not None:
            yield f"more than {days(self.more_than_days_ago, 'en')} ago"
        if self.since is not None:
            yield f"since {say(self.since, 'en')}"
        if self.until is not None:
            yield f"until {say(self.until, 'en')}"

    def _period_ru(self) -> Iterator[str]:
        if self.within_days is not None and self.more_than_days_ago is not None:
            yield f"от {self.within_days} до {days(self.more_than_days_ago, 'ru')} назад"
        elif self.within_days is not None:
            yield f"за последние {days(self.within_days, 'ru')}"
        elif self.more_than_days_ago is not None:
            yield f"больше {days(self.more_than_days_ago, 'ru')} назад"
        if self.since is not None:
            yield f"с {say(self.since, 'ru')}"
        if self.until is not None:
            yield f"по {say(self.until, 'ru')}"
