"""What a message in the mailbox for bounces is: a bounce, a delay, a complaint, an automatic answer, or other mail."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from smartcom_kernel.channels.mail_reports.automatic import is_automatic
from smartcom_kernel.channels.mail_reports.classify import LONGEST, REPLY, STATUS, classify
from smartcom_kernel.channels.mail_reports.complaint import complaint
from smartcom_kernel.channels.mail_reports.delivery_status import delivery_status
from smartcom_kernel.channels.mail_reports.found import ADDRESS, Found, address_in
from smartcom_kernel.channels.mail_reports.free_form import before_the_copy, free_form
from smartcom_kernel.channels.mail_reports.mime import Part, parts, split, unify, words
from smartcom_kernel.channels.mail_reports.reason import Reason
from smartcom_kernel.channels.mail_reports.returned import message_key, original_recipient, return_path
from smartcom_kernel.channels.report import Report, Verdict


class Kind(StrEnum):
    """What a message in the mailbox for bounces is."""

    BOUNCE = "bounce"
    """A message did not arrive."""
    DELAYED = "delayed"
    """It has not arrived yet; the server goes on trying."""
    DELIVERED = "delivered"
    """It arrived, says the server."""
    COMPLAINT = "complaint"
    """A person called it spam."""
    AUTOMATIC = "automatic answer"
    """A program answered for the person."""
    ORDINARY = "ordinary"
    """A person wrote, or nobody can tell."""


@dataclass(frozen=True)
class Recipient:
    """What a report says of one address.

    Args:
        address: In small letters; empty where a complaint had it taken out.
        reason: Why.
        status: Enhanced status (RFC 3463), or empty.
        reply: SMTP reply, or empty.
        detail: What the server wrote, 500 characters at most.
    """

    address: str
    reason: Reason
    status: str = ""
    reply: str = ""
    detail: str = ""

    @property
    def hard(self) -> bool:
        """Whether the address is of no use for good."""
        return self.reason.hard

    @property
    def quality(self) -> int:
        """The code of contact data quality."""
        return self.reason.quality


@dataclass(frozen=True)
class MailReport:
    """A message of the mailbox for bounces, understood.

    Args:
        kind: What it is.
        recipients: What it says of whom; nobody in automatic answers and ordinary mail.
        key: The left half of the Message-ID of the message it is about, which is the key where that was ours.
        return_path: The address with a token (``b+TOKEN@domain``) it came to; empty without one.
        received_at: When it came, aware.
        digest: Names the message for ever: a hash of its Message-ID, or of all of it where it has none.
    """

    kind: Kind
    recipients: tuple[Recipient, ...]
    key: str
    return_path: str
    received_at: datetime
    digest: str

    def reports(self) -> list[Report]:
        """What is to be recorded; nothing of delays, automatic answers and ordinary mail.

        The key is that of the returned Message-ID. Who can verify `return_path` puts the key it proves in its place.
        """
        verdict = _VERDICTS.get(self.kind)
        if verdict is None:
            return []
        return [
            Report(
                event_id=hashlib.sha256(f"{self.digest}:{one.address}".encode()).hexdigest()[:32], verdict=verdict,
                happened_at=self.received_at, key=self.key, address=one.address, code=one.status or one.reply,
                detail=one.detail or one.reason.value, quality=one.quality,
            )
            for one in self.recipients if self.key or one.address
        ]  # fmt: skip


_VERDICTS = {Kind.BOUNCE: Verdict.BOUNCED, Kind.COMPLAINT: Verdict.COMPLAINED, Kind.DELIVERED: Verdict.DELIVERED}
_DAEMON = re.compile(r"mailer[-_. ]?daemon|postmaster|mail delivery|mail[- ]?system|delivery subsystem", re.IGNORECASE)
_BARE = frozenset({"", ".0.0"})
"""Statuses that say nothing, so that words of the whole report may."""
_SUBJECT = re.compile(
    r"undeliver|user unknown|deliver\w* (?:\w+ )?(?:fail|status|problem|error|notification|report|"
    r"delay)|fail\w* (?:notice|delivery|mail)|"
    r"returned? (?:mail|to sender)|(?:mail|message)\w* (?:\w+ ){0,2}(?:fail|error|"
    r"could not|not deliver)|(?:could not|cannot) be deliver|"
    r"delivery has failed|bounce|nondeliver|non[- ]deliver|unzustellbar|non remis|недостав|не доставлен",
    re.IGNORECASE,
)


def read(raw: bytes, *, received_at: datetime) -> MailReport:
    """Understand a message. It raises on no octets, and reads the first megabyte.

    Args:
        raw: The message as it arrived, with any line ends.
        received_at: When it came, aware: reports happen then, since dates in mail are anybody's.
    """
    text = unify(raw)
    head, _ = split(text)
    leaves = parts(text)
    kind, found = _understand(head, leaves, words(head.get("subject", "")))
    reached = {one.address: one for one in _recipients(found, _said(leaves))}
    identity = head.get("message-id", "").strip() or text
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    key = "" if kind is Kind.ORDINARY else message_key(head, leaves)
    return MailReport(kind, tuple(reached.values()), key, return_path(head), received_at, digest)


def _understand(head: dict[str, str], leaves: Sequence[Part], subject: str) -> tuple[Kind, list[Found]]:
    if complained := complaint(leaves, subject):
        return Kind.COMPLAINT, [complained]
    if any(part.type == "message/feedback-report" for part in leaves):
        return Kind.AUTOMATIC, []
    noted = list(delivery_status(leaves)) or _passed_on(leaves)
    is_report = "delivery-status" in head.get("content-type", "") or any("delivery-status" in p.type for p in leaves)
    formal = is_report or _from_a_daemon(head) or bool(_SUBJECT.search(subject))
    if noted and formal:
        return _kind_of(noted), _worst(_with_text(noted, _said(leaves), head))
    if (
        not is_report
        and is_automatic(head, subject)
        and "x-failed-recipients" not in head
        and not _is_named_daemon(head)
    ):
        return Kind.AUTOMATIC, []
    if (formal or "x-failed-recipients" in head) and (told := _told(head, leaves)):
        return _kind_of(told), told
    return (Kind.AUTOMATIC if is_automatic(head, subject) else Kind.ORDINARY), []


def _passed_on(leaves: Sequence[Part]) -> list[Found]:
    """What a notification says that a gateway has wrapped into one of its own."""
    inside = [part.text.lstrip("\n") for part in leaves if part.type == "message/rfc822"]
    return [one for text in inside[:1] if _from_a_daemon(split(text)[0]) for one in delivery_status(parts(text))]


def _from_a_daemon(head: dict[str, str]) -> bool:
    return head.get("return-path", "").strip() == "<>" or _is_named_daemon(head)


def _is_named_daemon(head: dict[str, str]) -> bool:
    """Whether it says that a mail server wrote it; automatic answers have no return path either (RFC 3834, 3.3)."""
    return bool(_DAEMON.search(words(head.get("from", ""))))


def _kind_of(found: Iterable[Found]) -> Kind:
    actions = {one.action for one in found}
    if "failed" in actions or not actions & {"delayed", "delivered", "relayed", "expanded"}:
        return Kind.BOUNCE
    return Kind.DELAYED if "delayed" in actions else Kind.DELIVERED


def _worst(found: list[Found]) -> list[Found]:
    """Of a notification that says different things of different people, those of the kind it has."""
    kind = _kind_of(found)
    return [one for one in found if _kind_of([one]) is kind]


def _said(leaves: Sequence[Part]) -> str:
    """What the server wrote to people: the first text, without the message it gives back."""
    for part in leaves:
        if part.type in ("text/plain", "text/html", "text/unknown", "text") and part.text.strip():
            text = re.sub(r"<(?!\S+@)[^>]{0,2000}>", " ", part.text) if part.type == "text/html" else part.text
            return before_the_copy(text)
    return ""


def _with_text(noted: list[Found], text: str, head: dict[str, str]) -> list[Found]:
    """Notifications with a bare status borrow what the text says of the same address."""
    told = {one.address: one.text.partition("\n\n")[0] for one in free_form(text, _ours(head))}
    alone = text if len(noted) == 1 else ""
    return [
        Found(
            one.address, one.action, one.status, one.text or told.get(one.address) or alone * (one.status[1:] in _BARE)
        )
        for one in noted
    ]


def _ours(head: dict[str, str]) -> set[str]:
    return {
        m[0].lower()
        for name in ("from", "to", "delivered-to", "return-path")
        for m in ADDRESS.finditer(head.get(name, ""))
    }


def _told(head: dict[str, str], leaves: Sequence[Part]) -> list[Found]:
    text = _said(leaves)
    told = free_form(text, _ours(head), certain=_is_named_daemon(head))
    named = [m[0].lower() for m in ADDRESS.finditer(head.get("x-failed-recipients", ""))][:1000]
    if named:
        action = told[0].action if told else "failed"
        by_address = {one.address: one.text for one in told}
        return [Found(address, action, "", by_address.get(address, text)) for address in named]
    if not told and (address := address_in(original_recipient(leaves))):
        return [Found(address, "failed", "", text)]
    return told


def _recipients(found: Iterable[Found], said: str) -> Iterator[Recipient]:
    """Each with a reason; where its own words give none, that of the whole text, looked at once per code.

    Of several recipients none is written off for what may be said of another.
    """
    of_all: dict[tuple[str, str], Reason] = {}
    every = list(found)
    several = len({one.address for one in every}) > 1
    for one in every:
        recipient = _recipient(one, said)
        if recipient.reason is Reason.UNKNOWN:
            code = (recipient.status, recipient.reply)
            of_all[code] = of_all.get(code) or classify(*code, said)
            if not (several and of_all[code].hard):
                recipient = replace(recipient, reason=of_all[code])
        yield recipient if one.action != "delayed" or not recipient.hard else replace(recipient, reason=Reason.DEFERRED)


def _recipient(found: Found, said: str) -> Recipient:
    if found.action == "complained":
        return Recipient(found.address, Reason.COMPLAINT, detail=found.text[:500])
    words_of_it = found.text[:LONGEST]
    inner = STATUS.search(words_of_it)
    status = found.status
    if inner and (not status or status.endswith(".0.0") or (inner[0][0] == status[0] and status.endswith(".0"))):
        status = inner[0]
    match = REPLY.search(words_of_it)
    reply = match[1] if match else ""
    reason = classify(status, reply, words_of_it, said)
    if found.action in ("delivered", "relayed", "expanded"):
        reason = Reason.DELIVERED
    return Recipient(found.address, reason, status, reply, " ".join(words_of_it.split())[:500])
