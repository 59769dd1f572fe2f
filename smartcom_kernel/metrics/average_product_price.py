"""The average price of a product."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class AverageProductPrice(Metric):
    """What was paid for all items divided by their number; returned items take away both."""

    kind = "average_product_price"
    unit = "money"
    type = "money"
    en = "average product price"
    ru = "средняя цена товара"
    meaning_ru = "Сумма, уплаченная за все товары, делённая на их число; возвраты уменьшают и то и другое"
    needs = (aggregates.AMOUNT, aggregates.ITEMS)

    def finish(self, known: Known) -> ir.Value:
        """Empty where as many items came back as were bought."""
        return known.amount / known.items.nullif(0)
