"""The share of promo lines."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class PromoLinesShare(Metric):
    """Lines of receipts with a promo code divided by all receipt lines."""

    kind = "promo_lines_share"
    unit = "share"
    type = "number"
    en = "share of promo lines"
    ru = "доля строк с промокодом"
    meaning_ru = "Строки чеков с промокодом, делённые на все строки"
    needs = (aggregates.PROMO_LINES, aggregates.LINES)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no lines are known."""
        return known.promo_lines / known.lines.nullif(0)
