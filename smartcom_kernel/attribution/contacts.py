"""The messages of the state store with the moment each one counts from."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.lake.connect import Lake


def contacts(lake: Lake, *, replayed: bool = False) -> ir.Table:
    """Every message with its moment of contact.

    Args:
        lake: Where to ask.
        replayed: Whether the mailings replay history: the contact is then at the sending's `as_of`, as it would have
            been, and not when the provider accepted the message today.

    Returns:
        `message_id`, `sending_id`, `customer_id`, `variant`, `state`, `contacted_at`.
    """
    messages, sendings = lake.state_table("messages"), lake.state_table("sendings")
    joined = messages.join(sendings.select("sending_id", "as_of"), "sending_id")
    moment = joined.as_of if replayed else joined.ended_at
    return joined.select("message_id", "sending_id", "customer_id", "variant", "state", contacted_at=moment)
