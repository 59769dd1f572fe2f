"""The favourite weekday."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FavouriteWeekday(Metric):
    """The weekday with the most receipts, Monday is 1; among equals the earlier one."""

    kind = "favourite_weekday"
    unit = "weekday"
    type = "integer"
    en = "favourite weekday, Monday is 1"
    ru = "любимый день недели, понедельник — 1"
    meaning_ru = "День недели с наибольшим числом чеков, понедельник — 1; среди равных — более ранний"
    needs = (aggregates.FAVOURITE_WEEKDAY,)

    def finish(self, known: Known) -> ir.Value:
        """In the workspace's time zone."""
        return known.favourite_weekday
