"""Why a message did not arrive, and what that means for the address."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a server did not take a message, or what else it says of it."""

    USER_UNKNOWN = "user unknown"
    """There is no such mailbox."""
    HOST_UNKNOWN = "host unknown"
    """There is no such domain."""
    MOVED = "moved"
    """The mailbox is elsewhere, and nothing is forwarded."""
    NO_MAIL_HERE = "no mail here"
    """The domain takes no mail at all (RFC 7505)."""
    MAILBOX_FULL = "mailbox full"
    """There is no room left in the mailbox."""
    SUSPENDED = "suspended"
    """The mailbox is switched off for now."""
    FILTERED = "filtered"
    """The recipient, or a filter of theirs, does not want it."""
    TOO_BIG = "too big"
    """The message is larger than the server or the mailbox takes."""
    EXPIRED = "expired"
    """The server that tried gave up after a time."""
    NETWORK = "network"
    """No way to the server: names, routes, connections, encryption."""
    SYSTEM = "system"
    """The server of the recipient is out of order."""
    DEFERRED = "deferred"
    """Not now: too many messages or connections, greylisting."""
    REPUTATION = "reputation"
    """The sending server is not trusted: lists, no reverse name."""
    AUTHENTICATION = "authentication"
    """SPF, DKIM or DMARC did not pass."""
    CONTENT = "content"
    """What stands in the message is taken for spam, a virus or wrong form."""
    SENDER = "sender"
    """The sender's address was refused."""
    POLICY = "policy"
    """A rule of the server, such as no relaying."""
    UNKNOWN = "unknown"
    """It did not arrive; why is not said in words that are known."""
    DELIVERED = "delivered"
    """It arrived."""
    COMPLAINT = "complaint"
    """The person called it spam."""
    ANSWER = "answer"
    """A program answered for the person."""

    @property
    def quality(self) -> int:
        """The code of contact data quality: 0 where the address is not at fault, hard from 30 on."""
        return _QUALITY.get(self, 0)

    @property
    def hard(self) -> bool:
        """Whether the address is of no use for good. A complaint is not: the address works."""
        return self is not Reason.COMPLAINT and self.quality >= HARD


HARD = 30
_QUALITY = {
    Reason.USER_UNKNOWN: 32,
    Reason.HOST_UNKNOWN: 39,
    Reason.MOVED: 32,
    Reason.NO_MAIL_HERE: 33,
    Reason.MAILBOX_FULL: 3,
    Reason.SUSPENDED: 1,
    Reason.FILTERED: 1,
    Reason.TOO_BIG: 4,
    Reason.EXPIRED: 5,
    Reason.NETWORK: 2,
    Reason.SYSTEM: 1,
    Reason.DEFERRED: 1,
    Reason.UNKNOWN: 1,
    Reason.COMPLAINT: 36,
}
