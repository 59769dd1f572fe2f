"""Whether the customer has churned."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Churned(Metric):
    """Silent for longer than `churn_after_intervals` of the customer's own average intervals between visits."""

    kind = "churned"
    unit = "flag"
    type = "boolean"
    en = "churned"
    ru = "ушёл"
    meaning_ru = "Молчит дольше, чем `churn_after_intervals` собственных средних интервалов между визитами"
    needs = (aggregates.FIRST_AT, aggregates.LAST_AT, aggregates.VISITS)

    def finish(self, known: Known) -> ir.Value:
        """Empty for fewer than two visits: such a customer has no interval."""
        intervals = (known.visits - 1).nullif(0)
        # Multiplied out: a quotient that is a hair too small would count the last allowed day as one too many.
        allowed = known.days_of_visits() * known.settings.churn_after_intervals
        return known.days_since(known.last_at) * intervals > allowed
