"""What templates see of each customer, read for many customers at once and no more than the template uses."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.lake.among import Among, Those
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.templates.sources import SOURCES, tables_of
from smartcom_kernel.templates.variables import CUSTOM, ITEM, nested

METRICS = "client.metrics."
RFM = {"client.rfm.r": "r", "client.rfm.f": "f", "client.rfm.m": "m", "client.rfm.name": "rfm_name"}


class Contexts:
    """Reads what a template needs.

    Metrics that no refresh holds for this moment are computed once for everybody, not for each batch.

    Args:
        tables: The moment and the snapshot to read.
        needed: Paths of variables, as `smartcom_kernel.templates.check.needed` gives them.
        shop: The shop's name.
    """

    def __init__(self, tables: Tables, needed: Collection[str], *, shop: str) -> None:
        self._tables = tables
        self._needed = set(needed)
        self._own: dict[str, Any] = {
            "shop": {"name": shop},
            "today": tables.as_of.astimezone(ZoneInfo(tables.zone)).date(),
        }
        if "moment" in self._needed:
            self._own["moment"] = tables.as_of
        self._customers = self._known_of_customers()

    def of(self, customer_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The context of each customer, by id and in the order asked; what is not known of one is absent.

        One question is asked of the lake, whatever the number of customers.
        """
        ids = list(dict.fromkeys(customer_ids))
        asked = ibis.memtable(pa.table({"customer_id": pa.array(ids, pa.string())}))
        answer = self._tables.lake.arrow(self._question(asked)).to_pylist()
        found = {row["customer_id"]: row for row in answer}
        return {id_: self._context(found.get(id_, {})) for id_ in ids}

    def _context(self, row: dict[str, Any]) -> dict[str, Any]:
        values = {path: value for path, value in row.items() if path != "customer_id" and value is not None}
        values |= {path: _fields(values[path]) for path in values if path.endswith(CUSTOM)}
        return {"client": {}, **nested(values), **self._own}

    def _known_of_customers(self) -> ir.Table:
        """`customer_id` and a column per variable of the customer, named after its path."""
        columns = {path: self._column(path) for path in sorted(self._needed) if self._column(path)}
        if all(path not in RFM and not path.startswith(METRICS) for path in columns):
            return self._tables.customers.select("customer_id", **columns)
        known = customer_frame(self._tables).select("customer_id", **columns)
        return known if stored.find(self._tables) is not None else self._tables.lake.temporary(known)

    @staticmethod
    def _column(path: str) -> str:
        name = path.removeprefix(METRICS).removeprefix("client.")
        own = path.startswith("client.") and "." not in name and path.removesuffix(ITEM) not in SOURCES
        return RFM.get(path) or (name if own else "")

    def _question(self, asked: ir.Table) -> ir.Table:
        known = self._customers.semi_join(asked, "customer_id")
        for more in tables_of(self._needed, Among(self._tables, Those(asked))):
            known = known.left_join(more, "customer_id").drop("customer_id_right")
        return known


def _fields(text: str) -> dict[str, Any]:
    """The fields of the shop's own, which the lake holds as JSON."""
    try:
        fields = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
