"""A condition on what is computed about a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from smartcom_kernel.conditions.compared import Compared
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.lake.contracts import Column
from smartcom_kernel.metrics.metric import METRICS


@CONDITIONS.register
class Measured(Compared):
    """Has a metric, such as the average receipt, whose value passes every operator given."""

    kind = "metric"
    example: ClassVar[dict[str, Any]] = {"name": "average_receipt", "is": {"gte": 1500}}
    noun = "metric"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of all metrics."""
        return {kind: METRICS[kind].column() for kind in METRICS}
