"""Days since registration."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class DaysSinceRegistration(Metric):
    """Calendar days between registration and the moment asked about."""

    kind = "days_since_registration"
    unit = "days"
    type = "integer"
    en = "days since registration"
    ru = "дней с регистрации"
    meaning_ru = "Календарных дней от регистрации до момента расчёта"
    windowed = False
    needs = (aggregates.REGISTERED_AT,)

    def finish(self, known: Known) -> ir.Value:
        """Empty where the day of registration is unknown or lies ahead."""
        days = known.days_since(known.registered_at)
        return (days >= 0).ifelse(days, ibis.null())
