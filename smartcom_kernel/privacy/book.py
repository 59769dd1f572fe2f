"""Personal data, as a notebook asks for it: ``wb.personal``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smartcom_kernel.consent.contactable import CONTACTS
from smartcom_kernel.consent.rules import known_medium
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake import blacklist as rules
from smartcom_kernel.intake.blacklist import Marked
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.privacy.erase import Eraser
from smartcom_kernel.privacy.export import PersonExport, export_person
from smartcom_kernel.state import audit, blacklist, confirmations, contacts, erasures, loads
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.blacklist import Rule
from smartcom_kernel.state.confirmations import Confirmation
from smartcom_kernel.state.connect import Connection, State


class PersonalBook(Eraser):
    """What is done about persons and their addresses on request; every change has an entry in the audit log.

    Args:
        folder: The workspace.
        state: Its database.
        lake: Its lake.
        clock: Dates what is done.
        settings: The shop's name and its country.
    """

    def __init__(self, folder: Path, state: State, lake: Lake, clock: Clock, *, settings: Settings) -> None:
        super().__init__(folder, state, lake, clock, name=settings.name)
        self._country = settings.country

    def export(self, customer_id: str, out: str | Path) -> PersonExport:
        """Write all that is known of a person to a JSON file and a page beside it; see `privacy.export.export_person`.

        Args:
            customer_id: Who.
            out: The file; its name ends in ``.json``.

        Raises:
            SpecError: Nobody is known by this id, or the file is of another kind.
        """
        return export_person(self._lake, self._state, customer_id, Path(out), now=self._clock.now())

    def readmit(self, customer_id: str) -> bool:
        """Let a customer who was erased come back with the next load; False where nobody of this id was erased."""
        with self._state.transaction() as connection:
            return erasures.release(connection, erasures.CUSTOMER, customer_id)

    def blacklist(self) -> list[Rule]:
        """The rules, by their text."""
        with self._state.transaction() as connection:
            return blacklist.listed(connection)

    def blacklisted(self, address: str, *, medium: str = "email") -> str | None:
        """The rule that an address falls under; None where there is none.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return blacklist.rule_of(connection, known_medium(medium), address)

    def refuse(self, texts: Sequence[str], *, reason: str) -> Marked:
        """Add rules to the blacklist and mark the contacts that fall under them.

        Args:
            texts: Addresses, domains, masks.
            reason: Why.

        Raises:
            SpecError: One is none of these; nothing is added.
        """
        now = self._clock.now()
        wanted = [rules.rule(text, country=self._country, reason=reason, who=user(), now=now) for text in texts]
        with self._state.transaction() as connection:
            loads.alone(connection)
            added = blacklist.add(connection, wanted)
            self._record(connection, Audited.BLACKLIST, f"{added} added: {reason}")
        return self._mark()

    def take_again(self, texts: Sequence[str]) -> Marked:
        """Remove rules from the blacklist, and free the contacts that no other rule names.

        Raises:
            SpecError: One is no rule.
        """
        now = self._clock.now()
        wanted = [rules.rule(text, country=self._country, reason="", who="", now=now).rule for text in texts]
        with self._state.transaction() as connection:
            loads.alone(connection)
            removed = blacklist.remove(connection, wanted)
            self._record(connection, Audited.BLACKLIST, f"{removed} removed")
        return self._mark()

    def confirm(self, address: str, *, source: str, medium: str = "email") -> bool:
        """Record that an address is its owner's, such as after a double opt-in; see `state.confirmations.confirm`.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return confirmations.confirm(
                connection, known_medium(medium), address, source=source, at=self._clock.now()
            )  # fmt: skip

    def confirm_all(self, *, source: str, medium: str = "email") -> int:
        """Take every address that customers have now as confirmed, as before a double opt-in is switched on.

        Its cost grows with the number of customers; the addresses pass in batches.

        Args:
            source: How it is known that they are their owners', such as ``"loyalty contracts until 2026"``.
            medium: ``"email"`` or ``"sms"``.

        Returns:
            Of how many addresses it is news.

        Raises:
            UnknownName: Customers have no address of this medium.
            SpecError: There is no source.
        """
        if medium not in CONTACTS:
            raise UnknownName("medium", medium, CONTACTS)
        if not source.strip():
            raise SpecError.single("confirm", "say how it is known, such as 'loyalty contracts until 2026'", "source")
        now, column = self._clock.now(), CONTACTS[medium]
        known = self._lake.table("customers")
        found = self._lake.batches(known.filter(known[column].notnull())[[column]])
        with self._state.transaction() as connection:
            texts = (batch.column(0).to_pylist() for batch in found)
            confirmed = confirmations.confirm_all(connection, medium, texts, source=source, at=now)
            self._record(connection, Audited.CONFIRMATION, f"{medium}: {confirmed} confirmed: {source}")
        return confirmed

    def confirmation(self, address: str, *, medium: str = "email") -> Confirmation | None:
        """How and when an address was shown to be its owner's; None where it was not.

        Raises:
            UnknownName: There is no such medium.
        """
        with self._state.transaction() as connection:
            return confirmations.find(connection, known_medium(medium), address)

    def set_quality(self, address: str, code: int, *, reason: str, medium: str = "email") -> None:
        """Say by hand how good an address is; 0 forgets what messages have shown, and its count of soft bounces.

        Args:
            address: Which.
            code: A code of contact data quality.
            reason: How it is known.
            medium: Through what it is written to.

        Raises:
            UnknownName: There is no such medium.
            SpecError: There is no such code.
        """
        known_medium(medium)
        now = self._clock.now()
        with self._state.transaction() as connection:
            contacts.override(connection, medium, address, code, reason=reason, now=now)
            self._record(connection, Audited.CONTACT_QUALITY, f"{medium} set to {code}: {reason}")

    def _mark(self) -> Marked:
        with self._state.transaction() as connection:
            loads.alone(connection)
            return rules.mark(self._lake)

    def _record(self, connection: Connection, what: Audited, said: str) -> None:
        audit.record(connection, Entry(self._clock.now(), user(), what, "", said, 0, (), personal=False, path=""))
