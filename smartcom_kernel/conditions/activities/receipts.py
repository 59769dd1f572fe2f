"""What customers bought, a row per receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.conditions.activities.joined import with_columns
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import RECEIPTS, STORES
from smartcom_kernel.lake.tables import Tables

OF_STORE = {name: replace(STORES[name], refers_to=f"stores.{name}") for name in ("region", "city")}
OF_TIME = {
    "weekday": Column("weekday", "integer", "weekday, Monday is 1", "день недели, понедельник — 1"),
    "hour": Column("hour", "integer", "hour of the day", "час дня"),
}


@ACTIVITIES.register
class Receipts(Activity):
    """Receipts that count: all but cancelled ones, with the region and city of the store, the weekday and the hour."""

    kind = "receipts"
    example: ClassVar[dict[str, Any]] = {"where": {"total": {"gte": 1000}, "channel": {"eq": "online"}}}
    en, ru, ru_of = "receipts", "чеки", "чеков"
    ru_help = "Учитываемые чеки, то есть все, кроме отменённых, с регионом и городом магазина, днём недели и часом."
    contract, when = RECEIPTS, "issued_at"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of receipts, and what follows from the store and the moment."""
        return {**super().columns(), **OF_STORE, **OF_TIME}

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:
        """Purchases; stores are joined only where they are asked about."""
        receipts = with_columns(tables.purchases, "store_id", tables.stores, [n for n in names if n in OF_STORE])
        of_time = {"weekday": tables.weekday, "hour": tables.hour}
        return receipts.mutate(**{name: of(receipts.issued_at) for name, of in of_time.items() if name in names})
