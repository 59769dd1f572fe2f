"""One message on its way out, and the bytes of an e-mail.

Names, subjects and addresses come from customers and files, so nothing here trusts them: header text is cleaned and
encoded, addresses are parsed, and the finished bytes are read back before anybody sees them. The bytes are put together
here and not by `email.generator`: before Python 3.11.10 that one turns ``=?utf-8?q?=0ABcc=3A...?=`` in a subject into a
header of its own (CVE-2024-6923).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.core.errors import DeliveryError

PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
PLAIN_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")
LONGEST_LOCAL, LONGEST = 64, 254
"""What needs no further look: a dot-atom of plain letters (RFC 5321, 4.1.2), which can be taken for nothing else."""
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
AS_IT_IS = re.compile(r"[A-Za-z0-9 ]{0,60}")
LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
BASE64_LINE = 76
CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
LINK = re.compile(r"https?://[!#-;=?-Z\\^-z~]{1,900}")
LONGEST_LINE = 998
LARGEST_ATTACHMENTS = 10 * 2**20
"""Octets of all files of one message; in base64 they are a third more, and many servers take 20 or 25 MB."""
NOT_OF_A_LIST = re.compile(r"[^A-Za-z0-9]+")
WORD_START = "=?"
UNFIT = "5.6.0"
FORMAT_ERROR = 31
"""Quality of a contact that is not written as an address."""


@dataclass(frozen=True)
class Outgoing:
    """One message to one person, ready to leave.

    Args:
        key: Names the message for ever: letters, digits, ``.``, ``_`` and ``-``. Every try carries the same key.
        medium: One of `smartcom_kernel.core.section.MEDIA`.
        address: Where it goes: an e-mail address, a phone number, a device or a chat.
        text: The words; of an e-mail, its plain part.
        sent_at: The moment the message is dated, aware.
        subject: Subject of an e-mail, title of a push or of a call.
        html: The formatted part of an e-mail; without it the e-mail is plain text.
        unsubscribe_url: Where the person can refuse further messages.
        expires_at: From when on it is not to be delivered any more, aware; None where it never gets too old.
        image_url: Picture of a push or a messenger's message.
        link_url: What a push or a messenger's button opens: a page, or a place in an app.
        link_text: What the button says.
        sender: Address an e-mail comes from in place of the channel's.
        sender_name: Name people see in place of the channel's.
        reply_to: Where answers go, if not to the sender.
        mailing: What it belongs to, by which mail programs may sort; see `list_id`.
        attachments: Files that go with an e-mail, of 10 MB together at most.
        leg: By which leg of a cascade it goes.
    """

    key: str
    medium: str
    address: str
    text: str
    sent_at: datetime
    subject: str = ""
    html: str = ""
    unsubscribe_url: str = ""
    expires_at: datetime | None = None
    image_url: str = ""
    link_url: str = ""
    link_text: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    mailing: str = ""
    attachments: tuple[Attachment, ...] = ()
    leg: int = 1

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"{self.key!r} cannot be a message key: letters, digits, . _ - and at most 128")
        if self.sent_at.tzinfo is None:
            raise ValueError(f"sent_at must be aware, not {self.sent_at!r}")
        if self.expires_at is not None and self.expires_at.tzinfo is None:
            raise ValueError(f"expires_at must be aware, not {self.expires_at!r}")
        if (octets := sum(len(a.content) for a in self.attachments)) > LARGEST_ATTACHMENTS:
            raise ValueError(
                f"{octets:,} octets of attachments are more than {LARGEST_ATTACHMENTS:,}: link to the files"
            )


def build_email(outgoing: Outgoing, *, sender: str, sender_name: str = "", dkim: DkimKey | None = None) -> bytes:
    """The message as bytes for the wire: CRLF line ends, every header exactly once, the same bytes on every try.

    Args:
        outgoing: What to write.
        sender: Address it comes from unless the message names one; its domain also ends the Message-ID.
        sender_name: The name people see unless the message gives one.
        dkim: Signs it.

    Raises:
        DeliveryError: Not retryable: an address, a link or the result is not fit for the wire.
    """
    sender = own_address(outgoing.sender or sender)
    sender_name = outgoing.sender_name or sender_name
    domain = sender.rpartition("@")[2]
    body_headers, body = _body(outgoing)
    headers = {
        "From": f"{encoded(sender_name)} <{sender}>" if sender_name else sender,
        "To": email_address(outgoing.address),
        **({"Reply-To": own_address(outgoing.reply_to)} if outgoing.reply_to else {}),
        "Subject": encoded(outgoing.subject),
        "Date": format_datetime(outgoing.sent_at),
        "Message-ID": f"<{outgoing.key}@{domain}>",
        **list_id(outgoing.mailing, domain),
        **_unsubscribe(outgoing.unsubscribe_url),
        "MIME-Version": "1.0",
        **body_headers,
    }
    if dkim is not None:
        headers = {"DKIM-Signature": dkim.signature(headers, body, at=outgoing.sent_at), **headers}
    return checked(_joined(headers, body), headers)


@lru_cache(maxsize=256)  # the sender is the same for a whole mailing
def email_address(text: str) -> str:
    """The address as it may stand in an envelope and a header: ASCII, one ``@``, no display name, no line end.

    Raises:
        DeliveryError: Not retryable: it is not such an address.
    """
    local, at, domain = text.rpartition("@")
    is_short = len(text) <= LONGEST and len(local) <= LONGEST_LOCAL
    if at and is_short and PLAIN_LOCAL.fullmatch(local) and PLAIN_DOMAIN.fullmatch(domain):
        return f"{local}@{_domain(domain)}"
    return _validated(text)


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    """A domain as it may stand behind an address; most addresses of a base share a few hundred."""
    return _validated(f"a@{domain}").partition("@")[2]


def _validated(text: str) -> str:
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True, allow_domain_literal=False)
    except EmailNotValidError as error:
        raise DeliveryError(f"{text!r} is no e-mail address: {error}", code="5.1.3", quality=FORMAT_ERROR) from None
    if WORD_START in text:
        raise DeliveryError(f"{text!r} could be read as something else: it holds {WORD_START}", code="5.1.3")
    if found.ascii_email is None:
        raise DeliveryError(f"{text!r} has letters that need SMTPUTF8, which is not used here", code="5.6.7")
    return found.ascii_email


def own_address(text: str) -> str:
    """An address of ours; if it is none, that says nothing about the customer's.

    Raises:
        DeliveryError: Not retryable: it is not such an address.
    """
    try:
        return email_address(text)
    except DeliveryError as error:
        raise DeliveryError(str(error), code="5.1.7") from None


def list_id(mailing: str, domain: str) -> dict[str, str]:
    """The header by which mail programs sort the messages of one mailing (RFC 2919); nothing without one."""
    label = NOT_OF_A_LIST.sub("-", mailing.lower())[:63].strip("-")
    return {"List-Id": f"<{label}.{domain}>"} if label else {}


def clean_header(text: str) -> str:
    """Text without line ends and control characters, so that it stays inside its header."""
    flat = LINE_BREAKS.sub(" ", text).translate(CONTROLS)
    return flat.encode("utf-8", "replace").decode().strip()


@lru_cache(maxsize=256)
def encoded(text: str) -> str:
    """Header text, cleaned; as RFC 2047 words in UTF-8 unless it is short and plain.

    What looks like an encoded word is itself encoded, so a reader shows the characters that were given.
    """
    clean = clean_header(text)
    return clean if AS_IT_IS.fullmatch(clean) else Header(clean, "utf-8", maxlinelen=64).encode(linesep="\r\n")


def checked(raw: bytes, intended: Iterable[str]) -> bytes:
    """`raw`, once its headers are read back and are the intended ones, each once, and its lines are whole.

    Raises:
        DeliveryError: Not retryable: they are not.
    """
    head = raw.partition(b"\r\n\r\n")[0]
    found = BytesHeaderParser(policy=compat32).parsebytes(head + b"\r\n\r\n").keys()
    if sorted(found) != sorted(intended):
        raise DeliveryError(f"the message has the headers {found}, {list(intended)} were meant", code=UNFIT)
    rest = raw.replace(b"\r\n", b"")  # ten times as fast as an expression that looks around
    if b"\r" in rest or b"\n" in rest:
        raise DeliveryError("the message has a line end that is not CRLF", code=UNFIT)
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        raise DeliveryError(f"the message has a line of more than {LONGEST_LINE} octets", code=UNFIT)
    return raw


def _body(outgoing: Outgoing) -> tuple[dict[str, str], bytes]:
    text = _text(outgoing)
    if not outgoing.attachments:
        return text
    return _multipart("mixed", f":{outgoing.key[-60:]}_", [text, *(a.part() for a in outgoing.attachments)])


def _text(outgoing: Outgoing) -> tuple[dict[str, str], bytes]:
    plain = _part(outgoing.text, "plain")
    if not outgoing.html:
        return plain
    return _multipart("alternative", f"_{outgoing.key[-60:]}_", [plain, _part(outgoing.html, "html")])


def _multipart(subtype: str, mark: str, parts: Iterable[tuple[dict[str, str], bytes]]) -> tuple[dict[str, str], bytes]:
    """Parts with a mark between them that is in none: base64 has neither ``_`` nor ``:``, nor do they begin alike."""
    pieces = [piece for part in parts for piece in (f"--{mark}\r\n".encode(), _joined(*part))]
    return {"Content-Type": f'multipart/{subtype}; boundary="{mark}"'}, b"".join([*pieces, f"--{mark}--\r\n".encode()])


def _part(text: str, subtype: str) -> tuple[dict[str, str], bytes]:
    octets = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    headers = {"Content-Type": f'text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding": "base64"}
    return headers, in_lines(octets)


def in_lines(octets: bytes) -> bytes:
    """Base64 in lines of 76 characters with CRLF (RFC 2045, 6.8); three times as fast as `base64.encodebytes`."""
    letters = base64.b64encode(octets)
    return b"".join([letters[at : at + BASE64_LINE] + b"\r\n" for at in range(0, len(letters), BASE64_LINE)])


def _joined(headers: Mapping[str, str], body: bytes) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode("ascii") + b"\r\n" + body


def _unsubscribe(url: str) -> dict[str, str]:
    """RFC 2369 and, for a link that may be posted to, RFC 8058."""
    if not url:
        return {}
    if not LINK.fullmatch(url) or WORD_START in url:
        raise DeliveryError(f"{url!r} is not a link that can stand in List-Unsubscribe", code=UNFIT)
    headers = {"List-Unsubscribe": f"<{url}>"}
    if url.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
