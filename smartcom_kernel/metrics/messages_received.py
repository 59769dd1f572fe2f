"""Messages received."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class MessagesReceived(MetricOf):
    """Number of messages of a medium that reached the customer."""

    kind = "messages_received"
    example: ClassVar[dict[str, Any]] = {"of": "email"}
    unit = "count"
    type = "integer"
    en = "messages received, {of}"
    ru = "сообщений получено, {of}"
    meaning_ru = "Сколько сообщений этого вида связи клиент получил"
    each = tuple(MEDIA)
    called = MEDIA

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.messages("received", self.of),)

    def finish(self, known: Known) -> ir.Value:
        """0 where there were none."""
        return known[aggregates.messages("received", self.of).name]
