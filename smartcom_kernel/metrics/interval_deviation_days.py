"""How much the intervals between visits differ."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class IntervalDeviationDays(Metric):
    """Standard deviation of the days between one visit and the next."""

    kind = "interval_deviation_days"
    unit = "days"
    type = "number"
    en = "deviation of days between visits"
    ru = "отклонение интервала между визитами, дней"
    meaning_ru = "Стандартное отклонение числа дней между соседними визитами"
    needs = (aggregates.FIRST_AT, aggregates.LAST_AT, aggregates.VISITS, aggregates.SQUARED_INTERVALS)

    def finish(self, known: Known) -> ir.Value:
        """Of the sample, n - 1 below the line; from exact sums of whole days. Empty for fewer than three visits."""
        n = known.visits - 1
        squares = known.squared_intervals * n - known.days_of_visits() ** 2
        return (squares / (n * (n - 1)).nullif(0)).sqrt()
