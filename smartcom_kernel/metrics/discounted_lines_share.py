"""The share of discounted lines."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class DiscountedLinesShare(Metric):
    """Receipt lines with a discount divided by all receipt lines."""

    kind = "discounted_lines_share"
    unit = "share"
    type = "number"
    en = "share of discounted lines"
    ru = "доля строк со скидкой"
    meaning_ru = "Строки чеков со скидкой, делённые на все строки"
    needs = (aggregates.DISCOUNTED_LINES, aggregates.LINES)

    def finish(self, known: Known) -> ir.Value:
        """Empty where no lines are known."""
        return known.discounted_lines / known.lines.nullif(0)
