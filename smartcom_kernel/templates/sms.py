"""How many parts an SMS has: what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from smartcom_kernel.core.sms import Encoding, cut_sms


@dataclass(frozen=True)
class SmsSize:
    """The size of an SMS.

    Args:
        encoding: ``GSM-7``, or ``UCS-2`` as soon as one character is not in its alphabet.
        units: Characters as the network counts them: some take two.
        parts: How many messages it is sent as.
    """

    encoding: Encoding
    units: int
    parts: int


def sms_size(text: str) -> SmsSize:
    """The size of a text as an SMS; a character is never divided between two parts."""
    cut = cut_sms(text)
    return SmsSize(cut.encoding, cut.units, len(cut.parts))
