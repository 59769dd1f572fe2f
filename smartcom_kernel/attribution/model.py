"""What every attribution model does: say which message a receipt is owed to."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.core.block import Block
from smartcom_kernel.core.family import Family


class AttributionModel(Block):
    """Base of the rules that credit receipts to messages."""

    def credit(self, messages: ir.Table, receipts: ir.Table) -> ir.Table:
        """Which receipts are owed to which messages; a receipt is owed to one message at most.

        Args:
            messages: `message_id`, `customer_id`, `variant`, `state`, `contacted_at`, as `contacts` gives them.
            receipts: The lake's receipts, later than the messages too.

        Returns:
            `receipt_id`, `customer_id`, `message_id`, `variant`, `total`.
        """
        raise NotImplementedError(f"{type(self).__name__} must credit receipts")


ATTRIBUTION: Family[AttributionModel] = Family("attribution model", AttributionModel)
