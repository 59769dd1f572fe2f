"""The favourite category."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FavouriteCategory(Metric):
    """The category that comes up in the most receipt lines; among equals the one whose id sorts first."""

    kind = "favourite_category"
    unit = "name"
    type = "text"
    en = "favourite category"
    ru = "любимая категория"
    meaning_ru = "Категория, которая встречается в строках чеков чаще всего; среди равных — с меньшим идентификатором"
    needs = (aggregates.FAVOURITE_CATEGORY,)

    def finish(self, known: Known) -> ir.Value:
        """Its id; empty where no category is known."""
        return known.favourite_category
