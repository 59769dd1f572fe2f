"""Messages opened."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class MessagesOpened(MetricOf):
    """Number of messages of a medium that the customer opened."""

    kind = "messages_opened"
    example: ClassVar[dict[str, Any]] = {"of": "email"}
    unit = "count"
    type = "integer"
    en = "messages opened, {of}"
    ru = "сообщений открыто, {of}"
    meaning_ru = "Сколько сообщений этого вида связи клиент открыл"
    each = tuple(MEDIA)
    called = MEDIA

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.messages("opened", self.of),)

    def finish(self, known: Known) -> ir.Value:
        """0 where there were none."""
        return known[aggregates.messages("opened", self.of).name]
