"""The favourite store."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FavouriteStore(Metric):
    """The store that comes up in the most receipts; among equals the one whose id sorts first."""

    kind = "favourite_store"
    unit = "name"
    type = "text"
    en = "favourite store"
    ru = "любимый магазин"
    meaning_ru = "Магазин, который встречается в чеках чаще всего; среди равных — с меньшим идентификатором"
    needs = (aggregates.FAVOURITE_STORE,)

    def finish(self, known: Known) -> ir.Value:
        """Its id; empty where no store is known."""
        return known.favourite_store
