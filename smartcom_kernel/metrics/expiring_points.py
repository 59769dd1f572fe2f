"""The points about to expire."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class ExpiringPoints(Metric):
    """Loyalty points that expire next, as the loyalty system reports them."""

    kind = "expiring_points"
    unit = "count"
    type = "money"
    en = "points about to expire"
    ru = "сгорающие баллы"
    meaning_ru = "Баллы, которые сгорят первыми, по данным программы лояльности"
    windowed = False
    needs = (aggregates.EXPIRING_POINTS, aggregates.POINTS_EXPIRE_AT)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no balance is known, and once the day of expiry has passed."""
        return (known.points_expire_at > known.moment).ifelse(known.expiring_points, ibis.null())
