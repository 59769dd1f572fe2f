"""Questions about the customer frame, asked before it is known which of its columns they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ibis.expr.operations as ops
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import blank_frame, customer_frame


def framed(
    ask: Callable[[ir.Table], Sequence[ir.Value]], tables: Tables, *also: str
) -> tuple[ir.Table, list[ir.Value]]:
    """The customers, joined with only those metrics and scores that are read, and the answers over them.

    Args:
        ask: The questions, given the customer frame.
        tables: The customers and what is known of them.
        *also: Further metrics that the caller reads.
    """
    blank = blank_frame(tables)
    answers = [answer.op() for answer in ask(blank)]
    read = {field.name for answer in answers for field in answer.find(ops.Field) if field.rel == blank.op()}
    customers = customer_frame(tables, {*read, *also})
    return customers, [answer.replace({blank.op(): customers.op()}).to_expr() for answer in answers]
