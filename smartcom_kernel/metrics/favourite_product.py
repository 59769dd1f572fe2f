"""The favourite product."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.metrics import aggregates
from smartcom_kernel.metrics.known import Known
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class FavouriteProduct(Metric):
    """The product that comes up in the most receipt lines; among equals the one whose id sorts first."""

    kind = "favourite_product"
    unit = "name"
    type = "text"
    en = "favourite product"
    ru = "любимый товар"
    meaning_ru = "Товар, который встречается в строках чеков чаще всего; среди равных — с меньшим идентификатором"
    needs = (aggregates.FAVOURITE_PRODUCT,)

    def finish(self, known: Known) -> ir.Value:
        """Its id; empty where no product is known."""
        return known.favourite_product
