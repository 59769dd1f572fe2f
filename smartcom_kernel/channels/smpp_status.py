"""What the answers of an SMS centre mean. Numbers are the command statuses of SMPP 3.4, table 5-2."""

from __future__ import annotations

from dataclasses import dataclass

from smartcom_kernel.channels.smpp_session import status_name
from smartcom_kernel.core.errors import DeliveryError, SetupError

NOT_BOUND = 0x04


@dataclass(frozen=True)
class Meaning:
    """What a refusal means for the message.

    Args:
        retryable: Whether the same message may be taken later.
        after_seconds: How long to wait at least.
        quality: What it means for the number; 0 for nothing.
    """

    retryable: bool = False
    after_seconds: float | None = None
    quality: int = 0


FOR_GOOD = Meaning()
LATER = Meaning(retryable=True)
MEANINGS = {
    0x04: LATER,  # the session is not bound; it is renewed
    0x08: LATER,  # system error
    0x0B: Meaning(quality=31),  # invalid destination address
    0x14: Meaning(retryable=True, after_seconds=60),  # message queue full
    0x45: LATER,  # submit failed, for no stated reason
    0x58: Meaning(retryable=True, after_seconds=5),  # throttling: more than the agreed number in a second
    0x64: LATER,  # temporary error of an application
    0xFF: LATER,  # unknown error
}
"""Whatever is not here is for good, and no fault of the number: lengths, flags, dates, texts, vendors' own codes."""

OUR_SETTINGS = {
    0x0A: "source",  # invalid source address
    0x15: "system_type",  # invalid service type
    0x48: "source_ton",
    0x49: "source_npi",
    0x53: "system_type",
}
"""Refusals that every message would meet, and the field to look at."""

NOT_LET_IN = {
    0x0E: "password_env",  # invalid password
    0x0F: "system_id",  # invalid system id
    0x15: "system_type",
    0x53: "system_type",
    0x03: "port",  # invalid command: this port knows no transceivers
}
"""Answers to a bind that do not change by waiting, and the field to look at."""


def refusal(status: int, *, where: str) -> DeliveryError | SetupError:
    """What a refused message means.

    Args:
        status: The command status, not 0.
        where: Host and port, for the sentence.
    """
    said = status_name(status)
    if status in OUR_SETTINGS:
        return SetupError(f"{where} refuses every message with {said}: check {OUR_SETTINGS[status]}")
    meaning = MEANINGS.get(status, FOR_GOOD)
    return DeliveryError(
        f"the SMS centre answered {said}", code=f"0x{status:02X}", retryable=meaning.retryable,
        retry_after_seconds=meaning.after_seconds, quality=meaning.quality,
    )  # fmt: skip


def bind_refusal(status: int, *, where: str) -> DeliveryError | SetupError:
    """What it means not to be let in; an older session that is still open there passes, a wrong password does not."""
    said = status_name(status)
    if status in NOT_LET_IN:
        return SetupError(f"{where} does not let us in ({said}): check {NOT_LET_IN[status]}")
    return DeliveryError(f"{where} does not let us in now ({said})", code=f"0x{status:02X}", retryable=True)
