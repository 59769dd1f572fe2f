"""From codes and words to a reason: enhanced status codes (RFC 3463), SMTP replies (RFC 5321), and what servers say.

Words come before codes, because servers give 5.1.1 and 5.7.1 for nearly all; codes decide where words say nothing.
"""

from __future__ import annotations

import re

from smartcom_kernel.channels.mail_reports.reason import Reason
from smartcom_kernel.channels.mail_reports.wording import said

LONGEST = 8_000
"""Characters of an answer that are looked at."""
STATUS = re.compile(r"(?<![\d.\w-])([245])\.(\d{1,2}|1\d\d)\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.#:/-])([245][0-7]\d)(?=[ -]|$)(?! \d+\.)", re.MULTILINE)

_CODES = {
    "1.0": Reason.UNKNOWN, "1.1": Reason.USER_UNKNOWN, "1.2": Reason.HOST_UNKNOWN, "1.3": Reason.USER_UNKNOWN,
    "1.4": Reason.FILTERED, "1.6": Reason.MOVED, "1.7": Reason.SENDER, "1.8": Reason.SENDER,
    "1.10": Reason.NO_MAIL_HERE, "2.1": Reason.SUSPENDED, "2.2": Reason.MAILBOX_FULL, "2.3": Reason.TOO_BIG,
    "2.4": Reason.SYSTEM, "3.1": Reason.SYSTEM, "3.2": Reason.NO_MAIL_HERE, "3.4": Reason.TOO_BIG,
    "4.1": Reason.NETWORK, "4.2": Reason.NETWORK, "4.3": Reason.NETWORK, "4.4": Reason.HOST_UNKNOWN,
    "4.6": Reason.NETWORK, "4.7": Reason.EXPIRED, "7.8": Reason.POLICY, "7.9": Reason.POLICY, "7.13": Reason.SUSPENDED,
    "7.17": Reason.MOVED, "7.18": Reason.MOVED, "7.25": Reason.REPUTATION, "7.27": Reason.SENDER,
    **{f"7.{n}": Reason.AUTHENTICATION for n in (20, 21, 22, 23, 24, 26, 29)},
}  # fmt: skip
_SUBJECTS = {"3": Reason.SYSTEM, "4": Reason.NETWORK, "5": Reason.SYSTEM, "6": Reason.CONTENT, "7": Reason.POLICY}
_REPLIES = {"450": Reason.DEFERRED, "421": Reason.DEFERRED, "452": Reason.MAILBOX_FULL, "552": Reason.MAILBOX_FULL}
_SURE = frozenset({"1.7", "1.8", "1.10", "7.26"})
_AFTER_ACCEPTANCE = re.compile(
    r"(?:in reply to|after|response to|command:?)\s+(?:end of )?data\b|final data|\n\s*data\s*$|"
    r"after i sent the message",
    re.IGNORECASE,
)
_OF_THE_ENVELOPE = re.compile(
    r"(?<![a-z])rcpt|does not like recipient|access denied|recipientto|envelope recipient|"
    r"doesn'?t have an? \S+ account|msexch:|delivery userid|\b542 |address is correct|"
    r"not listed in|no mailbox here|address couldn'?t be found",
    re.IGNORECASE,
)
"""What shows that the address was refused before there was a message that a filter could turn away."""
_NAMING = re.compile(r"55\d <?\S+@\S+[.]{3} ")
"""How the servers that say it of an address in reply to RCPT begin."""
_LINK = re.compile(r"https?://([\w.-]{1,200})\S*")
_GENERIC = re.compile(r"\b[45]\.\d\.\d - [A-Za-z /]{3,60}(?= '?[245]\d\d[ -])")
"""What some gateways put before the answer that they got."""
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[\w.-]{1,255}>?")


def classify(status: str, reply: str, text: str, around: str = "") -> Reason:
    """Why it was refused.

    Args:
        status: The enhanced status, such as ``"5.1.1"``; may be empty.
        reply: The SMTP reply, such as ``"550"``; may be empty.
        text: What the server wrote.
        around: What else the report says, such as the transcript of the session.
    """
    if status.startswith("2."):
        return Reason.DELIVERED
    code = status.partition(".")[2]
    if code in _SURE:
        return _CODES[code]
    told = _said(text[:LONGEST])
    found = told or _CODES.get(code) or _SUBJECTS.get(code.partition(".")[0]) or _REPLIES.get(reply) or Reason.UNKNOWN
    if told is Reason.NETWORK and code == "4.4" and "name server reply" in text:
        return Reason.NETWORK
    if told in (Reason.FILTERED, Reason.POLICY, Reason.EXPIRED, Reason.NETWORK, Reason.SYSTEM) and code in _CODES:
        found = _CODES[code]
    if told is None and code.startswith("1.") and status[:1] == "5":
        found = _CODES.get(code, Reason.UNKNOWN)
    if found is Reason.SUSPENDED and code == "1.1":
        found = Reason.USER_UNKNOWN
    if found is Reason.USER_UNKNOWN and not _is_of_the_address(code, text, around):
        return Reason.FILTERED
    if found is Reason.HOST_UNKNOWN and code.startswith("7."):
        return Reason.POLICY
    if found.hard and (status or reply)[:1] == "4":
        return Reason.NETWORK if found is Reason.HOST_UNKNOWN else Reason.DEFERRED
    return found


def quality_of(code: str, text: str, around: str = "") -> int:
    """What a refusal while sending means for the address, as a code of contact data quality.

    Args:
        code: What the server answered with: ``"550"``, ``"550 5.1.1"`` or ``"5.1.1"``.
        text: The rest of its answer.
        around: What else is known, such as the command that it was an answer to.

    >>> quality_of("550 5.1.1", "User unknown"), quality_of("550 5.7.1", "Your IP is on a blacklist")
    (32, 0)
    """
    line = f"{code} {text}"
    status, reply = STATUS.search(line), REPLY.search(code)
    return classify(status[0] if status else "", reply[1] if reply else "", text, around).quality


def _is_of_the_address(code: str, text: str, around: str) -> bool:
    """Whether "no such user" is meant: a filter that has read the message says so too, of whoever it turns away."""
    if code.startswith("1."):
        return True
    if _AFTER_ACCEPTANCE.search(text):
        return False
    if not code and _NAMING.search(text):
        return True
    return any(_OF_THE_ENVELOPE.search(part[:LONGEST]) for part in (text, around))


def _said(text: str) -> Reason | None:
    """The first reason whose words stand in a text; what addresses are called says nothing."""
    bare = " ".join(_ADDRESS.sub(" ", _GENERIC.sub("", _LINK.sub(r"\1 ", text))).split())
    return said(bare)
