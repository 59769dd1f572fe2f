"""How many parts an SMS has: what it costs. After 3GPP TS 23.038 (alphabet) and TS 23.040 (concatenation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class SmsSize:
    """The size of an SMS.

    Args:
        encoding: ``GSM-7``, or ``UCS-2`` as soon as one character is not in its alphabet.
        units: Characters as the network counts them: some take two.
        parts: How many messages it is sent as.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def sms_size(text: str) -> SmsSize:
    """The size of a text as an SMS; a character is never divided between two parts."""
    gsm = all(c in BASIC or c in EXTENDED for c in text)
    encoding: Literal["GSM-7", "UCS-2"] = "GSM-7" if gsm else "UCS-2"
    widths = [1 + (c in EXTENDED if gsm else ord(c) > 0xFFFF) for c in text]
    alone, joined = LIMITS[encoding]
    units = sum(widths)
    return SmsSize(encoding, units, 1 if units <= alone else _parts(widths, joined))


def _parts(widths: list[int], limit: int) -> int:
    parts, filled = 1, 0
    for width in widths:
        if filled + width > limit:
            parts, filled = parts + 1, 0
        filled += width
    return parts
