"""The receipts that sendings are credited with, and their count by variant."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.attribution.contacts import contacts
from smartcom_kernel.attribution.model import AttributionModel
from smartcom_kernel.attribution.rule import Rule
from smartcom_kernel.core.family import validated
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables

INSTANT = pa.timestamp("us", tz="UTC")
TIMES = pa.schema({"sending_id": pa.int64(), "days": pa.int64(), "since": INSTANT, "until": INSTANT})
"""When receipts count for a sending: so many days after the message, or between two moments."""


def rules(lake: Lake) -> list[tuple[Rule, list[int]]]:
    """Each rule that was in force, with the sendings it was in force for: those that said the same share one."""
    sendings = lake.state_table("sending_rules")
    said = sendings.group_by("attribution").agg(ids=sendings.sending_id.collect())
    return [
        (validated(Rule, json.loads(row["attribution"]), what="attribution"), sorted(row["ids"]))
        for row in lake.arrow(said.order_by("attribution")).to_pylist()
    ]


def credited(tables: Tables, sending_ids: Sequence[int], model: AttributionModel) -> ir.Table:
    """The receipts that a model credits some sendings with.

    The model is asked about the messages of all sendings, each with what its own mailing says: only then does each
    receipt go to the sending it is owed to. Days and dates are joined; receipts are passed over once, and once more for
    each other thing that is asked of them. Where not all sendings are asked about, only their customers are looked at.

    Args:
        tables: Whose snapshot is read; later receipts count too, since they may lie after their `as_of`.
        sending_ids: Of which sendings.
        model: Which of several messages gets a receipt.

    Returns:
        `receipt_id`, `customer_id`, `issued_at`, `total`, and of the message `message_id`, `sending_id`, `variant`,
        `contacted_at`.
    """
    arrived, later, asked = model.arrived(contacts(tables.lake)), tables.whole_history, list(sending_ids)
    known = rules(tables.lake)
    if model.within_days is not None:
        known = [(rule.of_days(model.within_days), ids) for rule, ids in known]
    if set(asked) < {i for _, ids in known for i in ids}:
        arrived = arrived.semi_join(arrived.filter(arrived.sending_id.isin(asked)), "customer_id")
    alike: dict[str, list[tuple[Rule, list[int]]]] = defaultdict(list)
    for rule, ids in known:
        if not rule.off:
            alike[rule.asks].append((rule, ids))
    found = [_claims(arrived, group[0][0].receipts_of(later), group, tables.zone) for group in alike.values()]
    claims = found or [_claims(arrived, Rule().receipts_of(later), [], tables.zone)]
    given = model.credit(ibis.union(*claims))
    return given.filter(given.sending_id.isin(asked))


def _claims(arrived: ir.Table, receipts: ir.Table, group: Sequence[tuple[Rule, list[int]]], zone: str) -> ir.Table:
    """Which messages may claim which of some receipts: those of the sendings of these rules, each in its own time."""
    rows = [
        (sending_id, None if (bounds := rule.bounds(zone)) else rule.within_days, *(bounds or (None, None)))
        for rule, ids in group for sending_id in ids
    ]  # fmt: skip
    columns = zip(*rows, strict=True) if rows else [()] * len(TIMES)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, TIMES, strict=True)]
    times = ibis.memtable(pa.Table.from_arrays(arrays, schema=TIMES))
    timed = arrived.join(times, "sending_id")
    pairs = receipts.join(
        timed.select("customer_id", "message_id", "sending_id", "variant", "contacted_at", "days", "since", "until"),
        "customer_id",
    )
    after = pairs.issued_at > pairs.contacted_at
    in_days = pairs.issued_at <= pairs.contacted_at + pairs.days.as_interval("D")
    in_dates = (pairs.issued_at >= pairs.since) & (pairs.issued_at < pairs.until)
    return pairs.filter(after, pairs.days.notnull().ifelse(in_days, in_dates)).drop("days", "since", "until")


def by_variant(credit: ir.Table) -> ir.Table:
    """How many receipts each variant is credited with, from how many people, and what they are worth.

    Args:
        credit: As `credited` gives it.

    Returns:
        `variant`, `receipts`, `customers`, `revenue`; variants without a receipt are absent.
    """
    return (
        credit.group_by("variant")
        .agg(receipts=credit.count(), customers=credit.customer_id.nunique(), revenue=credit.total.sum())
        .order_by("variant")
    )
