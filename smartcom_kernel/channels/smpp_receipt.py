"""What an SMS centre hands to us: receipts, and what people write back. After SMPP 3.4, 5.2.12 and appendix B."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from smartcom_kernel.channels.report import OptOut, Report, Verdict
from smartcom_kernel.channels.smpp_session import Incoming
from smartcom_kernel.channels.smpp_text import decoded, without_header
from smartcom_kernel.core.hashing import fingerprint

ReceiptIds = Literal["same", "hex_to_decimal", "decimal_to_hex"]

KIND_OF_MESSAGE = 0x3C
RECEIPTS = {0x04, 0x20}  # a receipt, and a notification on the way
HAS_HEADER = 0x40
INTERNATIONAL = 1
GSM_NETWORK = 3

FIELD = re.compile(r"\b(id|sub|dlvrd|submit[ _]?date|done[ _]?date|stat|err)\s*:\s*([^\s:]+)", re.IGNORECASE)
TEXT = re.compile(r"\btext\s*:", re.IGNORECASE)
LETTERS = re.compile(r"\w+")

STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
"""Final states by number; 1 en route, 6 accepted and 7 unknown say nothing of the end."""
LONG_NAMES = {"DELIVERED": "DELIVRD", "UNDELIVERABLE": "UNDELIV", "FAILED": "UNDELIV", "REJECTED": "REJECTD"}
VERDICTS = {
    "DELIVRD": (Verdict.DELIVERED, 0),
    "EXPIRED": (Verdict.BOUNCED, 1),
    "DELETED": (Verdict.BOUNCED, 0),
    "UNDELIV": (Verdict.BOUNCED, 1),
    "REJECTD": (Verdict.BOUNCED, 0),
}
"""Verdict and quality. None is hard: the states alone do not say that the number is at fault."""
NETWORK_QUALITY = {1: 32, 5: 32, 9: 33, 11: 33, 12: 33, 6: 1, 27: 1, 31: 1, 32: 3}
"""Errors of GSM networks after 3GPP TS 29.002, 17.6.6: unknown, unidentified and illegal subscriber, no SMS in the
contract, illegal equipment; absent (twice), busy; no room on the phone."""
NO_SUCH_NUMBER = 32


def own_id(said: str, ids: ReceiptIds) -> str:
    """The id an SMS centre answered a message with, in the form in which receipts can be compared with it."""
    return _number(said, 10 if ids == "decimal_to_hex" else 16) if ids != "same" else said


def receipted_id(said: str, ids: ReceiptIds) -> str:
    """The id that stands in the text of a receipt, in that same form."""
    return _number(said, 16 if ids == "decimal_to_hex" else 10) if ids != "same" else said


def is_receipt(incoming: Incoming) -> bool:
    """Whether the SMS centre itself says that it is one; what a person writes can look like one, and is none."""
    return incoming.esm_class & KIND_OF_MESSAGE in RECEIPTS or bool(incoming.receipted_id)


def report_of(
    incoming: Incoming, *, ids: ReceiptIds, zone: str, no_such_number: Collection[str], heard_at: datetime
) -> Report | None:
    """What a receipt says; None where it names no message, or no end.

    Args:
        incoming: The receipt.
        ids: How its ids are written.
        zone: The zone of its dates.
        no_such_number: Values of ``err`` that mean that the number does not exist.
        heard_at: When it came; it happened no later.
    """
    text = decoded(_body(incoming), incoming.data_coding)
    fields = _fields(text)
    stated = fields.get("stat", "").upper()
    state = LONG_NAMES.get(stated, stated) if incoming.message_state is None else STATES.get(incoming.message_state)
    remote_id = own_id(incoming.receipted_id, ids) or receipted_id(fields.get("id", ""), ids)
    if state not in VERDICTS or not remote_id:
        return None
    verdict, quality = VERDICTS[state]
    error = fields.get("err", "")
    if verdict is Verdict.BOUNCED:
        quality = NO_SUCH_NUMBER if error in no_such_number else _by_network(incoming.network_error, quality)
    return Report(
        event_id=":".join((remote_id, state, fields.get("donedate", ""))), verdict=verdict, remote_id=remote_id,
        address=phone(incoming), quality=quality,
        happened_at=min(_moment(fields.get("donedate", ""), zone) or heard_at, heard_at),
        code=f"{state} {error}".strip(), detail=" ".join(text.split())[:300],
    )  # fmt: skip


def opt_out_of(incoming: Incoming, *, stop_words: Collection[str], heard_at: datetime) -> OptOut | None:
    """What somebody wrote back, where it is a wish to get no more: one of some words and nothing else.

    SMPP gives no id to what people write, so a message that the SMS centre hands over twice counts twice; the second
    opt-out changes nothing.
    """
    said = decoded(_body(incoming), incoming.data_coding)
    words = LETTERS.findall(said.casefold())
    if " ".join(words) not in {" ".join(LETTERS.findall(word.casefold())) for word in stop_words}:
        return None
    address = phone(incoming)
    return (
        OptOut(fingerprint([address, said, heard_at.isoformat()]), address, heard_at, said.strip()) if address else None
    )


def phone(incoming: Incoming) -> str:
    """From whom it is, with the plus of an international number."""
    digits = incoming.source.removeprefix("+")
    return f"+{digits}" if incoming.source_ton == INTERNATIONAL and digits.isdecimal() else incoming.source


def _body(incoming: Incoming) -> bytes:
    return without_header(incoming.octets) if incoming.esm_class & HAS_HEADER else incoming.octets


def _fields(text: str) -> dict[str, str]:
    """The first value of each field before the words of the message, which may say anything."""
    found: dict[str, str] = {}
    for name, value in FIELD.findall(TEXT.split(text, maxsplit=1)[0]):
        found.setdefault(re.sub("[ _]", "", name.lower()), value)
    return found


def _number(said: str, base: int) -> str:
    try:
        return str(int(said, base))
    except ValueError:
        return said


def _by_network(error: bytes, otherwise: int) -> int:
    if len(error) != 3 or error[0] != GSM_NETWORK:
        return otherwise
    return NETWORK_QUALITY.get(int.from_bytes(error[1:]), otherwise)


def _moment(digits: str, zone: str) -> datetime | None:
    try:
        written = datetime.strptime(digits, "%y%m%d%H%M%S" if len(digits) == 12 else "%y%m%d%H%M")  # noqa: DTZ007 -- the zone comes next
    except ValueError:
        return None
    return written.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
