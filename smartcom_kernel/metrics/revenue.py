"""How much money."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Revenue(Metric):
    """What all receipts that were not cancelled add up to."""

    kind = "revenue"
    unit = "money"
    type = "money"
    en = "revenue"
    ru = "выручка"
    meaning_ru = "Сумма всех неотменённых чеков"
    needs = (aggregates.TOTAL,)

    def finish(self, known: ir.Table) -> ir.Value:
        """The sum of totals; 0 for a customer without receipts."""
        return known.total
