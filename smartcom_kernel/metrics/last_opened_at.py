"""The last message opened."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class LastOpenedAt(MetricOf):
    """When a message of a medium last was opened by the customer."""

    kind = "last_opened_at"
    example: ClassVar[dict[str, Any]] = {"of": "email"}
    unit = "instant"
    type = "instant"
    en = "last message opened, {of}"
    ru = "последнее сообщение открыто, {of}"
    meaning_ru = "Когда клиент последний раз открыл сообщение этого вида связи"
    windowed = False
    each = tuple(MEDIA)
    called = MEDIA

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.last_message("opened", self.of),)

    def finish(self, known: Known) -> ir.Value:
        """Empty where there was none."""
        return known[aggregates.last_message("opened", self.of).name]
