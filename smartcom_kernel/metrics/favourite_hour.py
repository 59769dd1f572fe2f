"""The favourite hour."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FavouriteHour(Metric):
    """The hour of the day with the most receipts, 0 to 23; among equals the earlier one."""

    kind = "favourite_hour"
    unit = "hour"
    type = "integer"
    en = "favourite hour"
    ru = "любимый час"
    meaning_ru = "Час суток с наибольшим числом чеков, от 0 до 23; среди равных — более ранний"
    needs = (aggregates.FAVOURITE_HOUR,)

    def finish(self, known: Known) -> ir.Value:
        """In the workspace's time zone."""
        return known.favourite_hour
