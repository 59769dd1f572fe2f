"""The score of a model."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, MetricOf, Need


@METRICS.register
class ModelScore(MetricOf):
    """The score that a model gave the customer last, such as a probability or the number of a cluster."""

    kind = "model_score"
    example: ClassVar[dict[str, Any]] = {"of": "will_buy"}
    unit = "score"
    type = "number"
    en = "score of {of}"
    ru = "оценка модели {of}"
    meaning_ru = "Последняя оценка, которую модель дала клиенту: вероятность или номер кластера"
    windowed = False

    def required(self) -> tuple[Need, ...]:
        """What it is made of."""
        return (aggregates.score_of(self.of),)

    def finish(self, known: Known) -> ir.Value:
        """Empty where the model has not scored the customer."""
        return known[aggregates.score_of(self.of).name]
