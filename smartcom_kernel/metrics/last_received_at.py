"""The last message received."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class LastReceivedAt(MetricOf):
    """When a message of a medium last reached the customer."""

    kind = "last_received_at"
    example: ClassVar[dict[str, Any]] = {"of": "email"}
    unit = "instant"
    type = "instant"
    en = "last message received, {of}"
    ru = "последнее сообщение получено, {of}"
    meaning_ru = "Когда клиент последний раз получил сообщение этого вида связи"
    windowed = False
    each = tuple(MEDIA)
    called = MEDIA

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.last_message("received", self.of),)

    def finish(self, known: Known) -> ir.Value:
        """Empty where there was none."""
        return known[aggregates.last_message("received", self.of).name]
