"""Functions of our own that expressions may call; each engine knows them by name."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from smartcom_kernel.lake.number_lists import ZERO

LISTS = dt.Array(dt.int64)


def marked(number: ir.IntegerValue, inside: Sequence[ir.BooleanValue]) -> ir.IntegerValue:
    """A whole number from −2³⁰ to 2³⁰ of a fact, with a mark for each window that the fact lies in."""
    marks = [flag.cast("int64") * 2**window for window, flag in enumerate(inside)]
    return sum(marks, start=(number.cast("int64") + ZERO) * 2 ** len(marks))


@ibis.udf.scalar.builtin(signature=((LISTS, dt.int64, dt.string), LISTS))
def made_of(numbers, windows, made):  # type: ignore[no-untyped-def]
    """For each list of marked numbers what is made of it, for each name between commas, see `number_lists`.

    The answers for all time come first, then those for each window; empty where there is no number.
    """


@ibis.udf.scalar.builtin(name="getvariable", signature=((dt.string,), dt.string))
def variable(called):  # type: ignore[no-untyped-def]
    """A text that is said when the statement runs, see `Lake.insert_each`."""


@ibis.udf.scalar.builtin(signature=((dt.string, dt.string), dt.string))
def json_text(json, path):  # type: ignore[no-untyped-def]
    """What stands at a path such as ``$.step.name`` inside JSON, as text; empty where nothing does."""
