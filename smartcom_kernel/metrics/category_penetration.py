"""The penetration of a category."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class CategoryPenetration(MetricOf):
    """Receipts that hold the category, or one below it, divided by all receipts."""

    kind = "category_penetration"
    example: ClassVar[dict[str, Any]] = {"of": "coffee"}
    unit = "share"
    type = "number"
    en = "penetration of category {of}"
    ru = "доля чеков с категорией {of}"
    meaning_ru = "Чеки с этой категорией или с одной из вложенных, делённые на все чеки"

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.receipts_with_category(self.of), aggregates.RECEIPTS)

    def finish(self, known: Known) -> ir.Value:
        """0.5 means every second receipt; empty for a customer without receipts."""
        holding = known[aggregates.receipts_with_category(self.of).name]
        return holding / known.receipts.nullif(0)
