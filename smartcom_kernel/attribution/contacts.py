"""The messages of the state store with the moment each one counts from."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.lake.connect import Lake


def contacts(lake: Lake) -> ir.Table:
    """Every message with its moment of contact: when the provider accepted it, or the operator called.

    A sending that replays history contacts at its `as_of`, as it would have, and not when the message left today.

    Args:
        lake: Where to ask.

    Returns:
        `message_id`, `sending_id`, `customer_id`, `variant`, `state`, `contacted_at`.
    """
    messages, sendings = lake.state_table("messages"), lake.state_table("sendings")
    waits = (messages.medium == "call") & (messages.state.cast("string") == "accepted")
    joined = messages.filter(~waits).join(sendings.select("sending_id", "as_of", "replay"), "sending_id")
    moment = joined.replay.ifelse(joined.as_of, joined.ended_at)
    return joined.select("message_id", "sending_id", "customer_id", "variant", "state", contacted_at=moment)
