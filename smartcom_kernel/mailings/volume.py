"""Whom a mailing would reach, and why not the others: the block that people look at before they send."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.delivery_settings import GlobalControl
from smartcom_kernel.core.text_tables import html_counts
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.audience import audience, staged
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Reason, Terms
from smartcom_kernel.state.sendings import Foretold


@dataclass(frozen=True)
class Volume:
    """Everybody in a mailing's segment, each counted under the one thing that will happen to them.

    Args:
        total: Members of the segment.
        no_contact: Without a usable address.
        bad_address: With an address that earlier messages have shown to be of no use.
        suppressed: With an address nobody may write to.
        no_consent: Who have not agreed.
        not_subscribed: Who are not subscribed to the mailing's category.
        unconfirmed: Who have not confirmed their address, where the shop writes to confirmed ones only.
        capped: Who have got as many messages today, or this week, as the caps allow.
        global_control: Held out of all marketing.
        control: Held out. They count here whether or not they could be reached, as they do in the comparison.
        final: Who will be written to.
    """

    total: int
    no_contact: int
    bad_address: int
    suppressed: int
    no_consent: int
    not_subscribed: int
    unconfirmed: int
    capped: int
    global_control: int
    control: int
    final: int

    def describe(self, lang: Lang = "en") -> str:
        """A line for each step from the whole segment to those who are written to."""
        return "\n".join(f"{words}: {people}" for words, people in self._table(lang))

    def _repr_html_(self) -> str:
        return html_counts(self._table(spoken()))

    def _table(self, lang: Lang) -> list[tuple[str, str]]:
        steps = [
            ("in the segment", "в сегменте", self.total),
            ("− no usable address", "− нет пригодного адреса", self.no_contact),
            ("− address of no use", "− адрес не работает", self.bad_address),
            ("− address on the suppression list", "− адрес в стоп-листе", self.suppressed),
            ("− no consent", "− нет согласия", self.no_consent),
            ("− not subscribed to the category", "− нет подписки на категорию", self.not_subscribed),
            ("− address not confirmed", "− адрес не подтверждён", self.unconfirmed),
            ("− cap reached", "− достигнут лимит сообщений", self.capped),
            ("− global control group", "− глобальная контрольная группа", self.global_control),
            ("− control group", "− контрольная группа", self.control),
            ("= will be written to", "= получат сообщение", self.final),
        ]
        return [(ru if lang == "ru" else en, number(people, lang)) for en, ru, people in steps]


def volume(
    lake: Lake,
    state: State,
    tables: Tables,
    mailing: Mailing,
    *,
    occasion: str,
    terms: Terms,
    now: datetime,
    global_control: GlobalControl | None = None,
) -> Volume:
    """Whom a mailing would reach now; asked by the very rule that is asked again before each message leaves.

    Args:
        lake: Where the customers are.
        state: Where consent is.
        tables: The lake at the moment the mailing speaks of, with the saved segments.
        mailing: What would be sent.
        occasion: For what; the control group depends on it.
        terms: What the mailing asks of people.
        now: When it would be sent; caps count the messages of that day and week.
        global_control: The global control group; there is none when None.
    """
    return foretold(
        lake, state, tables, mailing, occasion=occasion, terms=terms, now=now, global_control=global_control
    )[0]  # fmt: skip


def foretold(
    lake: Lake,
    state: State,
    tables: Tables,
    mailing: Mailing,
    *,
    occasion: str,
    terms: Terms,
    now: datetime,
    global_control: GlobalControl | None = None,
) -> tuple[Volume, list[Foretold]]:
    """As `volume`, with one customer of each variant, medium and template who would be written to."""
    who = audience(tables, mailing, occasion=occasion, global_control=global_control)
    with staged(lake, state, who) as stage, state.transaction() as connection:
        found = sendings.volume(connection, attempt=stage.attempt, control=CONTROL, terms=terms, now=now)
    people: Counter[str] = Counter()
    for part in found:
        people[part.reason] += part.people
    counted = Volume(
        total=stage.people,
        no_contact=people[Reason.NO_CONTACT],
        bad_address=people[Reason.BAD_ADDRESS],
        suppressed=people[Reason.SUPPRESSED],
        no_consent=people[Reason.NO_CONSENT],
        not_subscribed=people[Reason.NOT_SUBSCRIBED],
        unconfirmed=people[Reason.UNCONFIRMED],
        capped=people[Reason.CAPPED],
        global_control=people[Reason.GLOBAL_CONTROL_GROUP],
        control=people[Reason.CONTROL_GROUP],
        final=people[""],
    )
    return counted, [part for part in found if not part.reason]
