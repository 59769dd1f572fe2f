"""The revenue."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Revenue(Metric):
    """Sum of all receipts, less returns; cancelled ones do not count. All that a customer brought (historic CLTV)."""

    kind = "revenue"
    unit = "money"
    type = "money"
    en = "revenue"
    ru = "выручка"
    meaning_ru = "Сумма всех чеков за вычетом возвратов, без отменённых. Всё, что принёс клиент (исторический CLTV)"
    needs = (aggregates.TOTAL,)

    def finish(self, known: Known) -> ir.Value:
        """0 for a customer without receipts."""
        return known.total
