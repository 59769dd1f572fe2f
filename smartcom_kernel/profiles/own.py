"""The rows of one customer in memory, and statements over them that are planned once for all customers.

Planning a question over the lake costs more than answering it for one customer. So each table is read from the lake
once, by one short statement, and whatever is joined, ranked or counted is asked of the rows in memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables

Record = dict[str, Any]
"""One row, by the names of its columns."""
NUMBERS = itertools.count()


class OwnTables(Tables):
    """The same tables with the rows of one customer at a time; tables without customers are there as a whole.

    Args:
        tables: All rows, as of one moment and state of the lake.
    """

    def __init__(self, tables: Tables) -> None:
        self.__dict__.update(vars(tables))
        self._held: dict[str, ir.Table] = {}
        self._sources: dict[str, str] = {}
        self._lasting: set[str] = set()
        self._questions: dict[str, tuple[str, tuple[str, ...]]] = {}

    def read(self, name: str) -> ir.Table:
        """One table of the contract."""
        return self.own(name, super().read(name))

    @property
    def messages(self) -> ir.Table:
        """What reached the customer; see `Tables.messages`."""
        return self.own("messages", super().messages, lasting=False)

    def own(self, name: str, rows: ir.Table, *, lasting: bool = True) -> ir.Table:
        """A table in memory for the rows of the customer who is asked about; for all rows where they have no customer.

        Args:
            name: What it is called here.
            rows: The rows of everybody.
            lasting: Whether they stay as they are, as all rows of one snapshot do.
        """
        if name not in self._held:
            of_customers = "customer_id" in rows.columns
            self._held[name] = self.lake.temporary(rows.limit(0) if of_customers else rows)
            if of_customers:
                self._sources[name] = self.lake.sql(rows)
                self._lasting |= {name} if lasting else set()
        return self._held[name]

    def prepare(self, questions: Mapping[str, ir.Table]) -> None:
        """Plan questions over these tables, by their names; `answers` answers them."""
        with self.lake.passing_rows():
            for name, question in questions.items():
                statement = f"own_{name}_{next(NUMBERS)}"
                self.lake.run(f"PREPARE {statement} AS {self.lake.sql(question)}")
                self._questions[name] = (statement, tuple(question.columns))

    def answers(self, customer_id: str) -> dict[str, list[Record]]:
        """The rows that answer each question about one customer; no answers where there is no such customer."""
        with self.lake.passing_rows():
            if not self._fill("customers", customer_id):
                return {}
            for name in [name for name in self._sources if name != "customers"]:
                self._fill(name, customer_id)
            return {
                name: [dict(zip(columns, row, strict=True)) for row in self.lake.rows(f"EXECUTE {statement}")]
                for name, (statement, columns) in self._questions.items()
            }

    def close(self) -> None:
        """Forget the rows and the plans."""
        for statement, _ in self._questions.values():
            self.lake.run(f"DEALLOCATE {statement}")
        for table in self._held.values():
            self.lake.run(f"DROP TABLE {table.get_name()}")

    def _fill(self, name: str, customer_id: str) -> int:
        """How many rows the customer has. A table in which nobody has any is not asked again: that costs the most."""
        source = f"FROM ({self._sources[name]})"
        into = self._held[name].get_name()
        found = self.lake.run(f"INSERT INTO {into} BY NAME SELECT * {source} WHERE customer_id = ?", [customer_id])
        if not found and name in self._lasting:
            self._lasting.remove(name)
            if not self.lake.rows(f"SELECT 1 {source} LIMIT 1"):
                del self._sources[name]
        return found
