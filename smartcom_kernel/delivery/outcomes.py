"""What a channel's answer means for a message: it ended, it is tried again later, or nobody knows."""

from __future__ import annotations

from datetime import datetime, timedelta

from smartcom_kernel.channels.channel import Accepted
from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.core.hashing import DIGITS, draw
from smartcom_kernel.state.messages import Claimed, MessageState, Outcome

FIRST_WAIT = timedelta(minutes=5)
GROWTH = 1.3
LONGEST_WAIT = timedelta(days=1)
JITTER = 0.2
LONGEST_DETAIL = 500


def accepted(message: Claimed, answer: Accepted, *, now: datetime) -> Outcome:
    """The provider took it."""
    after = answer.falls_back_after
    return Outcome(
        message, MessageState.ACCEPTED, remote_id=answer.remote_id, call=answer.call,
        fall_back_at=None if after is None else now + after,
    )  # fmt: skip


def unsent(message: Claimed) -> Outcome:
    """Nothing of it left; it stands where it stood before."""
    return Outcome(message, MessageState.PLANNED, unsent=True)


def in_doubt(message: Claimed, detail: str) -> Outcome:
    """It may have left, and no channel said what became of it."""
    return Outcome(message, MessageState.UNCERTAIN, detail=detail[:LONGEST_DETAIL])


def refused(
    message: Claimed, error: DeliveryError, *, key: str, repeatable: bool, attempts: int, now: datetime
) -> Outcome:
    """What a channel's error makes of a message.

    Args:
        message: As it was claimed.
        error: What the channel said.
        key: The message's key.
        repeatable: Whether repeating it is harmless or wished, should it be uncertain.
        attempts: Tries after which it is given up.
        now: When it happened.
    """
    tries = message.attempts + 1
    again = tries < attempts and (repeatable if error.uncertain else error.retryable)
    if error.has_next_leg and not again and not error.uncertain:
        return Outcome(
            message, MessageState.PLANNED, code=error.code, detail=str(error)[:LONGEST_DETAIL], not_before=now,
            leg=message.leg + 1,
        )  # fmt: skip
    if again:
        state = MessageState.PLANNED
    else:
        state = MessageState.UNCERTAIN if error.uncertain else MessageState.FAILED
    asked = timedelta(seconds=error.retry_after_seconds or 0)
    not_before = now + max(backoff(key, tries), min(asked, LONGEST_WAIT)) if again else None
    return Outcome(
        message, state, code=error.code, detail=str(error)[:LONGEST_DETAIL], not_before=not_before,
        quality=error.quality if state is MessageState.FAILED else 0, quality_at=error.quality_at,
    )  # fmt: skip


def backoff(key: str, tries: int) -> timedelta:
    """How long to wait after the n-th try: 5 minutes, a third longer each time, spread by up to a fifth.

    The spread is a hash, so that it can be foretold, and messages that failed together do not come back together.
    """
    spread = int(draw(f"backoff:{tries}", key), 16) / 16**DIGITS
    return FIRST_WAIT * GROWTH ** (tries - 1) * (1 + JITTER * spread)
