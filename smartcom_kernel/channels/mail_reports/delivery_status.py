"""Delivery status notifications (RFC 3464), also where they stand in plain text or lack half of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smartcom_kernel.channels.mail_reports.classify import STATUS
from smartcom_kernel.channels.mail_reports.found import Found, address_in
from smartcom_kernel.channels.mail_reports.mime import Part, fields

TYPES = frozenset({"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"})
_BLOCK = re.compile(r"\n[ \t]*\n")
_NAMES = ("final-recipient", "original-recipient", "x-actual-recipient")
_START = re.compile(r"^(?=(?:Final-Recipient|Original-Recipient):)", re.IGNORECASE | re.MULTILINE)


def delivery_status(leaves: Iterable[Part]) -> Iterator[Found]:
    """Every recipient that a notification names by fields."""
    for part in leaves:
        if part.type == "message/disposition-notification":
            continue
        if part.type in TYPES or (part.type.startswith("text/plain") and "inal-recipient:" in part.text.lower()):
            yield from _recipients(part.text)


def _recipients(text: str) -> Iterator[Found]:
    for block in _BLOCK.split(text)[:1000]:
        known = fields(block)
        if not any(name in known for name in _NAMES) and "action" not in known:
            continue
        if len(_START.findall(block)) > 2 and block.lower().count("final-recipient:") > 1:
            yield from (one for piece in _START.split(block) for one in _one(fields(piece)))
        else:
            yield from _one(known)


def _one(known: dict[str, str]) -> Iterator[Found]:
    address = next(
        (a for name in _NAMES if (a := address_in(known.get(name, "").partition(";")[2] or known.get(name, "")))), ""
    )
    action = known.get("action", "").lower().split("(")[0].strip().split(" ")[0]
    diagnostic = known.get("diagnostic-code", "")
    if not (address or action):
        return
    status = STATUS.search(known.get("status", ""))
    action = {"deliverable": "delivered", "undeliverable": "failed"}.get(action, action)
    if not action:
        action = {"2": "delivered", "4": "delayed"}.get((status[0] if status else "5")[0], "failed")
    kind, mark, rest = diagnostic.partition(";")
    yield Found(address, action, status[0] if status else "", (rest if mark and len(kind) < 30 else diagnostic).strip())
