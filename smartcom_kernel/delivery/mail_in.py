"""Taking in the mailbox for bounces: what became of e-mails, as e-mails say it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.mail_reports import Kind, MailReport, read
from smartcom_kernel.channels.mail_reports.collect import maildir
from smartcom_kernel.channels.report import Report
from smartcom_kernel.channels.return_path import key_of_return_path
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.text_tables import html_counts
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.state.connect import State

WORDS: dict[Kind, tuple[str, str]] = {
    Kind.BOUNCE: ("bounces", "возвраты"),
    Kind.DELAYED: ("delays", "задержки"),
    Kind.DELIVERED: ("deliveries", "доставки"),
    Kind.COMPLAINT: ("complaints", "жалобы на спам"),
    Kind.AUTOMATIC: ("automatic answers", "автоответы"),
    Kind.ORDINARY: ("other mail", "прочая почта"),
}


@dataclass(frozen=True)
class MailIn:
    """What came of a mailbox.

    Args:
        messages: How many e-mails were of each kind.
        new: What they told that was not known before.
        applied: How many of our messages took something in.
    """

    messages: dict[Kind, int]
    new: int
    applied: int

    def describe(self, lang: Lang = "en") -> str:
        """A line for each kind, and what followed."""
        return "\n".join(f"{words}: {many}" for words, many in self._table(lang))

    def _repr_html_(self) -> str:
        return f"<p>{escape('Почта' if spoken() == 'ru' else 'Mail')}</p>{html_counts(self._table(spoken()))}"

    def _table(self, lang: Lang) -> list[tuple[str, str]]:
        is_ru = lang == "ru"
        kinds = [(WORDS[kind][is_ru], number(self.messages.get(kind, 0), lang)) for kind in Kind]
        new = ("новых сведений" if is_ru else "not known before", number(self.new, lang))
        return [*kinds, new, ("отнесено к сообщениям" if is_ru else "of our messages", number(self.applied, lang))]


def take_in_mail(
    state: State, folder: Path, channel: Channel | None, *, clock: Clock, secrets: Mapping[str, str] = os.environ
) -> MailIn:
    """Read the new messages of a maildir, and record what they say; each is put away once that is committed.

    Where e-mails have return paths of their own, only what proves by one to be about a message is believed of
    addresses, since anybody can write that somebody else's does not work.

    Args:
        state: Where messages are.
        folder: A maildir.
        channel: The channel that e-mails leave through, which knows the return paths.
        clock: Dates what came.
        secrets: The environment.

    Raises:
        SetupError: It is no maildir.
    """
    kinds: Counter[Kind] = Counter()
    new = applied = 0
    for raw, put_away in maildir(folder):
        found = read(raw, received_at=clock.now())
        heard = record(state, "email", list(believed(found, channel, secrets)), now=clock.now())
        put_away()
        kinds[found.kind] += 1
        new, applied = new + heard.new, applied + heard.applied
    return MailIn(dict(kinds), new, applied)


def believed(found: MailReport, channel: Channel | None, secrets: Mapping[str, str]) -> Iterator[Report]:
    """What of an e-mail's reports can be believed: all of it, unless return paths can prove of what it is.

    Complaints come without a return path, from the mailbox providers. What cannot prove of which message it speaks, and
    names one, moves that message, and ends no address.
    """
    if not isinstance(channel, SmtpChannel) or not channel.bounce_address:
        yield from found.reports()
        return
    secret = secrets.get(channel.bounce_secret_env, "")
    proven = secret and key_of_return_path(found.return_path, bounce_address=channel.bounce_address, secret=secret)
    for report in found.reports():
        if proven:
            yield replace(report, key=proven)
        elif report.key:
            yield replace(report, address="", quality=0)
