"""Questions about the customer frame, asked before it is known which of its columns they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import ibis.expr.operations as ops
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import SCORES, blank_frame, customer_frame
from smartcom_kernel.segments.only_true import needs_some, shortened


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
    customers = customer_frame(tables, {*_read(answers, blank), *also})
    return customers, [answer.replace({blank.op(): customers.op()}).to_expr() for answer in answers]


def kept(ask: Callable[[ir.Table], ir.BooleanValue], tables: Tables, *also: str) -> ir.Table:
    """The customers of whom the answer is true, joined with only those metrics and scores that are read.

    Args:
        ask: The question, given the customer frame.
        tables: The customers and what is known of them.
        *also: Further metrics that the caller reads.
    """
    blank = blank_frame(tables)
    answer = shortened(ask(blank).op())
    read = {*_read([answer], blank), *also}
    scores = [blank[name].op() for name in SCORES if name in read]
    customers = customer_frame(tables, read, only_scored=needs_some(answer, scores))
    return customers.filter(answer.replace({blank.op(): customers.op()}).to_expr())


def _read(answers: Iterable[ops.Node], blank: ir.Table) -> set[str]:
    """The columns of the customer frame that answers read."""
    return {field.name for answer in answers for field in answer.find(ops.Field) if field.rel == blank.op()}
