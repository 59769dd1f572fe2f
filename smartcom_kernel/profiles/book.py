"""Profiles of customers: gathered from the lake and the state store when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from smartcom_kernel.consent.contactable import CONTACTS, usable_of
from smartcom_kernel.consent.rules import refusal
from smartcom_kernel.consent.subscriptions import subscriptions
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import Fault, SpecError, Words, hint
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import FILE, Settings
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.customers import UnknownCustomer, is_text
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.model_card import ClusterCard, PropensityCard
from smartcom_kernel.profiles.contacts import Contact, contact_of
from smartcom_kernel.profiles.profile import Profile, Record
from smartcom_kernel.profiles.reader import MOST, Reader
from smartcom_kernel.profiles.search import MOST as MOST_FOUND
from smartcom_kernel.profiles.search import search
from smartcom_kernel.state import blacklist, consents, contacts, correspondence, points, suppressions, tags
from smartcom_kernel.state.connect import Connection, State

OF_CONTACTS = (*CONTACTS.values(), *(f"{medium}_consent" for medium in MEDIA))
ATTRIBUTES = [c.name for c in CUSTOMERS.columns if c.name != "customer_id" and not c.name.startswith(OF_CONTACTS)]


class ProfileBook:
    """Everything known of one customer: ``wb.profile("C0001")``.

    Facts, metrics, RFM and interests are as of the moment of the tables; tags, consents and messages as they are now.

    Args:
        state: Where messages, tags and consents are.
        tables: The tables to ask, when they are asked.
        settings: The currency, whether silence counts as consent, and what is shown.
        clock: What is now.
        model_cards: The card of each model, for what its scores stand for.

    Raises:
        SpecError: The settings name attributes that customers do not have.
    """

    def __init__(
        self, state: State, tables: Callable[[], Tables], settings: Settings, clock: Clock,
        model_cards: Mapping[str, PropensityCard | ClusterCard],
    ) -> None:  # fmt: skip
        self._state = state
        self._tables = tables
        self._settings = settings
        self._clock = clock
        self._model_cards = model_cards
        self._order = _in_order(settings.profile.attributes)
        self._reader: Reader | None = None

    def __call__(self, customer_id: str) -> Profile:
        """The profile of a customer.

        Raises:
            UnknownCustomer: There is no such customer; it is an `UnknownName`.
        """
        reader = self._reader_now()
        found = reader.customer(customer_id) if is_text(customer_id) else None
        if found is None:
            raise UnknownCustomer(customer_id, reader.tables)
        customer = found.pop("customer")
        found["receipts"] = self._shown(found["receipts"])
        return Profile(
            customer_id=customer_id, as_of=reader.tables.as_of, zone=self._settings.time_zone,
            currency=self._settings.currency, attributes={name: customer[name] for name in self._order},
            half_life_days=reader.tables.interests.half_life_days, known_metrics=reader.metrics,
            consent_default=self._settings.delivery.consent_default,
            model_cards=self._model_cards, **found, **self._from_state(customer),
        )  # fmt: skip

    def search(self, text: str, *, most: int = MOST_FOUND) -> pd.DataFrame:
        """Customers by id, card number, phone, e-mail or name: the first of them, see `profiles.search`.

        Args:
            text: What is remembered of them: the beginning of an id or a card's number, digits of a phone number, a
                part of an e-mail address or of each word of a name.
            most: How many to return at most.
        """
        return search(self._tables(), text, most=most)

    def _shown(self, receipts: Sequence[Record]) -> Sequence[Record]:
        view = self._settings.profile
        shown = receipts if view.receipts else []
        return shown if view.receipt_lines else [{**receipt, "lines": []} for receipt in shown]

    def _reader_now(self) -> Reader:
        tables, known = self._tables(), self._reader
        if known is None or (known.tables.as_of, known.tables.snapshot_id) != (tables.as_of, tables.snapshot_id):
            self._reader = None
            if known is not None:
                known.close()
            known = self._reader = Reader(tables)
        return known

    def _from_state(self, customer: Mapping[str, Any]) -> dict[str, Any]:
        who, now = customer["customer_id"], self._clock.now()
        with self._state.transaction() as connection:
            words = consents.current(connection, who)
            whole = [word for word in words if not word.category]
            granted = {word.medium: word.granted for word in whole}
            return {
                "contacts": tuple(self._contact(connection, customer, medium, granted) for medium in CONTACTS),
                "messages": correspondence.of_customer(connection, who, until=now, most=MOST),
                "tags": tags.of_customer(connection, who, now=now),
                "accruals": points.of_customer(connection, who, most=MOST),
                "consents": [asdict(word) for word in whole],
                "subscriptions": [asdict(s) for s in subscriptions(words, self._settings.mailing_categories)],
            }

    def _contact(
        self, connection: Connection, customer: Mapping[str, Any], medium: str, granted: Mapping[str, bool]
    ) -> Contact:
        address = usable_of(customer, CONTACTS[medium])
        known = contacts.find(connection, medium, address)
        why_not = refusal(
            address=address,
            suppressed=bool(address) and suppressions.find(connection, medium, address) is not None,
            of_no_use=known is not None and known.is_hard,
            granted=granted.get(medium),
            by_default=self._settings.delivery.consent_default,
        )
        if why_not is None:
            confirmed_only = medium in self._settings.delivery.double_opt_in
            why_not = blacklist.barred(connection, medium, address, confirmed_only=confirmed_only)
        return contact_of(customer, medium, why_not, learned=known.code if known else None)


def _in_order(first: Sequence[str]) -> list[str]:
    """Attributes with some of them first, each once."""
    unknown = [(n, name) for n, name in enumerate(first) if name not in ATTRIBUTES]
    if unknown:
        raise SpecError(FILE, [Fault(("profile", "attributes", n), _no_attribute(name)) for n, name in unknown])
    return list(dict.fromkeys([*first, *ATTRIBUTES]))


def _no_attribute(name: str) -> Words:
    return Words(
        f"{name!r} is no attribute of customers{hint(name, ATTRIBUTES)}",
        f"{name!r} нет среди атрибутов клиентов{hint(name, ATTRIBUTES, 'ru')}",
    )
