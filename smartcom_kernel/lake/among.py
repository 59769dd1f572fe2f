"""The lake as if it held some customers only: what is asked of it is asked of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Protocol

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables


class Some(Protocol):
    """Some of the customers."""

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of a table that are theirs."""


@dataclass(frozen=True)
class One:
    """One customer."""

    customer_id: str

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of this customer."""
        return table.filter(table.customer_id == self.customer_id)


@dataclass(frozen=True)
class Those:
    """The customers of a table with a column `customer_id`."""

    customers: ir.Table

    def of(self, table: ir.Table) -> ir.Table:
        """The rows of these customers."""
        return table.semi_join(self.customers, "customer_id")


class Among(Tables):
    """The tables of some customers; those that speak of no customer stay whole.

    Args:
        tables: All of it, or what is itself among some.
        some: Whose.
    """

    def __init__(self, tables: Tables, some: Some) -> None:
        self.__dict__.update(vars(tables))
        self._all_of: tuple[Some, ...] = (*vars(tables).get("_all_of", ()), some)
        self._everybody = tables.everybody

    @property
    def everybody(self) -> Tables:
        """The tables of all customers."""
        return self._everybody

    def read(self, name: str) -> ir.Table:
        """One table, of these customers."""
        table = super().read(name)
        return self.those_of(table) if "customer_id" in table.columns else table

    @property
    def messages(self) -> ir.Table:
        """What reached these customers, and what they did with it."""
        return self.those_of(super().messages)

    @property
    def points(self) -> ir.Table:
        """Points that we gave these customers."""
        return self.those_of(super().points)

    def those_of(self, rows: ir.Table) -> ir.Table:
        """The rows that speak of these customers."""
        return functools.reduce(lambda found, some: some.of(found), self._all_of, rows)
