"""Whom something is done to: a segment, a condition or a list, as batches of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.core.errors import SpecError, Words
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.members import Spec, ids
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore

Who: TypeAlias = "Spec | str | ir.Table | Iterable[str]"
"""The name of a segment, a condition (or the data of one), a table with `customer_id`, or a list of customer ids."""
BATCH = 10_000
NAMED = 3
"""How many unknown ids a fault names."""


def customers_of(who: Who, store: SegmentStore, tables: Tables) -> Iterator[Sequence[str]]:
    """The ids of those customers, each once, at most `BATCH` at a time.

    Args:
        who: Whom.
        store: Saved segments.
        tables: The tables to ask.

    Raises:
        UnknownName: There is no segment of this name.
        SpecError: The condition is faulty, or the list names somebody who is no customer.
    """
    if isinstance(who, str):
        who = store[who]
    if isinstance(who, Segment | Condition | Mapping):
        return ids(who, tables, size=BATCH)
    if isinstance(who, ir.Table):
        known = tables.customers.semi_join(who, "customer_id").select("customer_id")
        return (batch.column("customer_id").to_pylist() for batch in tables.lake.batches(known, BATCH))
    listed = sorted({str(customer) for customer in who})
    _must_be_known(listed, tables)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))


def _must_be_known(listed: Sequence[str], tables: Tables) -> None:
    with tables.lake.passing() as keep:
        asked = keep(pa.table({"customer_id": pa.array(listed, pa.string())}))
        strangers = asked.anti_join(tables.customers, "customer_id").order_by("customer_id")
        unknown = tables.lake.arrow(strangers)["customer_id"].to_pylist()
    if unknown:
        named = ", ".join(map(repr, unknown[:NAMED])) + (", …" if len(unknown) > NAMED else "")
        message = Words(
            f"{len(unknown):,} of {len(listed):,} ids are of no customer: {named}; nothing was done",
            f"таких клиентов нет: {named} ({len(unknown)} из {len(listed)}); ничего не сделано",
        )
        raise SpecError.single("customers", message)
