"""Complaints: feedback reports (RFC 5965), and the forms of those who send others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smartcom_kernel.channels.mail_reports.found import Found, address_in
from smartcom_kernel.channels.mail_reports.mime import Part, fields, split

NO_COMPLAINT = frozenset({"auth-failure", "not-spam", "dmarc", "dkim", "spf"})
"""Feedback of machines about signatures, and the taking back of a complaint."""
_SUBJECT = re.compile(r"^(?:complaint about message from|abuse report\b|spam (?:complaint|report))", re.IGNORECASE)
_NAMES = ("original-rcpt-to", "removal-recipient", "x-original-rcpt-to")
_HOLDERS = ("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to")


def _is_report(part: Part) -> bool:
    return part.type == "message/feedback-report" or part.text.lstrip("\n")[:15].lower() == "feedback-type: "


def complaint(leaves: Sequence[Part], subject: str) -> Found | None:
    """Who complained, if this is a complaint; the address is empty where it was taken out."""
    report = next((fields(p.text.lstrip("\n")) for p in leaves if _is_report(p)), None)
    if report is None and not (_SUBJECT.match(subject) and any(p.type == "message/rfc822" for p in leaves)):
        return None
    report = report or {}
    if report.get("feedback-type", "abuse").strip().lower() in NO_COMPLAINT:
        return None
    address = next((a for name in _NAMES if (a := address_in(report.get(name, "")))), "")
    for part in leaves:
        if not address and part.type in ("message/rfc822", "text/rfc822-headers"):
            head = split(part.text.lstrip("\n"))[0]
            address = next((a for name in _HOLDERS if (a := address_in(head.get(name, "")))), "")
    return Found(address, "complained", "", report.get("feedback-type", "abuse"))
