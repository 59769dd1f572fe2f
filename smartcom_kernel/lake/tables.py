"""The lake pinned at a moment: what analytic code receives, and all it may read."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Carts, Interests, MailingCategory, Measures, Rfm
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.days import day_number, hour_number, in_zone

CANCELLED = "cancelled"
HAPPENED = {
    "receipts": "issued_at",
    "receipt_lines": "issued_at",
    "events": "occurred_at",
    "web_events": "occurred_at",
    "customer_scores": "as_of",
    "promo_codes": "issued_at",
    "poll_answers": "answered_at",
    "campaign_entries": "entered_at",
}


class Tables:
    """Every table of the lake as Ibis expressions, as known at one snapshot.

    Args:
        lake: Where to read.
        as_of: The moment that relative periods are counted back from.
        snapshot_id: Which state of the lake to read; the newest when None.
        past: Whether facts after `as_of` are left out.
        zone: IANA zone in which a calendar day is a day.
        segments: Saved segments by name, for conditions that ask about one.
        rfm: How recency, frequency and monetary value are scored; the defaults when None.
        measures: Which metrics are computed, and how; the defaults when None.
        interests: How signs of interest are weighed; the defaults when None.
        carts: When a cart counts as abandoned; the defaults when None.
        mailing_categories: Categories of mailings, for who is subscribed to them by default.
    """

    def __init__(
        self,
        lake: Lake,
        as_of: datetime,
        *,
        snapshot_id: int | None = None,
        past: bool = True,
        zone: str = "UTC",
        segments: Mapping[str, Any] | None = None,
        rfm: Rfm | None = None,
        measures: Measures | None = None,
        interests: Interests | None = None,
        carts: Carts | None = None,
        mailing_categories: Mapping[str, MailingCategory] | None = None,
    ) -> None:
        self.lake = lake
        self.as_of = as_of
        self.snapshot_id = lake.snapshot_id() if snapshot_id is None else snapshot_id
        self.past = past
        self.zone = zone
        self.segments: Mapping[str, Any] = {} if segments is None else segments
        self.rfm = rfm or Rfm()
        self.measures = measures or Measures()
        self.interests = interests or Interests()
        self.carts = carts or Carts()
        self.mailing_categories = mailing_categories or {}

    def __getattr__(self, name: str) -> ir.Table:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in CONTRACTS:
            raise AttributeError(str(UnknownName("table", name, CONTRACTS)))
        return self.read(name)

    def read(self, name: str) -> ir.Table:
        """One table; of facts only those up to `as_of`, unless the whole history was asked for.

        A column that has come into the contract since the snapshot is there and null.
        """
        table = self.lake.table(name, self.snapshot_id)
        younger = [c.name for c in CONTRACTS[name].columns if c.name not in table.columns] if name in CONTRACTS else []
        if younger:
            types = self.lake.table(name).schema()
            table = table.mutate(**{column: ibis.null(types[column]) for column in younger})
        when = HAPPENED.get(name)
        return table.filter(table[when] <= self.moment) if when and self.past else table

    @property
    def whole_history(self) -> Tables:
        """The same tables with the facts after `as_of`, for questions about what happened next."""
        return self.at(self.as_of, past=False)

    def at(self, as_of: datetime, snapshot_id: int | None = None, *, past: bool = True) -> Tables:
        """The same tables at another moment.

        Args:
            as_of: The moment.
            snapshot_id: Another state of the lake; the same when None.
            past: Whether facts after the moment are left out.
        """
        other = copy.copy(self)
        other.as_of, other.past = as_of, past
        other.snapshot_id = self.snapshot_id if snapshot_id is None else snapshot_id
        return other

    @property
    def purchases(self) -> ir.Table:
        """The receipts that count: all but cancelled ones, of known customers."""
        return self._counted(self.read("receipts"))

    @property
    def purchase_lines(self) -> ir.Table:
        """The lines of `purchases`."""
        return self._counted(self.read("receipt_lines"))

    @property
    def everybody(self) -> Tables:
        """The same tables of all customers: these, unless they are `Among` some."""
        return self

    def those_of(self, rows: ir.Table) -> ir.Table:
        """The rows that speak of these customers: all of them, unless the tables are `Among` some."""
        return rows

    def subtree(self, roots: Iterable[str]) -> list[str]:
        """These categories and all below them, whatever the depth; a loop in the tree is walked once."""
        categories = self.lake.arrow(self.categories.select("parent_id", "category_id"))
        below: dict[str | None, list[str]] = defaultdict(list)
        for parent, category in zip(*(column.to_pylist() for column in categories.columns), strict=True):
            below[parent].append(category)
        found: dict[str, None] = {}
        waiting = list(roots)
        while waiting:
            category = waiting.pop()
            if category not in found:
                found[category] = None
                waiting += below[category]
        return sorted(found)

    @property
    def tags(self) -> ir.Table:
        """Which customers carry which tags now: `customer_id`, `tag`."""
        tags = self.lake.state_table("tags")
        return tags.filter(tags.expires_at.isnull() | (tags.expires_at > self.moment)).select("customer_id", "tag")

    @property
    def points(self) -> ir.Table:
        """Points that we gave: `customer_id`, `occasion`, `amount`, `accrued_at`."""
        given = self.lake.state_table("points")
        return given.filter(given.accrued_at <= self.moment) if self.past else given

    @property
    def messages(self) -> ir.Table:
        """What reached people, and what they did with it: `customer_id`, `medium`, `what`, `happened_at`.

        `what` is ``received``, ``opened`` or ``clicked``; opens and clicks by robots are left out.
        """
        happened = self.lake.state_table("message_events")
        return happened.filter(happened.happened_at <= self.moment) if self.past else happened

    @property
    def moment(self) -> ir.TimestampScalar:
        """`as_of` as an expression."""
        return ibis.timestamp(self.as_of)

    def days_ago(self, days: int) -> ir.TimestampScalar:
        """The moment so many days (of 24 hours) before `as_of`."""
        return self.moment - ibis.interval(days=days)

    @property
    def today(self) -> ir.DateScalar:
        """The calendar day of `as_of` in the workspace's time zone."""
        return ibis.date(self.as_of.astimezone(ZoneInfo(self.zone)).date())

    def day(self, instant: ir.TimestampValue) -> ir.DateValue:
        """The calendar day of an instant in the workspace's time zone."""
        return self.wall(instant).date()

    def day_number(self, instant: ir.TimestampValue) -> ir.IntegerValue:
        """The calendar day of an instant in the workspace's time zone as a number: 0 is 1 January 1970."""
        return day_number(instant, self.zone)

    def hour_number(self, instant: ir.TimestampValue) -> ir.IntegerValue:
        """The hour of an instant on the clock of the workspace as a number: 0 is the first one of 1970."""
        return hour_number(instant, self.zone)

    def weekday(self, instant: ir.TimestampValue) -> ir.IntegerValue:
        """The weekday of an instant in the workspace's time zone, from 1, which is Monday, to 7."""
        return (self.day_number(instant) + 3) % 7 + 1

    def hour(self, instant: ir.TimestampValue) -> ir.IntegerValue:
        """The hour of an instant on the clock of the workspace, from 0 to 23."""
        return self.hour_number(instant) % 24

    def wall(self, instant: ir.TimestampValue) -> ir.TimestampValue:
        """What a clock on the wall shows in the workspace's time zone."""
        return in_zone(instant, self.zone)

    @staticmethod
    def _counted(facts: ir.Table) -> ir.Table:
        return facts.filter(
            facts.customer_id.notnull() & (facts.status.isnull() | (facts.status != CANCELLED)),
        )
