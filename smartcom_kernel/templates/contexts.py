"""What templates see of each customer, read for many customers at once and no more than the template uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.templates.variables import ITEM, LINES, OF_LINES, OF_PRODUCTS, nested

RECEIPT = "client.last_receipt"
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
        self._own = {"shop": {"name": shop}, "today": tables.as_of.astimezone(ZoneInfo(tables.zone)).date()}
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
        return RFM.get(path) or (name if path.startswith("client.") and "." not in name and path != RECEIPT else "")

    def _question(self, asked: ir.Table) -> ir.Table:
        known = self._customers.semi_join(asked, "customer_id")
        if not any(path.startswith(RECEIPT) for path in self._needed):
            return known
        receipts = self._last_receipts(asked)
        known = known.left_join(receipts, "customer_id").drop("customer_id_right")
        if not any(path.startswith(LINES) for path in self._needed):
            return known
        return known.left_join(self._lines(asked, receipts), "customer_id").drop("customer_id_right")

    def _last_receipts(self, asked: ir.Table) -> ir.Table:
        receipts = self._tables.purchases.semi_join(asked, "customer_id")
        newest_first = [receipts.issued_at.desc(), receipts.receipt_id.desc()]
        place = ibis.row_number().over(group_by=receipts.customer_id, order_by=newest_first)
        wanted = {path.removeprefix(f"{RECEIPT}.") for path in self._needed if path.startswith(f"{RECEIPT}.")}
        columns = {"receipt_id", *wanted.intersection(receipts.columns)}
        last = receipts.mutate(place=place).filter(lambda found: found.place == 0)
        return last.select("customer_id", **{f"{RECEIPT}.{name}": name for name in sorted(columns)})

    def _lines(self, asked: ir.Table, receipts: ir.Table) -> ir.Table:
        last = receipts.select(receipt_id=f"{RECEIPT}.receipt_id")
        lines = self._tables.purchase_lines.semi_join(asked, "customer_id").semi_join(last, "receipt_id")
        products = self._tables.products.select("product_id", *OF_PRODUCTS)
        lines = lines.left_join(products, "product_id", rname="{name}_of_product")
        wanted = {path.removeprefix(f"{LINES}{ITEM}.") for path in self._needed}
        fields = ["line_no", *sorted(wanted.intersection([*OF_LINES, *OF_PRODUCTS]))]
        line = ibis.struct({name: lines[name] for name in fields})
        return lines.group_by("customer_id").agg(**{LINES: line.collect(order_by=lines.line_no)})
