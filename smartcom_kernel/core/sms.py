"""The letters of an SMS and where a long one is cut. After 3GPP TS 23.038 (alphabet) and TS 23.040 (concatenation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

ESCAPE = "\x1b"
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ" + ESCAPE + "ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet: a character's place is its code. The escape, which is no character, announces the extension."""
EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
"""Characters that take two places: the escape, then this code."""
CODES = {c: code for code, c in enumerate(ALPHABET) if c != ESCAPE}
LIMITS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""How many units one message holds alone, and as a part of several."""


@dataclass(frozen=True)
class CutSms:
    """A text as the parts it is sent in.

    Args:
        encoding: ``GSM-7``, or ``UCS-2`` as soon as one character is not in its alphabet.
        units: Characters as the network counts them: some take two.
        parts: The text in order; no character is divided between two. One empty part for an empty text.
    """

    encoding: Encoding
    units: int
    parts: tuple[str, ...]


def cut_sms(text: str) -> CutSms:
    """A text cut into the messages it is sent as."""
    gsm = all(c in CODES or c in EXTENSION for c in text)
    encoding: Encoding = "GSM-7" if gsm else "UCS-2"
    widths = [1 + (c in EXTENSION if gsm else ord(c) > 0xFFFF) for c in text]
    alone, joined = LIMITS[encoding]
    units = sum(widths)
    return CutSms(encoding, units, (text,) if units <= alone else _parts(text, widths, joined))


def _parts(text: str, widths: list[int], limit: int) -> tuple[str, ...]:
    starts, filled = [0], 0
    for place, width in enumerate(widths):
        if filled + width > limit:
            starts.append(place)
            filled = 0
        filled += width
    return tuple(text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
