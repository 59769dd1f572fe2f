"""What one sending brought: everybody it divided into groups, and what each group bought afterwards."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.wording import day, plural, spoken, verbatim
from smartcom_kernel.experiments.analyse import compare
from smartcom_kernel.experiments.comparison import Comparison, html_table
from smartcom_kernel.experiments.groups import groups_from, summarise
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.sendings import GLOBAL_CONTROL, Sending


@dataclass(frozen=True)
class Effect:
    """The effect of one sending.

    Groups are taken as they were assigned: somebody who could not be reached still counts in the variant, because the
    control group holds such people too (intention to treat).

    Args:
        sending: What was sent.
        within_days: Length of the window in days of 24 hours, a part of a day as a whole one.
        since: Start of the window, see `window_of`.
        until: End of the window.
        known_until: The latest receipt the lake knows; None when it knows none.
        snapshot_id: The state of the lake the receipts were read from.
        zone: IANA zone of the days it speaks of.
        comparison: The groups and their differences.
    """

    sending: Sending
    within_days: int
    since: datetime
    until: datetime
    known_until: datetime | None
    snapshot_id: int
    zone: str
    comparison: Comparison

    @property
    def is_complete(self) -> bool:
        """Whether receipts are known up to the end of the window; until then the numbers still change."""
        return self.known_until is not None and self.known_until >= self.until

    def describe(self, lang: Lang = "en") -> str:
        """What the sending brought, a sentence a line."""
        return "\n".join([self.comparison.conclusion(lang), self.window(lang)])

    def window(self, lang: Lang = "en") -> str:
        """Which receipts count, and whether all of them are known yet, without a full stop."""
        first, last = self._day(self.since, lang), self._day(self.until - timedelta(seconds=1), lang)
        if lang == "ru":
            days = f"{self.within_days} {plural(self.within_days, 'день', 'дня', 'дней')}"
            said = f"Чеки за {days}: с {first} по {last}"
        else:
            said = f"Receipts of {self.within_days} days: {first} to {last}"
        return said if self.is_complete else f"{said}; {self._still_open(lang)}"

    def _still_open(self, lang: Lang) -> str:
        if self.known_until is None:
            return "чеков пока нет" if lang == "ru" else "no receipts are known yet"
        known = self._day(self.known_until, lang)
        if lang == "ru":
            return f"известны чеки только до {known}, числа ещё изменятся"
        return f"they are known only up to {known}, the numbers will still change"

    def _day(self, moment: datetime, lang: Lang) -> str:
        return day(day_of(moment, self.zone), lang)

    def __str__(self) -> str:
        return self.describe()

    def _repr_html_(self) -> str:
        return verbatim(f"{html_table(self.comparison, spoken())}<p>{escape(self.window(spoken()))}.</p>")


def measure(
    tables: Tables,
    sending: Sending,
    *,
    within_days: int,
    until: datetime | None = None,
    shares: Mapping[str, float] | None = None,
    currency: str = "RUB",
) -> Effect:
    """Compare the groups of a sending by what they bought in the days after it.

    Args:
        tables: Whose snapshot is read; later receipts count too, since the window may lie after their `as_of`.
        sending: What was sent.
        within_days: Days of 24 hours in which receipts count, see `window_of`.
        until: Up to when they count, instead of some days.
        shares: Intended share of each group, to check group sizes against; unchecked when None.
        currency: Of all amounts.
    """
    later = tables.whole_history
    since, end = window_of(sending, within_days, until)
    groups = tables.lake.arrow(summarise(people(tables, sending), _bought(later, since, end)))
    newest = tables.lake.row(later.receipts.agg(at=later.receipts.issued_at.max()))["at"]
    comparison = compare(groups_from(groups), shares=shares, currency=currency)
    days = math.ceil((end - since) / timedelta(days=1))
    return Effect(sending, days, since, end, newest, tables.snapshot_id, tables.zone, comparison)


def window_of(sending: Sending, within_days: int, until: datetime | None = None) -> tuple[datetime, datetime]:
    """In which receipts count, for the control group too: the days after the sending was planned, or up to a moment.

    A replay of history begins at its `as_of`; any other sending at the later of that and when it was planned.
    """
    since = sending.as_of
    if sending.planned_at is not None and not sending.replay:
        since = max(since, sending.planned_at, sending.starts_at or since)
    return since, max(since, until) if until is not None else since + timedelta(days=within_days)


def people(tables: Tables, sending: Sending) -> ir.Table:
    """Everybody a sending divided into groups, reached or not: `customer_id`, `variant`."""
    messages = tables.lake.state_table("messages")
    ours = messages.filter(messages.sending_id == sending.sending_id, messages.variant != GLOBAL_CONTROL)
    return ours.select("customer_id", "variant")


def course(tables: Tables, sending: Sending, *, within_days: int, until: datetime | None = None) -> pd.DataFrame:
    """Revenue per customer of each group as it adds up, day by day after the sending.

    Returns:
        `variant`, `day` (0 at the sending), `revenue_per_customer`: one row per group and day, days without a receipt
        included; the last day is the last one that receipts are known of.
    """
    since, end = window_of(sending, within_days, until)
    bought, who = _bought(tables.whole_history, since, end), people(tables, sending)
    elapsed = (bought.issued_at.epoch_seconds() - int(since.timestamp()) - 1) // 86_400
    sums = (
        bought.mutate(day=elapsed.cast("int64") + 1)
        .join(who, "customer_id")
        .group_by(["variant", "day"])
        .agg(revenue=lambda t: t.total.sum())
    )
    sizes = who.group_by("variant").agg(customers=who.count())
    each = sizes.left_join(sums, "variant").select("variant", "customers", "day", "revenue")
    return _cumulative(tables.lake.arrow(each).to_pandas().astype({"revenue": "float64"}))


def _cumulative(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums per group and day added up over all days, from zero at the sending."""
    last = int(sums["day"].max()) if sums["day"].notna().any() else 0
    sizes = sums.groupby("variant")["customers"].first()
    table = sums.dropna(subset=["day"]).pivot_table(index="day", columns="variant", values="revenue", aggfunc="sum")
    table = table.reindex(index=range(last + 1), columns=sizes.index).fillna(0.0).cumsum() / sizes
    table.index.name = "day"
    return table.reset_index().melt("day", value_name="revenue_per_customer")[
        ["variant", "day", "revenue_per_customer"]
    ]


def _bought(later: Tables, since: datetime, until: datetime) -> ir.Table:
    receipts = later.purchases
    inside = (receipts.issued_at > ibis.timestamp(since)) & (receipts.issued_at <= ibis.timestamp(until))
    return receipts.filter(inside)
