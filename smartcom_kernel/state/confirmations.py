"""What can happen to an address whose owner shows that it is theirs: it is confirmed, once and for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.state import erasures
from smartcom_kernel.state.connect import Connection, count, rows


@dataclass(frozen=True)
class Confirmation:
    """That an address is its owner's.

    Args:
        medium: Through what it is written to.
        address: In small letters.
        source: How it was shown: ``"double opt-in"``, ``"click"``, ``"order"``.
        confirmed_at: When it was first shown.
        message_id: By the link of which message; None where in another way.
        client: The network address from which the button of its page was pressed.
        agent: What the browser said it was.
    """

    medium: str
    address: str
    source: str
    confirmed_at: datetime
    message_id: int | None = None
    client: str = ""
    agent: str = ""


def confirm(
    connection: Connection,
    medium: str,
    address: str,
    *,
    source: str,
    at: datetime,
    message_id: int | None = None,
    client: str = "",
    agent: str = "",
) -> bool:
    """Somebody has shown that an address is theirs; False where that was known.

    It speaks of the owner's own will, so an address that was erased may be written to again, where consent allows.
    """
    erasures.release(connection, medium, address)
    params = {
        "medium": medium, "address": address, "source": source, "at": at, "message_id": message_id, "client": client,
        "agent": agent,
    }  # fmt: skip
    return count(connection, "confirmations.confirm", params) == 1


def confirm_all(
    connection: Connection, medium: str, batches: Iterable[Sequence[str]], *, source: str, at: datetime
) -> int:
    """Many addresses are known to be their owners'; returns of how many it is news. Those of the erased stay so."""
    common = {"medium": medium, "source": source, "at": at}
    return sum(
        count(connection, "confirmations.confirm_all", {**common, "addresses": list(batch)}) for batch in batches
    )


def find(connection: Connection, medium: str, address: str) -> Confirmation | None:
    """The confirmation of an address, if there is one."""
    found = rows(connection, "confirmations.find", {"medium": medium, "address": address})
    return Confirmation(**found[0]) if found else None
