"""What can happen to the audit log: an entry is added. None is ever changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from smartcom_kernel.state.connect import Connection, count, rows


class Audited(StrEnum):
    """What is written into the audit log."""

    EXPORT = "export"
    """Customers left as a file."""
    ERASURE = "erasure"
    """Persons were erased."""
    PERSON_EXPORT = "person_export"
    """Everything known of one person left as a file."""
    BLACKLIST = "blacklist"
    """A rule of the blacklist was added or removed."""
    CONTACT_QUALITY = "contact_quality"
    """Somebody set or reset the quality of an address."""
    CONFIRMATION = "confirmation"
    """The addresses of the base were taken as confirmed."""
    MAILING = "mailing"
    """Somebody scheduled, stopped, resumed or gave up a mailing."""


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did.

    Args:
        happened_at: When.
        who: Login name of the user who did it.
        what: What was done.
        segment: Name of the segment; empty where the condition is not saved.
        definition: Who was meant, as YAML.
        customers: How many customers.
        columns: What was told of each.
        personal: Whether there was personal data among the columns.
        path: Where to.
    """

    happened_at: datetime
    who: str
    what: Audited
    segment: str
    definition: str
    customers: int
    columns: Sequence[str]
    personal: bool
    path: str


def record(connection: Connection, entry: Entry) -> None:
    """Somebody does something that others must be able to find later."""
    count(connection, "audit.record", {**asdict(entry), "columns": list(entry.columns)})


def entries(connection: Connection) -> list[Entry]:
    """Everything that was done, the newest first."""
    found = rows(connection, "audit.entries")
    return [Entry(**{**row, "what": Audited(row["what"]), "columns": tuple(row["columns"])}) for row in found]
