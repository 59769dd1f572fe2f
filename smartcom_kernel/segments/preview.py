"""A segment while it is being made: its numbers, how they were counted, a few customers, or all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import ibis.expr.types as ir

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SmartcomError, SpecError, UnknownName
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import blank_frame
from smartcom_kernel.segments.members import Everybody, Summary, everybody, sql, summary_of, with_purchases

SAMPLED = 5
"""Customers in the sample."""


@dataclass(frozen=True)
class Preview:
    """What is known of a segment at once."""

    summary: Summary
    """Its numbers and its sentence."""
    everybody: Everybody
    """All customers, of whom they are a part."""
    sql: str | None
    """The statement that finds its customers; None where it is not known yet."""
    sample: tuple[dict[str, Any], ...] | None
    """The first of them by what they spent: `customer_id`, `revenue`, `receipts`; None where it is not known yet."""

    def describe(self, lang: Lang | None = None) -> str:
        """The numbers in one sentence."""
        return self.summary.describe(lang)


def preview(
    condition: Condition,
    tables: Tables,
    lang: Lang,
    *,
    among: Everybody | None = None,
    early: Callable[[Preview], None] | None = None,
) -> Preview:
    """A segment that is being made, exactly. Its customers are found once, for the numbers and for the sample.

    Args:
        condition: Who belongs.
        tables: Where to read, and the moment.
        lang: Language of the sentence.
        among: All customers, as an earlier preview of the same tables found them; counted when None.
        early: Given the numbers as soon as they are known.

    Raises:
        SpecError: With every fault that only the data show, each with its path.
    """
    try:
        asked = with_purchases(condition, tables)
    except SmartcomError as error:
        faults = list(faults_of(condition, tables))
        raise SpecError("segment", faults or [Fault.of(error)]) from None
    with tables.lake.passing() as keep:
        rows = keep(asked)
        among = among or everybody(tables)
        found = Preview(summary_of(condition, rows, among, tables, lang), among, None, None)
        if early is not None:
            early(found)
        return replace(found, sql=sql(condition, tables), sample=_sample(rows, tables))


def faults_of(condition: Condition, tables: Tables) -> Iterator[Fault]:
    """What the data show to be wrong with a condition that is well said: a segment is gone, a metric not computed."""
    blank = blank_frame(tables)
    for path, each in placed(condition):
        if each.parts():
            continue
        try:
            each.where(blank, tables)
        except SpecError as error:
            yield from (fault.under(*path) for fault in error.faults)
        except UnknownName as error:
            yield Fault.of(error, *path, *_field(each, error.name))
        except SmartcomError as error:
            yield Fault.of(error, *path)


def _field(condition: Condition, name: str) -> Iterator[str]:
    """The field that holds a name; nothing where none does."""
    for field, info in type(condition).model_fields.items():
        value = getattr(condition, field)
        if value == name or (isinstance(value, tuple) and name in value):
            yield info.alias or field
            return


def placed(condition: Condition, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """A condition and all inside it, each with its path in the data."""
    yield path, condition
    for name, field in type(condition).model_fields.items():
        value, place = getattr(condition, name), (*path, field.alias or name)
        if isinstance(value, Condition):
            yield from placed(value, *place)
        elif isinstance(value, tuple):
            for n, part in enumerate(value):
                if isinstance(part, Condition):
                    yield from placed(part, *place, n)


def _sample(rows: ir.Table, tables: Tables) -> tuple[dict[str, Any], ...]:
    first = rows.order_by(rows.revenue.desc(nulls_first=False), "customer_id").limit(SAMPLED)
    return tuple(tables.lake.arrow(first).to_pylist())
