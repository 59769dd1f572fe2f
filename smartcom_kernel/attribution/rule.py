"""Which receipts may be owed to a mailing, as the mailing itself says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, model_validator

from smartcom_kernel.conditions.activities.activity import Activity
from smartcom_kernel.conditions.activities.lines import Lines
from smartcom_kernel.conditions.activities.receipts import Receipts
from smartcom_kernel.conditions.activities.rows import Rows
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.wording import day, plural
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

DAY = timedelta(days=1)
ITEMS = Column("items", "number", "number of products", "число товаров")
ASKED: dict[str, type[Activity]] = {"receipts": Receipts, "lines": Lines}


class Rule(BaseModel):
    """Which receipts may be owed to a mailing: those after its message, in so many days or between two dates.

    Cancelled receipts and those without a customer never are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    off: bool = Field(False, strict=True)
    """true: no receipt is owed to it."""
    within_days: int = Field(14, ge=1, le=365)
    """Days of 24 hours after the message in which a receipt counts; not beside dates."""
    since: date | None = None
    """First day on which a receipt counts, in the time zone of the workspace, instead of days after the message."""
    until: date | None = None
    """Last day on which a receipt counts; stands beside `since`."""
    receipts: Rows = Field(default_factory=Rows)
    """What a receipt must be, as `where` of the activity `receipts`: its number, status, whether it is paid …"""
    lines: Rows = Field(default_factory=Rows)
    """What one of its lines must be, as `where` of the activity `lines`: the product, its price …"""
    items: Operators | None = None
    """How many products it must have: the quantities of its lines added up."""

    @model_validator(mode="after")
    def _suits(self) -> Rule:
        faults = [*self._faults_of_dates()]
        for name, activity in ASKED.items():
            try:
                typed = getattr(self, name).typed(activity.column)
            except SpecError as error:
                faults += [fault.under(name) for fault in error.faults]
            else:
                object.__setattr__(self, name, typed)
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
            yield Fault((missing,), "is missing: `since` and `until` stand together")
        elif self.since is not None and self.until is not None:
            if self.until < self.since:
                yield Fault(("until",), f"{self.until} is before since, {self.since}")
            if "within_days" in self.model_fields_set:
                yield Fault(("within_days",), "stands beside dates: give days after the message, or dates")

    def of_days(self, within_days: int) -> Rule:
        """The same receipts in so many days after the message, whatever days it speaks of."""
        return self.model_copy(update={"off": False, "within_days": within_days, "since": None, "until": None})

    def days_after(self, moment: datetime, zone: str) -> int:
        """How many days of 24 hours after a moment it looks at; a part of a day is a whole one.

        Args:
            moment: When the mailing was sent.
            zone: IANA zone of the dates.
        """
        if self.until is None:
            return self.within_days
        return max(1, math.ceil((instant(self.until + DAY, zone) - moment) / DAY))

    def claims(self, contacts: ir.Table, later: Tables) -> ir.Table:
        """Which messages may claim which receipts.

        Args:
            contacts: `message_id`, `sending_id`, `customer_id`, `variant`, `contacted_at` of messages that arrived.
            later: Where to read, the facts after the messages too.

        Returns:
            `receipt_id`, `customer_id`, `issued_at`, `total`, and of the message `message_id`, `sending_id`, `variant`,
            `contacted_at`.
        """
        receipts = self._receipts(later).select("receipt_id", "customer_id", "issued_at", "total")
        pairs = receipts.join(
            contacts.select("customer_id", "message_id", "sending_id", "variant", "contacted_at"), "customer_id"
        )
        pairs = pairs.filter(pairs.issued_at > pairs.contacted_at)
        if self.since is None:
            pairs = pairs.filter(pairs.issued_at <= pairs.contacted_at + ibis.interval(days=self.within_days))
        return pairs

    def _receipts(self, later: Tables) -> ir.Table:
        receipts = Receipts(where=self.receipts).rows(later, "total")
        if self.since is not None and self.until is not None:
            first, end = (instant(on, later.zone) for on in (self.since, self.until + DAY))
            receipts = receipts.filter(receipts.issued_at >= first, receipts.issued_at < end)
        if not self.lines.asks_nothing:
            receipts = receipts.semi_join(Lines(where=self.lines).rows(later), "receipt_id")
        if self.items is not None:
            lines = later.purchase_lines
            counted = lines.group_by("receipt_id").agg(items=lines.quantity.sum())
            receipts = receipts.semi_join(counted.filter(self.items.where(counted.items, later)), "receipt_id")
        return receipts

    def to_data(self) -> dict[str, Any]:
        """This rule as plain data, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    def describe(self, lang: Lang = "en") -> str:
        """Which receipts, in words, without a full stop."""
        if self.off:
            return "no receipts" if lang == "en" else "никакие чеки"
        lines = [] if self.lines.asks_nothing else [Lines(where=self.lines).describe(lang)]
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
