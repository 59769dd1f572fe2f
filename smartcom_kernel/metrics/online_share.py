"""The share of online receipts."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class OnlineShare(Metric):
    """Receipts of the web shop divided by all receipts whose channel is known."""

    kind = "online_share"
    unit = "share"
    type = "number"
    en = "share of online receipts"
    ru = "доля чеков онлайн"
    meaning_ru = "Чеки интернет-магазина, делённые на все чеки с известным каналом"
    needs = (aggregates.ONLINE_RECEIPTS, aggregates.RECEIPTS_OF_KNOWN_CHANNEL)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no channel is known."""
        return known.online_receipts / known.receipts_of_known_channel.nullif(0)
