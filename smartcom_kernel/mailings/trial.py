"""A test of a mailing: its messages to a few addresses of the shop's own, outside every count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, Fault, SpecError, Words
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import spoken
from smartcom_kernel.delivery.senders import Senders
from smartcom_kernel.intake.contacts import email, phone
from smartcom_kernel.state import contacts, suppressions
from smartcom_kernel.state.connect import Connection, State

MOST = 20
"""Addresses that one test may go to: a test list is not a way around consent."""
MARK = {"en": "[Test] ", "ru": "[Тест] "}
HEADS: dict[Lang, list[str]] = {
    "en": ["variant", "medium", "to", "what became of it"],
    "ru": ["вариант", "вид связи", "кому", "результат"],
}
SENT: dict[Lang, str] = {"en": "handed over", "ru": "передано"}
NOWHERE = Words("it has no template for the media of these addresses", "нет шаблона для таких адресов")


@dataclass(frozen=True)
class Trial:
    """One message of a test.

    Args:
        variant: Of which variant.
        medium: Through what.
        address: Where to.
        error: What the channel said; empty where it took the message.
    """

    variant: str
    medium: str
    address: str
    error: str


@dataclass(frozen=True)
class TrialReport:
    """What became of a test; nothing of it counts anywhere."""

    mailing: str
    messages: tuple[Trial, ...]

    @property
    def good(self) -> bool:
        """Whether every message was handed over."""
        return not any(message.error for message in self.messages)

    def rows(self, lang: Lang) -> list[list[str]]:
        """The messages as people read them; the first row is the head."""
        return [
            HEADS[lang],
            *([m.variant, medium_word(m.medium, lang), m.address, m.error or SENT[lang]] for m in self.messages),
        ]

    def describe(self, lang: Lang = "en") -> str:
        """A line for each message."""
        return "\n".join(f"{', '.join(row[:3])}: {row[3]}" for row in self.rows(lang)[1:])

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.mailing)}</p>{html_table(self.rows(spoken()))}"


def addressed(state: State, to: Sequence[str], *, country: str) -> dict[str, str]:
    """The normal forms of addresses that people typed, and through which medium each is reached.

    Args:
        state: Knows the addresses nobody may write to.
        to: E-mail addresses and phone numbers.
        country: Completes numbers written without one.

    Raises:
        SpecError: With all that is wrong: no address or too many, one that is none, one nobody may write to.
    """
    if not 1 <= len(to) <= MOST:
        raise SpecError.single("test", f"a test goes to 1 to {MOST} addresses, not to {len(to)}", "to")
    found: dict[str, str] = {}
    faults: list[Fault] = []
    with state.transaction() as connection:
        for n, typed in enumerate(to):
            medium = "email" if "@" in typed else "sms"
            address = email(typed.strip()) if medium == "email" else phone(typed.strip(), country=country)
            why_not = _why_not(connection, medium, address)
            if address is None or why_not:
                faults.append(Fault(("to", n), f"{typed!r} {why_not or 'is no e-mail address and no phone number'}"))
            else:
                found[address] = medium
    if faults:
        raise SpecError("test", faults)
    return found


def _why_not(connection: Connection, medium: str, address: str | None) -> str:
    if address is None:
        return ""
    known = contacts.find(connection, medium, address)
    if known is not None and known.is_hard:
        return f"is of no use: {known.detail or known.code}"
    return "is on the suppression list" if suppressions.find(connection, medium, address) else ""


def tested(
    name: str,
    written: Mapping[tuple[str, str], Outgoing],
    to: Mapping[str, str],
    *,
    channels: Mapping[str, Channel],
    workspace: Path,
    lang: Lang,
    now: datetime,
) -> TrialReport:
    """Send each variant of a mailing, or a template, to some addresses, now and through the channels customers have.

    Args:
        name: What is tested.
        written: The finished messages by variant and medium.
        to: Addresses with the medium of each.
        channels: Through what each medium leaves.
        workspace: For channels that write files.
        lang: Language of the mark that subjects begin with.
        now: What the messages are dated.

    Raises:
        SetupError: A channel works for nobody.
        SpecError: There is no template for any of these addresses.
    """
    with ExitStack() as opened:
        senders = Senders(channels, workspace, opened)
        done = tuple(_sent(senders, outgoing, variant) for variant, outgoing in _messages(written, to, lang, now))
    if not done:
        raise SpecError.single("test", NOWHERE, "to")
    return TrialReport(name, done)


def _messages(
    written: Mapping[tuple[str, str], Outgoing], to: Mapping[str, str], lang: Lang, now: datetime
) -> Iterator[tuple[str, Outgoing]]:
    for (variant, medium), outgoing in written.items():
        for address in (a for a, reached in to.items() if reached == medium):
            subject = outgoing.subject and MARK[lang] + outgoing.subject
            key = f"test-{fingerprint([variant, address, now])}"
            yield variant, replace(outgoing, key=key, address=address, subject=subject, sent_at=now)


def _sent(senders: Senders, outgoing: Outgoing, variant: str) -> Trial:
    error = ""
    missing = senders.missing({outgoing.medium})
    try:
        if missing:
            raise DeliveryError(f"no channel carries {outgoing.medium}: name one in smartcom.toml, [channels]")
        senders[outgoing.medium].send(outgoing)
    except DeliveryError as failed:
        error = str(failed)
    return Trial(variant, outgoing.medium, outgoing.address, error)
