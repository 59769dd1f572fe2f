"""Days since the last visit to the site."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class DaysSinceSiteVisit(Metric):
    """Calendar days between the last visit to the site and the moment asked about."""

    kind = "days_since_site_visit"
    unit = "days"
    type = "integer"
    en = "days since the last visit to the site"
    ru = "дней с последнего посещения сайта"
    meaning_ru = "Календарных дней от последнего посещения сайта до момента расчёта"
    windowed = False
    needs = (aggregates.LAST_ON_SITE_AT,)

    def finish(self, known: Known) -> ir.Value:
        """Empty for a customer who was never seen there."""
        return known.days_since(known.last_on_site_at)
