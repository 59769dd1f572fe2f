"""The contacts of one customer: how good each is, and why we may not write there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from smartcom_kernel.consent.contactable import CONTACTS
from smartcom_kernel.core.block import Lang
from smartcom_kernel.intake.contacts import ABSENT, GOOD, MALFORMED
from smartcom_kernel.state.messages import Reason

QUALITY: dict[int, tuple[str, str]] = {
    GOOD: ("good", "верный"),
    1: ("unreachable for now", "временно недоступен"),
    2: ("its domain could not be asked", "ошибка DNS"),
    3: ("mailbox full", "ящик переполнен"),
    4: ("message too long", "сообщение слишком длинное"),
    5: ("no answer in time", "нет ответа вовремя"),
    6: ("answering machine", "автоответчик"),
    ABSENT: ("absent", "не указан"),
    MALFORMED: ("malformed", "с ошибкой"),
    32: ("does not exist", "не существует"),
    33: ("cannot be delivered to", "доставка невозможна"),
    34: ("attempts exhausted", "попытки исчерпаны"),
    35: ("blocked by its server", "заблокирован сервером"),
    36: ("complained of spam", "жалоба на спам"),
    37: ("blocked by the recipient", "заблокирован получателем"),
    38: ("refuses attachments", "не принимает вложения"),
    39: ("its domain does not exist", "домена не существует"),
    50: ("on the blacklist", "в чёрном списке"),
}
Fault = Literal["", "doubtful", "useless"]
LANDLINE = "landline"
LINES: dict[int, tuple[str, str]] = {
    PhoneNumberType.MOBILE: ("mobile", "мобильный"),
    PhoneNumberType.FIXED_LINE: (LANDLINE, "городской"),
}


@dataclass(frozen=True)
class Contact:
    """One address or number.

    Args:
        medium: What it is written to through: ``"email"`` or ``"sms"``.
        value: Its normal form; empty where there is none.
        original: As it was given.
        quality: The quality code.
        line: Of a phone number ``"mobile"`` or ``"landline"``; empty where that cannot be told.
        why_not: Why we may not write there; None when we may.
    """

    medium: str
    value: str
    original: str
    quality: int
    line: str
    why_not: Reason | None

    @property
    def fault(self) -> Fault:
        """``"useless"`` where nothing can be sent there for good, ``"doubtful"`` where it may not arrive, else empty.

        What is of no use is what we never write to. It may not arrive where the last attempts have failed, and at a
        landline that was loaded before the lake knew landlines.
        """
        if self.why_not in (Reason.NO_CONTACT, Reason.BAD_ADDRESS):
            return "useless"
        return "doubtful" if self.quality != GOOD or self.line == LANDLINE else ""

    def quality_word(self, lang: Lang = "en") -> str:
        """``good``, ``malformed``, ``code 7``."""
        known = QUALITY.get(self.quality)
        return known[lang == "ru"] if known else f"{'код' if lang == 'ru' else 'code'} {self.quality}"

    def line_word(self, lang: Lang = "en") -> str:
        """The kind of line in words."""
        return next((words[lang == "ru"] for words in LINES.values() if words[0] == self.line), "")


def contact_of(
    customer: Mapping[str, Any], medium: str, why_not: Reason | None, *, learned: int | None = None
) -> Contact:
    """One contact of a row of `customers`; its quality is what was `learned` from messages, where anything was."""
    column = CONTACTS[medium]
    value, quality = customer[column] or "", customer[f"{column}_quality"] if learned is None else learned
    return Contact(
        medium=medium,
        value=value,
        original=customer[f"{column}_original"] or "",
        quality=(GOOD if value else ABSENT) if quality is None else int(quality),
        line=_line(value) if medium == "sms" else "",
        why_not=why_not,
    )


def _line(number: str) -> str:
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, None))
    except NumberParseException:
        return ""
    return LINES.get(kind, ("", ""))[0]
