"""What every attribution model does: say which of the messages that may claim a receipt it is owed to."""

from __future__ import annotations

from typing import Literal

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.core.block import Block
from smartcom_kernel.core.family import Family

REACHED = {"accepted": ("accepted", "delivered", "complained"), "delivered": ("delivered", "complained")}
"""What counts as a contact -> the states that show it; who complains has received the message."""


class AttributionModel(Block):
    """Base of the rules that credit receipts to messages."""

    within_days: int | None = Field(None, ge=1, le=365)
    """Days of 24 hours after the contact in which receipts count; what each mailing says when absent."""
    counts: Literal["accepted", "delivered"] = "accepted"
    """What makes a contact: the provider took the message, or reported that it arrived."""

    def arrived(self, contacts: ir.Table) -> ir.Table:
        """The messages that count as a contact: those whose `state` shows it."""
        return contacts.filter(contacts.state.cast("string").isin(REACHED[self.counts]))

    def credit(self, claims: ir.Table) -> ir.Table:
        """Which receipts are owed to which messages; a receipt is owed to one message at most.

        Args:
            claims: A row for each receipt and message that may claim it, as `Rule.claims` gives them.

        Returns:
            Some rows of `claims`, each receipt once.
        """
        raise NotImplementedError(f"{type(self).__name__} must credit receipts")


ATTRIBUTION: Family[AttributionModel] = Family("attribution model", AttributionModel)
