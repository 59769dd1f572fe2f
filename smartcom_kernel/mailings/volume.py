"""Whom a mailing would reach, and why not the others: the block that people look at before they send."""

from __future__ import annotations

from dataclasses import dataclass

from smartcom_kernel.core.block import Lang
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


@dataclass(frozen=True)
class Volume:
    """Everybody in a mailing's segment, each counted under the one thing that will happen to them.

    Args:
        total: Members of the segment.
        no_contact: Without a usable address.
        suppressed: With an address nobody may write to.
        no_consent: Who have not agreed.
        not_subscribed: Who are not subscribed to the mailing's category.
        control: Held out. They count here whether or not they could be reached, as they do in the comparison.
        final: Who will be written to.
    """

    total: int
    no_contact: int
    suppressed: int
    no_consent: int
    not_subscribed: int
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
            ("− address on the suppression list", "− адрес в стоп-листе", self.suppressed),
            ("− no consent", "− нет согласия", self.no_consent),
            ("− not subscribed to the category", "− нет подписки на категорию", self.not_subscribed),
            ("− control group", "− контрольная группа", self.control),
            ("= will be written to", "= получат сообщение", self.final),
        ]
        return [(ru if lang == "ru" else en, number(people, lang)) for en, ru, people in steps]


def volume(lake: Lake, state: State, tables: Tables, mailing: Mailing, *, occasion: str, terms: Terms) -> Volume:
    """Whom a mailing would reach now; asked by the very rule that is asked again before each message leaves.

    Args:
        lake: Where the customers are.
        state: Where consent is.
        tables: The lake at the moment the mailing speaks of, with the saved segments.
        mailing: What would be sent.
        occasion: For what; the control group depends on it.
        terms: What the mailing asks of people.
    """
    who = audience(tables, mailing, occasion=occasion)
    with staged(lake, state, who) as stage, state.transaction() as connection:
        people = sendings.volume(connection, attempt=stage.attempt, control=CONTROL, terms=terms)
    return Volume(
        total=stage.people,
        no_contact=people.get(Reason.NO_CONTACT, 0),
        suppressed=people.get(Reason.SUPPRESSED, 0),
        no_consent=people.get(Reason.NO_CONSENT, 0),
        not_subscribed=people.get(Reason.NOT_SUBSCRIBED, 0),
        control=people.get(Reason.CONTROL_GROUP, 0),
        final=people.get("", 0),
    )
