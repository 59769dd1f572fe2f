"""Bounces in words: what qmail, Exim, Sendmail, Exchange, Notes and a hundred gateways write to people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from smartcom_kernel.channels.mail_reports.found import ADDRESS, Found

LONGEST = 60_000
"""Characters of a text that are searched."""
_COPY = re.compile(
    r"^(?:[ \t>*|]*[-=_*]{2,}.{0,20}\b(?:original|copy of|unsent|returned|header|"
    r"below this line|undelivered message|message (?:contents|text|headers?)).*"
    r"|[ \t]*(?:(?:original )?message (?:headers? )?(?:contents )?follows?|original message|below is a copy|"
    r"message headers follow|the (?:header|text) of the (?:original )?message|"
    r"your original message|unsent message).{0,60}"
    r"|(?:received|return-path|dkim-signature): .*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LEADS = re.compile(
    r"^[ \t>*\-\"'<(]*(?:[45]\d\d[ -](?:[45]\.\d+\.\d+ )?<?(?=\S+@\S+\.\.\. ))?(?:(?:smtp|rfc822|mailto)[:;][ \t]*)?<?("
    + ADDRESS.pattern
    + r")"
)
_TRANSCRIPT = re.compile(r"^[45]\d\d[ -](?:[45]\.\d+\.\d+ )?<?\S+@\S+\.\.\. ")
_NAMED = re.compile(
    r"(?:rcpt to:?|recipients?(?: address)?:?|to:|for|address:?|mailbox:?|user(?:id)?:?|"
    r"size:|delivered? to|mail to|message to|deliver(?:ing|ed)?(?: your| a)? (?:mail|"
    r"message) to|sent to|reach|smtp=|generated from)(?<![a-z](?=[\w.+-]))\s{0,3}(?:the )?[\"'<(]{0,2}("
    + ADDRESS.pattern + r")",
    re.IGNORECASE,
)  # fmt: skip
_OURS = re.compile(
    r"(?:mail from|from|sender|reply-to|contact|e-?mail|hello|dear|message-id|send mail to|"
    r"generated from)[:\s]{0,3}[<\"]{0,2}$",
    re.IGNORECASE,
)
_ENDS = (">:", ":\n")
"""What stands after an address that is not ours for sure: who writes to themselves gets bounces too."""
_OFFICES = re.compile(r"^(?:mailer-daemon|postmaster|abuse|support|helpdesk|hostmaster)@", re.IGNORECASE)
FAILED = re.compile(
    r"deliver|undeliver|could not be (?:sent|reached)|did not reach|"
    r"n[o']t (?:be )?(?:reach|sen[dt])|fail|fatal error|return(?:ed|ing)|reject|unknown|"
    r"no such|mailbox|invalid|bounce|error|refused|不|недостав|не может быть|не доставлен|unzustellbar|échec|配信|送信",
    re.IGNORECASE,
)  # fmt: skip
DELAYED = re.compile(
    r"warning message only|has been delayed|not (?:yet )?been delivered|"
    r"still being retried|will (?:be retried|keep trying|continue (?:to )?try)|"
    r"temporary failure report|do not need to re-?send|message (?:is |was )?delayed|"
    r"delivery (?:is )?delayed|retried for",
    re.IGNORECASE,
)


def before_the_copy(text: str) -> str:
    """What the server wrote, without the message that it gives back."""
    text = text[:LONGEST]
    for mark in _COPY.finditer(text):
        if ADDRESS.search(text, 0, mark.start()):
            return text[: mark.start()]
    return text


def free_form(text: str, ours: Collection[str], *, certain: bool = False) -> list[Found]:
    """Every recipient that a text says something bad about.

    Args:
        text: What the server wrote, without the message that it gives back.
        ours: Addresses that are not the recipient: who the bounce is from and to.
        certain: A mail server wrote it, so that no word of failure is needed.
    """
    if not (certain or FAILED.search(text)):
        return []
    action = "delayed" if DELAYED.search(text) else "failed"
    sections = _sections(text, ours)
    if not sections:
        of_all, lower = _sections(text, ()), text.lower()
        sections = {address: of_all[address] for address in of_all if any(f"{address}{end}" in lower for end in _ENDS)}
    if not sections:
        named = [m[1] for m in _NAMED.finditer(text) if _may_be(m[1], ours)]
        named = named[:1] or [m[0] for m in ADDRESS.finditer(text) if _may_be(m[0], ours) and not _is_ours(text, m)][:1]
        sections = {address.lower(): text for address in named}
    return [Found(address.rstrip("."), action, "", said) for address, said in sections.items()]


def _is_ours(text: str, match: re.Match[str]) -> bool:
    return bool(_OURS.search(text[max(0, match.start() - 30) : match.start()]))


def _sections(text: str, ours: Collection[str]) -> dict[str, str]:
    """By address, from the line that begins with it to the next such line; in a transcript, what led to that line."""
    found: dict[str, list[str]] = {}
    now: list[str] = []
    session: list[str] = []
    for line in text.split("\n"):
        is_end = bool(_TRANSCRIPT.match(line))
        for address in _leading(line, ours):
            now = found.setdefault(address.lower(), [])
            now.extend(session if is_end else ())
        now.append(line)
        session.append(line)
        if is_end:
            now, session = [], []
    return {address: "\n".join(lines) for address, lines in list(found.items())[:1000]}


def _leading(line: str, ours: Collection[str]) -> Iterator[str]:
    match = _LEADS.match(line[:400])
    if match and _may_be(match[1], ours):
        yield match[1]


def _may_be(address: str, ours: Collection[str]) -> bool:
    return address.lower() not in ours and not _OFFICES.match(address)
