"""Ranges of customers small enough for one pass: what it remembers of everybody's receipts may not fit into memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.functions import variable
from smartcom_kernel.lake.tables import Tables

RECEIPTS_AT_A_TIME = 6_000_000
SAMPLE = 200_000
"""So many receipts tell well enough where a slice ends."""


@dataclass(frozen=True)
class Slice:
    """Customers by their ids: above `after`, up to `until`; None is no limit."""

    after: str | None = None
    until: str | None = None

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of these customers. Tables are sorted by customer, so the rest is hardly read."""
        limits = [] if self.after is None else [table.customer_id > self.after]
        limits += [] if self.until is None else [table.customer_id <= self.until]
        return table.filter(*limits) if limits else table

    @property
    def borders(self) -> dict[str, str]:
        """What `AnySlice` needs to be told to be this one."""
        return {"after": self.after or "", "until": self.until or ""}


EVERYBODY = Slice()


class AnySlice:
    """A slice whose borders are said when the statement runs, so that one statement serves all slices."""

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of the customers above the variable `after`, up to `until`."""
        return table.filter(table.customer_id > variable("after"), table.customer_id <= variable("until"))


def slices(tables: Tables, receipts_at_a_time: int = RECEIPTS_AT_A_TIME) -> list[Slice]:
    """Ranges that hold everybody once, of about so many receipts each; `EVERYBODY` where one is enough."""
    receipts = tables.read("receipts").select("customer_id")
    count = tables.lake.count(receipts)
    parts = -(-count // receipts_at_a_time)
    if parts <= 1:
        return [EVERYBODY]
    drawn = receipts if count <= SAMPLE else receipts.sample(SAMPLE / count, method="block", seed=1)
    bought = drawn.filter(drawn.customer_id.notnull())
    part = bought.mutate(part=ibis.ntile(parts).over(order_by=bought.customer_id))
    ends = tables.lake.arrow(part.group_by("part").agg(until=part.customer_id.max()))["until"].to_pylist()
    last = tables.lake.row(tables.customers.agg(until=tables.customers.customer_id.max()))["until"]
    borders = [*(end for end in sorted(set(ends))[:-1] if end < last), last]
    return [Slice(after, until) for after, until in pairwise(["", *borders])]
