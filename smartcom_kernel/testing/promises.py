"""The promises that every condition keeps, for the test of a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.members import asked_together
from smartcom_kernel.segments.why import why


def broken_promises(data: Any, tables: Tables) -> list[str]:
    """What a condition does not keep of what all conditions promise, as sentences; empty where it keeps everything.

    Args:
        data: The condition, as it stands in YAML.
        tables: A shop in which it is true of some customers and not of others.

    Raises:
        SpecError: The data are no condition.
    """
    condition = CONDITIONS.parse(data)
    return [*_written(condition), *_said(condition), *_answered(condition, tables)]


def _written(condition: Condition) -> Iterator[str]:
    if CONDITIONS.parse(plain_yaml.load(plain_yaml.dump(condition.to_data()))) != condition:
        yield "it is another one once it was written to YAML and read again"


def _said(condition: Condition) -> Iterator[str]:
    for lang in get_args(Lang):
        sentence = condition.describe(lang)
        if not sentence or sentence != sentence.strip() or "  " in sentence or sentence.endswith("."):
            yield f"its sentence ({lang}) is empty, has blanks too many, or ends with a full stop: {sentence!r}"


def _answered(condition: Condition, tables: Tables) -> Iterator[str]:
    customers, (belongs,) = asked_together([condition], tables)
    rows = tables.lake.arrow(customers.select("customer_id", answer=belongs).order_by("customer_id")).to_pylist()
    unanswered = [row["customer_id"] for row in rows if row["answer"] is None]
    if unanswered:
        yield f"`where` is neither true nor false of {', '.join(unanswered)}"
    for answer in (True, False):
        first = next((row["customer_id"] for row in rows if row["answer"] is answer), None)
        if first is None:
            yield f"it is {str(answer).lower()} of nobody in this shop, so nothing is shown"
        elif why(condition, tables, first).holds is not answer:
            yield f"`why` does not say of {first} what the condition says: {str(answer).lower()}"
