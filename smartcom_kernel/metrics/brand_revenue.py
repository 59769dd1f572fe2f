"""The revenue of a brand."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class BrandRevenue(MetricOf):
    """What was paid for the products of a brand; returns are negative."""

    kind = "brand_revenue"
    example: ClassVar[dict[str, Any]] = {"of": "Acme"}
    unit = "money"
    type = "money"
    en = "revenue of brand {of}"
    ru = "выручка бренда {of}"
    meaning_ru = "Сумма, уплаченная за товары бренда; возвраты отрицательны"

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.amount_of_brand(self.of),)

    def finish(self, known: Known) -> ir.Value:
        """0 for a customer who bought none."""
        return known[aggregates.amount_of_brand(self.of).name]
