"""Stops a sending that goes wrong for everybody, before everybody has had it go wrong."""

from __future__ import annotations

from collections import deque

from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.state.messages import MessageState, Outcome

TROUBLES_IN_A_ROW = 20
RECENT = 500
REFUSED_SHARE = 0.05
COMPLAINED_SHARE = 0.003
FEWEST_COMPLAINTS = 3
TEMPLATE_ERRORS = 20
TEMPLATE_SHARE = 0.01


def why_pause(*, hard: int, complaints: int, gone: int) -> str:
    """Why a sending should pause after what was heard of its messages; empty where it need not.

    Mailbox providers turn senders away from about 0.3 % of complaints on (Google's and Yahoo's rules for bulk senders).

    Args:
        hard: Hard bounces among the last `RECENT` messages that left.
        complaints: Complaints among all that left.
        gone: How many left, where anybody complained.
    """
    if hard >= RECENT * REFUSED_SHARE:
        return f"{hard} of the last {RECENT} messages came back for good"
    if complaints >= max(FEWEST_COMPLAINTS, gone * COMPLAINED_SHARE):
        return f"{complaints} of {gone:,} people called it spam"
    return ""


class Breaker:
    """Watches one sending; `why` says what is wrong as soon as it should pause, and is empty before."""

    def __init__(self) -> None:
        self.why = ""
        self._in_a_row = 0
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._written = 0
        self._faulty = 0

    def trip(self, why: str) -> None:
        """Pause for this reason; the first one stays."""
        self.why = self.why or why

    def saw(self, outcome: Outcome, error: DeliveryError | None = None) -> None:
        """Take note of one outcome and of the error that led to it."""
        trouble = error is not None and (error.retryable or error.uncertain)
        self._in_a_row = self._in_a_row + 1 if trouble else 0
        self._recent.append(outcome.state is MessageState.FAILED and not trouble)
        if self._in_a_row >= TROUBLES_IN_A_ROW:
            self.trip(f"{self._in_a_row} messages in a row could not be handed over; the last: {error}")
        if sum(self._recent) >= RECENT * REFUSED_SHARE:
            self.trip(
                f"{sum(self._recent)} of the last {len(self._recent)} messages were refused for good; the last: {error}"
            )

    def wrote(self, good: int, faults: list[str]) -> None:
        """Take note of texts that could be made, and of why others could not."""
        self._written += good + len(faults)
        self._faulty += len(faults)
        if self._faulty >= TEMPLATE_ERRORS and self._faulty > TEMPLATE_SHARE * self._written:
            self.trip(
                f"the text could not be made for {self._faulty} of {self._written} people; the last: {faults[-1]}"
            )
