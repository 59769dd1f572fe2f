"""What can happen to the blacklist: a rule is added or removed, and an address is asked for the rule it falls under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state.connect import Connection, count, rows
from smartcom_kernel.state.messages import Reason

BLACKLISTED = 50
"""The code of contact data quality of an address that a rule names."""


@dataclass(frozen=True)
class Rule:
    """A rule of the blacklist.

    Args:
        rule: As people read it: ``a@junk.example``, ``*@junk.example``, ``+7900*``.
        medium: Of which addresses it speaks: ``"email"`` or ``"sms"``.
        kind: ``"address"``, ``"domain"`` or ``"mask"``.
        pattern: The address, the domain, or what LIKE compares with.
        reason: Why it is there.
        added_by: Login name of who added it.
        added_at: When.
    """

    rule: str
    medium: str
    kind: str
    pattern: str
    reason: str
    added_by: str
    added_at: datetime


def add(connection: Connection, rules: Sequence[Rule]) -> int:
    """Add rules; one that is there stays as it is. Returns how many are new."""
    columns = {f"{name}s": [getattr(rule, name) for rule in rules] for name in Rule.__dataclass_fields__}
    return count(connection, "blacklist.add", columns)


def remove(connection: Connection, rules: Sequence[str]) -> int:
    """Remove rules as they are written in the list; returns how many were there."""
    return count(connection, "blacklist.remove", {"rules": list(rules)})


def listed(connection: Connection) -> list[Rule]:
    """All rules, by their text."""
    return [Rule(**row) for row in rows(connection, "blacklist.listed")]


def rule_of(connection: Connection, medium: str, address: str) -> str | None:
    """The rule that an address falls under; None where there is none."""
    found: str | None = rows(connection, "blacklist.rule_of", {"medium": medium, "address": address})[0]["rule"]
    return found


def barred(connection: Connection, medium: str, address: str, *, confirmed_only: bool) -> Reason | None:
    """Why an address is not written to whoever has it; None where it is not barred.

    Args:
        connection: The caller's transaction.
        medium: Through what.
        address: Which.
        confirmed_only: Whether its owner must have confirmed it.
    """
    asked = {"medium": medium, "address": address, "confirmed_only": confirmed_only}
    why = rows(connection, "blacklist.barred", asked)[0]["reason"]
    return Reason(why) if why else None
