"""Where a mailing stands in its life, said once: derived from its sendings and from whether it waits for its time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from smartcom_kernel.core.block import Lang
from smartcom_kernel.state.mailings import Execution
from smartcom_kernel.state.sendings import SendingStatus


class MailingStatus(StrEnum):
    """Where a mailing stands."""

    DRAFT = "draft"
    """It is written down; nobody has planned it."""
    SCHEDULED = "scheduled"
    """It waits for its time."""
    COLLECTING = "collecting"
    """Its audience is being written down."""
    SENDING = "sending"
    """Messages may go out."""
    PAUSED = "paused"
    """Nobody is written to until it is resumed."""
    SENT = "sent"
    """Every message has come to an end."""
    CANCELLED = "cancelled"
    """A person has given it up."""

    def words(self, lang: Lang = "en") -> str:
        """What people call it."""
        return WORDS[self][lang == "ru"]


WORDS: dict[MailingStatus, tuple[str, str]] = {
    MailingStatus.DRAFT: ("draft", "черновик"),
    MailingStatus.SCHEDULED: ("scheduled", "запланирована"),
    MailingStatus.COLLECTING: ("collecting recipients", "собирает адресатов"),
    MailingStatus.SENDING: ("sending", "отправляется"),
    MailingStatus.PAUSED: ("paused", "приостановлена"),
    MailingStatus.SENT: ("sent", "отправлена"),
    MailingStatus.CANCELLED: ("cancelled", "отменена"),
}
OF_SENDING: dict[SendingStatus, MailingStatus] = {
    SendingStatus.PLANNING: MailingStatus.COLLECTING,
    SendingStatus.SENDING: MailingStatus.SENDING,
    SendingStatus.PAUSED: MailingStatus.PAUSED,
    SendingStatus.FINISHED: MailingStatus.SENT,
    SendingStatus.CANCELLED: MailingStatus.CANCELLED,
}
UNDER_WAY = frozenset({MailingStatus.COLLECTING, MailingStatus.SENDING, MailingStatus.PAUSED})
"""Begun, and not at the end."""


def status_of(execution: Execution, now: datetime) -> MailingStatus:
    """Where a sending stands; one that is planned and whose start is still to come waits for it."""
    found = OF_SENDING[execution.status]
    waits = execution.starts_at is not None and execution.starts_at > now and execution.sent_at is None
    return MailingStatus.SCHEDULED if found is MailingStatus.SENDING and waits else found
