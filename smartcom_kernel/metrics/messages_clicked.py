"""Messages clicked."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class MessagesClicked(MetricOf):
    """Number of messages of a medium that the customer clicked in."""

    kind = "messages_clicked"
    example: ClassVar[dict[str, Any]] = {"of": "email"}
    unit = "count"
    type = "integer"
    en = "messages clicked, {of}"
    ru = "сообщений с переходом, {of}"
    meaning_ru = "Сколько сообщений этого вида связи с переходом по ссылке"
    each = tuple(MEDIA)
    called = MEDIA

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.messages("clicked", self.of),)

    def finish(self, known: Known) -> ir.Value:
        """0 where there were none."""
        return known[aggregates.messages("clicked", self.of).name]
