"""Which receipts may be owed to a mailing, as the mailing itself says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, model_validator

from smartcom_kernel.conditions.activities.activity import Activity
from smartcom_kernel.conditions.activities.lines import Lines
from smartcom_kernel.conditions.activities.receipts import Receipts
from smartcom_kernel.conditions.activities.rows import Rows
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import Fault, SpecError, Words
from smartcom_kernel.core.wording import day, plural
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

DAY = timedelta(days=1)
LONGEST = 365
ITEMS = Column("items", "number", "number of products", "число товаров")
ASKED: dict[str, type[Activity]] = {"receipts": Receipts, "lines": Lines}
OF_THE_MOMENT = {"within_days", "more_than_days_ago", "within_next_days", "anniversary_within_days"}
"""Operators that mean something else tomorrow; what a mailing is credited with must not."""


class Rule(BaseModel):
    """Which receipts may be owed to a mailing: those after its message, in so many days or between two dates.

    Cancelled receipts and those without a customer never are. A return is a receipt of its own, with a total below 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    off: bool = Field(False, strict=True)
    """true: no receipt is owed to it."""
    within_days: int = Field(14, ge=1, le=LONGEST)
    """Days of 24 hours after the message in which a receipt counts; not beside dates."""
    since: date | None = None
    """First day on which a receipt counts, in the time zone of the workspace, instead of days after the message."""
    until: date | None = None
    """Last day on which a receipt counts; stands beside `since`."""
    receipts: Rows = Field(default_factory=Rows)
    """What a receipt must be, as `where` of the activity `receipts`: its number, status, whether it is paid …"""
    lines: Rows = Field(default_factory=Rows)
    """What at least one of its lines must be, as `where` of the activity `lines`: the product, its price …"""
    items: Operators | None = None
    """How many products it must have: the quantities of its lines added up, those of returns without their sign."""

    @model_validator(mode="after")
    def _suits(self) -> Rule:
        faults = [*self._faults_of_dates()]
        for name, activity in ASKED.items():
            rows: Rows = getattr(self, name)
            faults += [fault.under(name) for fault in _unfit(rows)]
            try:
                object.__setattr__(self, name, rows.typed(activity.column))
            except SpecError as error:
                faults += [fault.under(name) for fault in error.faults]
        if self.items is not None:
            try:
                object.__setattr__(self, "items", self.items.typed(ITEMS))
            except SpecError as error:
                faults += [fault.under("items") for fault in error.faults]
        if faults:
            raise SpecError("attribution", faults)
        return self

    def _faults_of_dates(self) -> Iterator[Fault]:
        if (self.since is None) != (self.until is None):
            missing = "since" if self.since is None else "until"
            words = Words(
                "is missing: `since` and `until` stand together", "не указано: `since` и `until` стоят вместе"
            )
            yield Fault((missing,), words)
        elif self.since is not None and self.until is not None:
            if self.until < self.since:
                words = Words(f"{self.until} is before since, {self.since}", f"{self.until} раньше since, {self.since}")
                yield Fault(("until",), words)
            elif (self.until - self.since).days >= LONGEST or self.until.year == date.max.year:
                words = Words(
                    f"is too far from since: {LONGEST} days at most", f"слишком далеко: не больше {LONGEST} дней"
                )
                yield Fault(("until",), words)
            if "within_days" in self.model_fields_set:
                words = Words(
                    "stands beside dates: give days after the message, or dates",
                    "стоит рядом с датами: нужны либо дни после сообщения, либо даты",
                )
                yield Fault(("within_days",), words)

    def of_days(self, within_days: int) -> Rule:
        """The same receipts in so many days after the message, whatever days it speaks of; what is off stays off."""
        return self.model_copy(update={"within_days": within_days, "since": None, "until": None})

    def bounds(self, zone: str) -> tuple[datetime, datetime] | None:
        """The first moment of its dates and the first one after them; None where it speaks of days."""
        if self.since is None or self.until is None:
            return None
        return instant(self.since, zone), instant(self.until + DAY, zone)

    @property
    def asks(self) -> str:
        """What a receipt must be, apart from when: the same text where the same is asked."""
        data = self.to_data()
        return json.dumps({name: data[name] for name in (*ASKED, "items") if name in data}, sort_keys=True)

    def receipts_of(self, later: Tables) -> ir.Table:
        """The receipts that are as it asks, whenever they were: `receipt_id`, `customer_id`, `issued_at`, `total`.

        Args:
            later: Where to read, the facts after the messages too.
        """
        receipts = Receipts(where=self.receipts).rows(later, "total")
        if not self.lines.asks_nothing:
            receipts = receipts.semi_join(Lines(where=self.lines).rows(later), "receipt_id")
        receipts = receipts.select("receipt_id", "customer_id", "issued_at", "total")
        if self.items is None:
            return receipts
        lines = later.purchase_lines
        counted = lines.group_by("receipt_id").agg(items=lines.quantity.sum().abs())
        joined = receipts.left_join(counted, "receipt_id").drop("receipt_id_right")
        return joined.filter(self.items.where(joined["items"], later)).drop("items")

    def to_data(self) -> dict[str, Any]:
        """This rule as plain data, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    def describe(self, lang: Lang = "en") -> str:
        """Which receipts, in words, without a full stop."""
        if self.off:
            return "no receipts" if lang == "en" else "никакие чеки"
        one_line = "at least one line" if lang == "en" else "хотя бы одна строка"
        lines = [] if self.lines.asks_nothing else [one_line + Lines(where=self.lines).meant(lang)]
        items = [] if self.items is None else [self.items.describe(ITEMS, lang)]
        return "; ".join([f"{Receipts(where=self.receipts).describe(lang)} {self._period(lang)}", *lines, *items])

    def _period(self, lang: Lang) -> str:
        if self.since is not None and self.until is not None:
            first, last = day(self.since, lang), day(self.until, lang)
            return f"from {first} to {last}" if lang == "en" else f"с {first} по {last}"
        n = self.within_days
        if lang == "ru":
            return f"за {n} {plural(n, 'день', 'дня', 'дней')} после сообщения"
        return f"within {n} {'day' if n == 1 else 'days'} of a message"


def _unfit(rows: Rows, *path: str | int) -> Iterator[Fault]:
    """What segments may ask of rows, and a rule may not."""
    for name, operators in rows.compared.items():
        for moving in sorted(OF_THE_MOMENT & operators.model_fields_set):
            words = Words(
                "means something else each day: give dates, or days after the message in `within_days` of the rule",
                "каждый день значит другое: укажите даты или дни после сообщения, `within_days` самого правила",
            )
            yield Fault((*path, name, moving), words)
    inner = [*((r, ("all", n)) for n, r in enumerate(rows.all_)), *((r, ("any", n)) for n, r in enumerate(rows.any_))]
    for one, place in [*inner, *([(rows.not_, ("not",))] if rows.not_ is not None else [])]:
        if one.asks_nothing:
            yield Fault((*path, *place), Words("asks nothing: name a column", "ничего не сказано: назовите поле"))
        yield from _unfit(one, *path, *place)
