"""What can happen to points that we give: customers get some for an occasion, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from smartcom_kernel.state.connect import Connection, Row, count, rows


def begin(connection: Connection, occasion: str) -> tuple[str, Decimal | None]:
    """Wait for other accruals of the occasion, which is the same whatever the capitals.

    Returns:
        The occasion as it was written first, and how many points it gave each so far, None where it is new.
    """
    meant = occasion.casefold()
    rows(connection, "points.in_turn", {"occasion": meant})
    alike = [known for known in occasions(connection) if known.casefold() == meant]
    written = occasion if occasion in alike else next(iter(alike), occasion)
    return written, next((row["amount"] for row in rows(connection, "points.amounts", {"occasion": written})), None)


def occasions(connection: Connection) -> list[str]:
    """What points were given for, in the order of the alphabet."""
    return [row["occasion"] for row in rows(connection, "points.occasions")]


def accrue(
    connection: Connection,
    occasion: str,
    amount: Decimal,
    customers: Iterable[Sequence[str]],
    *,
    now: datetime,
    source: str,
) -> tuple[int, int]:
    """Give customers points, unless they have got some for this occasion.

    Args:
        connection: The caller's transaction, after `begin`.
        occasion: What for.
        amount: How many points each; negative where they are taken back.
        customers: Their ids in batches; no batch may name a customer twice.
        now: When this happens.
        source: Who gives them.

    Returns:
        How many were asked for, and how many of them got points.
    """
    common = {"occasion": occasion, "amount": amount, "now": now, "source": source}
    asked = got = 0
    for batch in customers:
        asked += len(batch)
        got += count(connection, "points.accrue", {**common, "customer_ids": list(batch)})
    return asked, got


def by_occasion(connection: Connection) -> list[Row]:
    """What was given: `occasion`, `amount`, `customers`, `first_at`, `last_at`; the newest first."""
    return rows(connection, "points.by_occasion")


def of_customer(connection: Connection, customer_id: str, *, most: int) -> list[Row]:
    """What one customer got last: `occasion`, `amount`, `source`, `accrued_at`; the newest first."""
    return rows(connection, "points.of_customer", {"customer_id": customer_id, "most": most})
