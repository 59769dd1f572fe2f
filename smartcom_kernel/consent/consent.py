"""The book of consent: who allowed or forbade what, as evidence; and the addresses nobody may write to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from smartcom_kernel.consent.departures import Departures
from smartcom_kernel.consent.rules import known_medium, refusal
from smartcom_kernel.consent.subscriptions import Subscription, subscribed, subscriptions
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state import blacklist, consents, contacts, suppressions
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import MARKETING, PURPOSES, Consent
from smartcom_kernel.state.contacts import ContactQuality
from smartcom_kernel.state.messages import Reason


class ConsentBook:
    """What customers have said about being written to. Each word is kept for ever; the newest one holds.

    A word is about a medium as a whole or about one category of mailings in it, and we write only where both allow it.
    Of a category that is gone from the settings a no is heard, if anybody has ever said a word about it. A word holds
    for every message whose intent is not yet committed when `allow`, `forbid`, `change` or `suppress` returns.

    Args:
        state: Where the words are kept.
        settings: The categories of mailings, and whether we may write to somebody who has said nothing.
        clock: Dates the words.
    """

    def __init__(self, state: State, *, settings: Settings | None = None, clock: Clock | None = None) -> None:
        self._state = state
        settings = settings or Settings()
        self._by_default = settings.delivery.consent_default
        self._confirmed_only = settings.delivery.double_opt_in
        self._categories = settings.mailing_categories
        self._clock = clock or SystemClock()

    def allow(
        self,
        customer_id: str,
        medium: str,
        *,
        source: str,
        category: str = "",
        purpose: str = MARKETING,
        text_version: str = "",
        proof: str = "",
    ) -> None:
        """Record that a customer agreed to a medium, or subscribed to a category of mailings through it.

        Args:
            customer_id: Who.
            medium: ``"email"``, ``"sms"``, ``"push"``, ``"messenger"`` or ``"call"``.
            source: How we know, such as ``"sign-up form"``: the evidence in case of doubt.
            category: Which mailings; the medium as a whole when empty.
            purpose: For what: ``"marketing"``, or ``"service"`` for messages about an order or an account.
            text_version: Of the words agreed to, such as ``"offer 2026-02"``.
            proof: Where the evidence lies, or its hash.

        Raises:
            UnknownName: There is no such medium, category or purpose.
        """
        self._record(
            customer_id, medium, category, granted=True, source=source, purpose=purpose, text_version=text_version,
            proof=proof,
        )  # fmt: skip

    def forbid(
        self,
        customer_id: str,
        medium: str,
        *,
        source: str,
        category: str = "",
        purpose: str = MARKETING,
        proof: str = "",
    ) -> None:
        """Record that a customer does not want a medium, or a category of mailings through it, or not any more.

        Args:
            customer_id: Who.
            medium: ``"email"``, ``"sms"``, ``"push"``, ``"messenger"`` or ``"call"``.
            source: How we know, such as ``"unsubscribe link"``.
            category: Which mailings; the medium as a whole when empty.
            purpose: What they do not want: ``"marketing"``, or ``"service"``.
            proof: Where the evidence lies, or its hash.

        Raises:
            UnknownName: There is no such medium or category.
        """
        self._record(customer_id, medium, category, granted=False, source=source, purpose=purpose, proof=proof)

    def change(
        self, customers: Iterable[Sequence[str]], medium: str, *, granted: bool, source: str, category: str = ""
    ) -> int:
        """Record the same word of many customers, all or none; returns of how many it was new.

        Args:
            customers: Their ids in batches, such as `segments.who.customers_of` yields.
            medium: ``"email"``, ``"sms"``, ``"push"``, ``"messenger"`` or ``"call"``.
            granted: What they said.
            source: How we know.
            category: Which mailings; the medium as a whole when empty.

        Raises:
            UnknownName: There is no such medium or category.
        """
        word = self._word(medium, category, granted=granted, source=source)
        with self._state.transaction() as connection:
            return consents.change(connection, customers, word)

    def of(self, customer_id: str) -> dict[str, Consent]:
        """The newest word of a customer about each medium as a whole; media never spoken of are absent."""
        with self._state.transaction() as connection:
            words = consents.current(connection, customer_id)
        return {word.medium: word for word in words if not word.category}

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        """To which categories of mailings a customer is subscribed, medium by medium."""
        with self._state.transaction() as connection:
            return subscriptions(consents.current(connection, customer_id), self._categories)

    def history(self, customer_id: str) -> list[Consent]:
        """Everything a customer ever said, in order."""
        with self._state.transaction() as connection:
            return consents.history(connection, customer_id)

    def left(self, since: datetime | None = None, until: datetime | None = None) -> Departures:
        """Who left by the links of which mailing, of what, and why; most people first.

        Args:
            since: From when on; from the beginning when None.
            until: Before when; to the end when None.
        """
        since, until = since or datetime.min.replace(tzinfo=UTC), until or datetime.max.replace(tzinfo=UTC)
        with self._state.transaction() as connection:
            return Departures(tuple(consents.left(connection, since=since, until=until)))

    def suppress(self, address: str, *, medium: str = "email", reason: str) -> bool:
        """Make sure that nobody writes to an address again, whoever it belongs to; False where it was so before.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return suppressions.add(
                connection, known_medium(medium), address, reason=reason, now=self._clock.now()
            )  # fmt: skip

    def lift(self, address: str, *, medium: str = "email") -> bool:
        """Let an address be written to again, because whoever has it asked for that; False where nothing kept it back.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return suppressions.remove(connection, known_medium(medium), address)

    def why_not(self, customer_id: str, medium: str, address: str, *, category: str = "") -> Reason | None:
        """Why we may not write to a customer at an address just now, or None when we may.

        Args:
            customer_id: Who.
            medium: Through what.
            address: Where.
            category: Of which category the mailing would be; of none when empty.
        """
        with self._state.transaction() as connection:
            suppressed = suppressions.find(connection, known_medium(medium), address) is not None
            quality = contacts.find(connection, medium, address)
            confirmed_only = medium in self._confirmed_only
            barred = blacklist.barred(connection, medium, address, confirmed_only=confirmed_only)
            words = consents.current(connection, customer_id)
        granted = next((word.granted for word in words if (word.medium, word.category) == (medium, "")), None)
        why_not = refusal(
            address=address, suppressed=suppressed, granted=granted, by_default=self._by_default,
            subscribed=not category or subscribed(words, medium, category, self._categories),
            of_no_use=quality is not None and quality.is_hard,
        )  # fmt: skip
        return why_not or barred

    def quality(self, address: str, *, medium: str = "email") -> ContactQuality | None:
        """What became of messages to an address, as a code of contact data quality; None where nothing is known.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return contacts.find(connection, known_medium(medium), address)

    def trust(self, address: str, *, medium: str = "email") -> bool:
        """Forget what earlier messages have shown of an address, so that it is written to again.

        Complaints stay: who called a message spam has also opted out.

        Returns:
            Whether anything was known of it.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return contacts.forget(connection, known_medium(medium), address)

    def _record(self, customer_id: str, medium: str, category: str, *, granted: bool, **evidence: str) -> None:
        word = self._word(medium, category, granted=granted, **evidence)
        with self._state.transaction() as connection:
            consents.record(connection, customer_id, word)

    def _word(
        self,
        medium: str,
        category: str,
        *,
        granted: bool,
        source: str,
        purpose: str = MARKETING,
        text_version: str = "",
        proof: str = "",
    ) -> Consent:
        if purpose not in PURPOSES:
            raise UnknownName("purpose", purpose, PURPOSES)
        if category not in ("", *self._categories):
            with self._state.transaction() as connection:
                is_gone = not granted and consents.is_spoken_of(connection, category)
            if not is_gone:
                raise UnknownName("category", category, self._categories)
        now = self._clock.now()
        return Consent(
            known_medium(medium), granted, source, now, category=category, purpose=purpose, text_version=text_version,
            proof=proof,
        )  # fmt: skip
