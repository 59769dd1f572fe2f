"""Conditions on a value that some customers have in another table, one row each."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.lake.tables import Tables


def looked_up(
    customer: ir.Table,
    known: ir.Table,
    column: str,
    operators: Operators,
    tables: Tables,
    *,
    otherwise: ir.Scalar | None = None,
) -> ir.BooleanValue:
    """Which customers' value passes every operator.

    Args:
        customer: The customer frame.
        known: The other table, with `customer_id` and the value.
        column: The name of the value.
        operators: What it must be.
        tables: The moment and the time zone.
        otherwise: The value of who has no row; unknown when None.
    """
    passes = customer.customer_id.isin(known.filter(operators.where(known[column], tables)).customer_id)
    others = ~customer.customer_id.isin(known.customer_id)
    value = ibis.null(known[column].type()) if otherwise is None else otherwise
    return passes | (others & operators.where(value, tables))


def only(known: ir.Table, column: str) -> ir.Value:
    """The value of the one customer whose rows these are; empty where there is no row."""
    return known[column].max().as_scalar()
