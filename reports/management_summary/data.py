"""What the page says, as plain values: each function asks one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pandas as pd

from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.attribution.summary import by_variant, credited
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.experiments.effect import Effect, course, measure
from smartcom_kernel.lake.days import in_zone
from smartcom_kernel.lake.tables import CANCELLED, Tables
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.segments.members import Summary, summaries
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state import messages, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Reason, Tally
from smartcom_kernel.state.sendings import Sending, SendingStatus

PERIOD_DAYS = 365
WRITTEN_TO = {MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.COMPLAINED, MessageState.BOUNCED}


@dataclass(frozen=True)
class Base:
    """The customers of the shop in a few numbers, over the year before `as_of`."""

    customers: int
    """Everybody known."""
    buyers: int
    """Who bought in the year."""
    receipts: int
    """Receipts of the year, of known customers."""
    revenue: float
    """Revenue of the year, from known customers."""
    unknown_receipts: int
    """Receipts of the year whose customer is unknown, such as those without a loyalty card."""
    unknown_revenue: float
    """Revenue of the year from unknown customers."""
    known_until: datetime | None
    """The latest receipt of all."""

    @property
    def unknown_share(self) -> float:
        """Which part of the year's revenue came from unknown customers, 0..1."""
        everything = self.revenue + self.unknown_revenue
        return self.unknown_revenue / everything if everything else 0.0


@dataclass(frozen=True)
class Sent:
    """One sending: what it was, what became of everybody, and what it brought."""

    mailing: Mailing
    sending: Sending
    tallies: list[Tally]
    effect: Effect
    course: pd.DataFrame
    """`variant`, `day`, `revenue_per_customer`."""
    credited: dict[str, tuple[int, float]]
    """Receipts and revenue credited to each variant."""

    @property
    def day(self) -> date:
        """The calendar day of the sending."""
        return day_of(self.effect.since, self.effect.zone)

    @property
    def people(self) -> int:
        """Everybody it meant to reach, the control group included."""
        return sum(t.messages for t in self.tallies)

    @property
    def written_to(self) -> int:
        """Whose message the provider took."""
        return sum(t.messages for t in self.tallies if t.state in WRITTEN_TO)

    @property
    def held_out(self) -> int:
        """The control group."""
        return sum(t.messages for t in self.tallies if t.reason == Reason.CONTROL_GROUP)

    @property
    def in_doubt(self) -> int:
        """Messages nobody knows the fate of."""
        return sum(t.messages for t in self.tallies if t.state is MessageState.UNCERTAIN)


def base(tables: Tables) -> Base:
    """The shop's customers in numbers."""
    receipts = tables.receipts
    in_year = (receipts.issued_at > tables.days_ago(PERIOD_DAYS)) & (receipts.issued_at <= tables.moment)
    year = receipts.filter(in_year & (receipts.status.isnull() | (receipts.status != CANCELLED)))
    known = year.customer_id.notnull()
    asked = year.agg(
        buyers=year.customer_id.nunique(),
        receipts=year.count(where=known),
        revenue=year.total.sum(where=known),
        unknown_receipts=year.count(where=~known),
        unknown_revenue=year.total.sum(where=~known),
    )
    row = _only(tables, asked)
    newest = tables.whole_history.receipts
    return Base(
        customers=_only(tables, tables.customers.agg(n=tables.customers.count()))["n"],
        buyers=row["buyers"],
        receipts=row["receipts"],
        revenue=float(row["revenue"] or 0),
        unknown_receipts=row["unknown_receipts"],
        unknown_revenue=float(row["unknown_revenue"] or 0),
        known_until=_only(tables, newest.agg(at=newest.issued_at.max()))["at"],
    )


def revenue_by_month(tables: Tables, *, months: int = 24) -> pd.DataFrame:
    """Revenue of the last months that receipts are known of, those after `as_of` included.

    Returns:
        `starts_on`, `revenue`, `receipts`, `is_whole` (false for a first or last month that is known in part).
    """
    receipts = tables.whole_history.purchases
    on = in_zone(receipts.issued_at, tables.zone).date()
    sums = (
        receipts.mutate(on=on, starts_on=on.truncate("M"))
        .group_by("starts_on")
        .agg(
            revenue=lambda t: t.total.sum(),
            receipts=lambda t: t.count(),
            first=lambda t: t.on.min(),
            last=lambda t: t.on.max(),
        )
        .order_by(ibis.desc("starts_on"))
        .limit(months)
    )
    frame = tables.lake.arrow(sums.order_by("starts_on")).to_pandas().astype({"revenue": "float64"})
    whole = [True] * len(frame)
    if len(frame):
        whole[0] = frame["first"].iloc[0].day == 1
        whole[-1] = whole[-1] and (frame["last"].iloc[-1] + timedelta(days=1)).day == 1
    return frame.assign(is_whole=whole).drop(columns=["first", "last"])


def segments(tables: Tables, found: Sequence[Segment]) -> list[tuple[Segment, Summary]]:
    """Segments with their numbers, the largest part of the revenue first."""
    return sorted(zip(found, summaries(found, tables), strict=True), key=lambda pair: -pair[1].revenue_share)


def latest_sending(state: State) -> Sending | None:
    """The sending that was planned last; None before the first."""
    with state.transaction() as connection:
        planned = [
            s for status in SendingStatus if status is not SendingStatus.PLANNING
            for s in sendings.in_status(connection, status)
        ]  # fmt: skip
    return max(planned, key=lambda s: s.sending_id, default=None)


def sent(state: State, tables: Tables, sending: Sending, *, currency: str) -> Sent:
    """Everything about one sending."""
    mailing = Mailing.of(sending)
    design = mailing.design(sending, tables.zone)
    days, until = design.within_days, design.until
    with state.transaction() as connection:
        tallies = messages.tally(connection, [sending.sending_id])
    return Sent(
        mailing=mailing,
        sending=sending,
        tallies=tallies,
        effect=measure(tables, sending, within_days=days, until=until, shares=design.shares, currency=currency),
        course=course(tables, sending, within_days=days, until=until),
        credited=_credited(tables, sending),
    )


def _credited(tables: Tables, sending: Sending) -> dict[str, tuple[int, float]]:
    credit = credited(tables, [sending.sending_id], LastTouch())
    rows = tables.lake.arrow(by_variant(credit)).to_pylist()
    return {row["variant"]: (row["receipts"], float(row["revenue"])) for row in rows}


def _only(tables: Tables, asked: Any) -> dict[str, Any]:
    return dict(tables.lake.arrow(asked).to_pylist()[0])
