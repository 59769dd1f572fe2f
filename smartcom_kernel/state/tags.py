"""What can happen to a tag: it is put on customers, taken off them, or runs out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from smartcom_kernel.state.connect import Connection, Row, count, rows


def put(
    connection: Connection,
    tag: str,
    customers: Iterable[Sequence[str]],
    *,
    now: datetime,
    source: str = "",
    expires_at: datetime | None = None,
) -> int:
    """Put a tag on customers; whoever has it already keeps it with the new source and expiry. Returns how many.

    Args:
        connection: The caller's transaction.
        tag: The tag.
        customers: Their ids in batches, such as `segments.members.ids` yields; no batch may name a customer twice.
        now: When this happens.
        source: Who or what tags them.
        expires_at: When the tag runs out; never when None.
    """
    common = {"tag": tag, "now": now, "source": source, "expires_at": expires_at}
    return sum(count(connection, "tags.put", {**common, "customer_ids": list(batch)}) for batch in customers)


def take_off(connection: Connection, tag: str, customers: Iterable[Sequence[str]]) -> int:
    """Take a tag off customers; returns how many had it."""
    return sum(count(connection, "tags.take_off", {"tag": tag, "customer_ids": list(batch)}) for batch in customers)


def in_use(connection: Connection, *, now: datetime) -> list[Row]:
    """Every tag with the number of customers that carry it and when it was last put: `tag`, `customers`, `set_at`."""
    return rows(connection, "tags.in_use", {"now": now})


def of_customer(connection: Connection, customer_id: str, *, now: datetime) -> list[Row]:
    """The tags one customer carries: `tag`, `source`, `set_at`, `expires_at`."""
    return rows(connection, "tags.of_customer", {"customer_id": customer_id, "now": now})
