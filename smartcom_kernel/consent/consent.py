"""The book of consent: who allowed or forbade what, as evidence; and the addresses nobody may write to."""

from __future__ import annotations

from smartcom_kernel.consent.rules import known_medium, refusal
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.state import consents, suppressions
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.messages import Reason


class ConsentBook:
    """What customers have said about being written to. Each word is kept for ever; the newest one holds.

    A word holds for every message whose intent is not yet committed when `allow`, `forbid` or `suppress` returns.

    Args:
        state: Where the words are kept.
        by_default: Whether we may write to somebody who has said nothing.
        clock: Dates the words.
    """

    def __init__(self, state: State, *, by_default: bool = False, clock: Clock | None = None) -> None:
        self._state = state
        self._by_default = by_default
        self._clock = clock or SystemClock()

    def allow(self, customer_id: str, medium: str, *, source: str) -> None:
        """Record that a customer agreed to a medium.

        Args:
            customer_id: Who.
            medium: ``"email"``, ``"sms"`` or ``"push"``.
            source: How we know, such as ``"sign-up form"``: the evidence in case of doubt.

        Raises:
            UnknownName: There is no such medium.
        """
        self._record(customer_id, medium, granted=True, source=source)

    def forbid(self, customer_id: str, medium: str, *, source: str) -> None:
        """Record that a customer does not want a medium, or not any more.

        Args:
            customer_id: Who.
            medium: ``"email"``, ``"sms"`` or ``"push"``.
            source: How we know, such as ``"unsubscribe link"``.

        Raises:
            UnknownName: There is no such medium.
        """
        self._record(customer_id, medium, granted=False, source=source)

    def of(self, customer_id: str) -> dict[str, Consent]:
        """The newest word of a customer about each medium; media never spoken of are absent."""
        with self._state.transaction() as connection:
            return {word.medium: word for word in consents.current(connection, customer_id)}

    def history(self, customer_id: str) -> list[Consent]:
        """Everything a customer ever said, in order."""
        with self._state.transaction() as connection:
            return consents.history(connection, customer_id)

    def suppress(self, address: str, *, medium: str = "email", reason: str) -> bool:
        """Make sure that nobody writes to an address again, whoever it belongs to; False where it was so before.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return suppressions.add(
                connection, known_medium(medium), address, reason=reason, now=self._clock.now()
            )  # fmt: skip

    def why_not(self, customer_id: str, medium: str, address: str) -> Reason | None:
        """Why we may not write to a customer at an address just now, or None when we may."""
        with self._state.transaction() as connection:
            suppressed = suppressions.find(connection, known_medium(medium), address) is not None
            granted = {word.medium: word.granted for word in consents.current(connection, customer_id)}.get(medium)
        return refusal(address=address, suppressed=suppressed, granted=granted, by_default=self._by_default)

    def _record(self, customer_id: str, medium: str, *, granted: bool, source: str) -> None:
        with self._state.transaction() as connection:
            consents.record(
                connection, customer_id, known_medium(medium), granted=granted, source=source, now=self._clock.now()
            )
