"""Credited receipts of one sending, counted by variant."""

from __future__ import annotations

import ibis.expr.types as ir


def by_variant(credit: ir.Table, contacts: ir.Table, sending_id: int) -> ir.Table:
    """How many receipts each variant of a sending is credited with, from how many people, and what they are worth.

    Args:
        credit: What an attribution model gave, over the messages of all sendings: only then does each receipt go to
            the sending it is owed to.
        contacts: The messages it was asked about.
        sending_id: Of which sending.

    Returns:
        `variant`, `receipts`, `customers`, `revenue`.
    """
    ours = contacts.filter(contacts.sending_id == sending_id).select("message_id")
    credited = credit.semi_join(ours, "message_id")
    return (
        credited.group_by("variant")
        .agg(receipts=credited.count(), customers=credited.customer_id.nunique(), revenue=credited.total.sum())
        .order_by("variant")
    )
