"""What the lake knows of one customer: one statement per table, written once for all customers of a moment.

Tables are sorted by customer, so that each statement reads a few row groups however large the table is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import aggregated, asked, finished
from smartcom_kernel.metrics.facts import THINGS
from smartcom_kernel.metrics.interests import interest_table
from smartcom_kernel.metrics.metric import Listed, Metric
from smartcom_kernel.metrics.rfm_history import HISTORY_TABLE, recorded
from smartcom_kernel.metrics.slices import One

Record = dict[str, Any]
"""One row, by the names of its columns."""


class Reader:
    """Answers about one customer after the other, all as of one moment and state of the lake.

    Args:
        tables: The moment and the state.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.metrics: dict[str, Metric] = chosen(tables.measures)
        self._statements: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._stored_at = stored.find(tables)
        self._called: dict[tuple[str, str], str | None] = {}
        self._has_rfm: bool | None = None
        self._row: str | None = None
        self._said: tuple[str, ...] = ()
        self._known = self._prepared = ""

    def customer(self, customer_id: str) -> Record | None:
        """The row of `customers`; None where there is no such customer."""
        return self._one("customers", lambda: self.tables.customers, customer_id)

    def cards(self, customer_id: str) -> list[Record]:
        """Cards by number."""
        return self._of("cards", lambda: self.tables.cards, customer_id, "ORDER BY card_number")

    def metric_values(self, customer_id: str) -> Record:
        """Every metric of the workspace: from what a refresh has stored, computed for this customer where none has."""
        if self._stored_at is None:
            known = aggregated(self.tables, asked(self.metrics.values()), One(customer_id))
            rows = self.tables.lake.arrow(finished(self.tables, known, self.metrics.values())).to_pylist()
            values = rows[0] if rows else {}
        else:
            values = self._from_stored(customer_id, self._stored_at)
        return {name: values.get(name) for name in self.metrics}

    def names(self, values: Record) -> dict[str, str]:
        """What the things are called that metrics tell by their ids, by the metric: the favourite product."""
        found = {
            name: self._name(need.things, values[name])
            for name, metric in self.metrics.items()
            for need in metric.required()
            if isinstance(need, Listed) and need.things is not None and values[name] is not None
        }
        return {name: called for name, called in found.items() if called}

    def _name(self, things: str, thing_id: str) -> str | None:
        if (things, thing_id) not in self._called:
            table, column = self.tables.read(things), THINGS[things][0]
            if things not in self._statements:
                self._statements[things] = (self.tables.lake.sql(table.select(column, "name")), (column, "name"))
            sql, _ = self._statements[things]
            rows = self.tables.lake.rows(f"SELECT name FROM ({sql}) WHERE {column} = ?", [thing_id])
            self._called[things, thing_id] = rows[0][0] if rows else None
        return self._called[things, thing_id]

    def _from_stored(self, customer_id: str, snapshot_id: int) -> Record:
        """Planning the last step of all metrics costs more than reading: it is planned once, over one row."""
        lake = self.tables.lake
        if self._row is None:
            known = lake.table(stored.AGGREGATE_TABLE, snapshot_id)
            row = lake.temporary(known.limit(0))
            said = finished(self.tables, row, self.metrics.values())
            self._row, self._said = row.get_name(), tuple(said.columns)
            self._prepared = f"metrics_of_{self._row.rpartition('.')[2]}"
            lake.run(f"PREPARE {self._prepared} AS {lake.sql(said)}")
            self._known = lake.sql(known)
        lake.run(f"DELETE FROM {self._row}")
        lake.run(f"INSERT INTO {self._row} BY NAME SELECT * FROM ({self._known}) WHERE customer_id = ?", [customer_id])
        found = lake.rows(f"EXECUTE {self._prepared}")
        return dict(zip(self._said, found[0], strict=True)) if found else {}

    def rfm(self, customer_id: str) -> list[Record]:
        """The RFM scores and since when they hold, the newest first; empty scores where purchases had run out."""
        if self._has_rfm is None:
            self._has_rfm = bool(recorded(self.tables))
        if not self._has_rfm:
            return []
        return self._of("rfm", self._rfm_history, customer_id, "ORDER BY as_of DESC")

    def receipts(self, customer_id: str, most: int) -> list[Record]:
        """The last receipts, also cancelled ones, the newest first, each with its `lines`."""
        last_first = f"ORDER BY issued_at DESC, receipt_id DESC LIMIT {int(most)}"
        found = self._of("receipts", self._receipts_of_stores, customer_id, last_first)
        if not found:
            return []
        since = f"AND issued_at >= '{found[-1]['issued_at'].isoformat()}' ORDER BY receipt_id, line_no"
        lines = self._of("lines", lambda: self._named(self.tables.receipt_lines), customer_id, since)
        return [{**r, "lines": [line for line in lines if line["receipt_id"] == r["receipt_id"]]} for r in found]

    def events(self, customer_id: str, most: int) -> list[Record]:
        """The last events, the newest first."""
        return self._of("events", lambda: self.tables.events, customer_id, _newest(most))

    def site_events(self, customer_id: str, most: int) -> list[Record]:
        """What the customer last did on the site, the newest first."""
        return self._of("site", lambda: self._named(self.tables.web_events), customer_id, _newest(most))

    def points(self, customer_id: str) -> Record | None:
        """The row of `points_balances`; None where there is none."""
        return self._one("points", lambda: self.tables.points_balances, customer_id)

    def scores(self, customer_id: str) -> list[Record]:
        """What models said."""
        return self._of("scores", lambda: self.tables.customer_scores, customer_id, "ORDER BY model")

    def interests(self, customer_id: str, most: int) -> list[Record]:
        """The greatest interests."""
        greatest = f"ORDER BY place LIMIT {int(most)}"
        return self._of("interests", lambda: interest_table(self.tables), customer_id, greatest)

    def near(self, customer_id: str) -> list[str]:
        """Ids that differ only in capitals or in blanks around them."""
        ids = self.tables.customers.customer_id
        alike = self.tables.customers.filter(ids.lower() == customer_id.strip().lower()).select("customer_id").limit(5)
        return sorted(self.tables.lake.arrow(alike)["customer_id"].to_pylist())

    def _rfm_history(self) -> ir.Table:
        history = self.tables.lake.table(HISTORY_TABLE, self.tables.snapshot_id)
        return history.filter(history.as_of <= self.tables.moment)

    def _receipts_of_stores(self) -> ir.Table:
        stores = self.tables.stores.select("store_id", store=self.tables.stores.name)
        return self.tables.receipts.left_join(stores, "store_id").drop("store_id_right")

    def _named(self, table: ir.Table) -> ir.Table:
        """With `product` and `category`, the names of what a row is about."""
        products, categories = self.tables.products, self.tables.categories
        about = products.select("product_id", product=products.name, product_category=products.category_id)
        named = table.left_join(about, "product_id").drop("product_id_right")
        own = named.category_id if "category_id" in named.columns else ibis.null("string")
        named = named.mutate(category_id=named.product_category.coalesce(own)).drop("product_category")
        called = categories.select("category_id", category=categories.name)
        return named.left_join(called, "category_id").drop("category_id_right")

    def _one(self, name: str, table: Callable[[], ir.Table], customer_id: str) -> Record | None:
        return next(iter(self._of(name, table, customer_id)), None)

    def _of(self, name: str, table: Callable[[], ir.Table], customer_id: str, then: str = "") -> list[Record]:
        if name not in self._statements:
            asked_of = table()
            self._statements[name] = (self.tables.lake.sql(asked_of), tuple(asked_of.columns))
        sql, columns = self._statements[name]
        found = self.tables.lake.rows(f"SELECT * FROM ({sql}) WHERE customer_id = ? {then}", [customer_id])
        return [dict(zip(columns, row, strict=True)) for row in found]


def _newest(most: int) -> str:
    return f"ORDER BY occurred_at DESC, event_id DESC LIMIT {int(most)}"
