"""The receipts one sending is credited with, and their count by variant."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.attribution.contacts import contacts
from smartcom_kernel.attribution.model import AttributionModel
from smartcom_kernel.lake.tables import Tables


def credited(tables: Tables, sending_id: int, model: AttributionModel) -> ir.Table:
    """The receipts that a model credits one sending with.

    The model is asked about the messages of all sendings: only then does each receipt go to the sending it is owed to.

    Args:
        tables: Whose snapshot is read; later receipts count too, since they may lie after their `as_of`.
        sending_id: Of which sending.
        model: The rule.

    Returns:
        `receipt_id`, `customer_id`, `message_id`, `variant`, `total`.
    """
    messages = contacts(tables.lake)
    ours = messages.filter(messages.sending_id == sending_id).select("message_id")
    return model.credit(messages, tables.whole_history.receipts).semi_join(ours, "message_id")


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
