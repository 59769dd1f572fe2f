"""The receipts that sendings are credited with, and their count by variant."""

from __future__ import annotations

import json
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from smartcom_kernel.attribution.contacts import contacts
from smartcom_kernel.attribution.model import AttributionModel
from smartcom_kernel.attribution.rule import Rule
from smartcom_kernel.core.family import validated
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables


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
    receipt go to the sending it is owed to. One pass over receipts and messages for each rule that differs.

    Args:
        tables: Whose snapshot is read; later receipts count too, since they may lie after their `as_of`.
        sending_ids: Of which sendings.
        model: Which of several messages gets a receipt.

    Returns:
        `receipt_id`, `customer_id`, `issued_at`, `total`, and of the message `message_id`, `sending_id`, `variant`,
        `contacted_at`.
    """
    arrived, later = model.arrived(contacts(tables.lake)), tables.whole_history
    if model.within_days is None:
        found = rules(tables.lake)
    else:
        found = [(rule.of_days(model.within_days), ids) for rule, ids in rules(tables.lake)]
    claims = [
        rule.claims(arrived if len(found) == 1 else arrived.filter(arrived.sending_id.isin(ids)), later)
        for rule, ids in found if not rule.off
    ] or [Rule().claims(arrived.limit(0), later)]  # fmt: skip
    given = model.credit(ibis.union(*claims))
    return given.filter(given.sending_id.isin(list(sending_ids)))


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
