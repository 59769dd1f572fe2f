"""The points."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class PointsBalance(Metric):
    """Loyalty points that can be spent now, as the loyalty system reports them."""

    kind = "points_balance"
    unit = "count"
    type = "money"
    en = "points"
    ru = "баллы"
    meaning_ru = "Баллы, которые можно потратить сейчас, по данным программы лояльности"
    windowed = False
    needs = (aggregates.POINTS,)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no balance is known."""
        return known.points
