"""The words of an SMS as octets and back. After 3GPP TS 23.038, TS 23.040 (9.2.3.24.1) and SMPP 3.4 (5.2.19)."""

from __future__ import annotations

from dataclasses import dataclass

from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.hashing import draw
from smartcom_kernel.core.sms import ALPHABET, CODES, ESCAPE, EXTENSION, cut_sms

DEFAULT_ALPHABET = 0x00
ASCII = 0x01
LATIN_1 = 0x03
UCS_2 = 0x08
MOST_PARTS = 255
UNFIT = "text"
EXTENDED = {code: c for c, code in EXTENSION.items()}
CODECS = {ASCII: "ascii", LATIN_1: "latin-1", UCS_2: "utf-16-be"}


@dataclass(frozen=True)
class Coded:
    """A text as octets.

    Args:
        data_coding: How the octets are to be read: 0 for the default alphabet, 8 for UCS-2.
        parts: The octets of each part, without headers.
    """

    data_coding: int
    parts: tuple[bytes, ...]

    @property
    def whole(self) -> bytes:
        """The text in one piece, for a provider that cuts it."""
        return b"".join(self.parts)

    def with_headers(self, key: str) -> tuple[bytes, ...]:
        """The parts with the headers by which a phone joins them; the same on every try of one message."""
        total = len(self.parts)
        if total == 1:
            return self.parts
        reference = int(draw("sms parts", key)[:2], 16)
        return tuple(
            bytes((5, 0, 3, reference, total, number)) + part for number, part in enumerate(self.parts, start=1)
        )


def encoded(text: str) -> Coded:
    """A text as octets, cut where phones expect it.

    Raises:
        DeliveryError: Not retryable: there is no text, or more than 255 parts of it.
    """
    readable = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")  # half a pair is no character
    cut = cut_sms(readable)
    if not text:
        raise DeliveryError("the SMS has no text", code=UNFIT)
    if len(cut.parts) > MOST_PARTS:
        raise DeliveryError(f"the SMS has {len(cut.parts)} parts, more than {MOST_PARTS}", code=UNFIT)
    if cut.encoding == "GSM-7":
        return Coded(DEFAULT_ALPHABET, tuple(map(_septets, cut.parts)))
    return Coded(UCS_2, tuple(part.encode("utf-16-be") for part in cut.parts))


def decoded(octets: bytes, data_coding: int) -> str:
    """What somebody wrote; ``�`` stands for what cannot be read, and nothing for codings that hold no text."""
    if data_coding == DEFAULT_ALPHABET:
        return _from_septets(octets)
    codec = CODECS.get(data_coding)
    return octets.decode(codec, "replace") if codec else ""


def without_header(octets: bytes) -> bytes:
    """The octets after the user data header; its first octet says how long the rest of it is."""
    return octets[1 + octets[0] :] if octets else b""


def _septets(text: str) -> bytes:
    codes = bytearray()
    for c in text:
        if c in EXTENSION:
            codes += bytes((ALPHABET.index(ESCAPE), EXTENSION[c]))
        else:
            codes.append(CODES[c])
    return bytes(codes)


def _from_septets(octets: bytes) -> str:
    text, rest = "", iter(octets)
    for octet in rest:
        if octet >= len(ALPHABET):
            text += "�"
        elif ALPHABET[octet] == ESCAPE:
            text += EXTENDED.get(next(rest, -1), "�")
        else:
            text += ALPHABET[octet]
    return text
