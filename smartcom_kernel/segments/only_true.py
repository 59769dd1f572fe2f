"""What may be left out of a question where only those matter for whom it is true: a filter, but nothing under `not`."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator

import ibis.expr.operations as ops

COMPARED = (ops.Equals, ops.NotEquals, ops.Greater, ops.GreaterEqual, ops.Less, ops.LessEqual)
"""Comparisons that are neither true nor false of nothing."""


def shortened(question: ops.Node) -> ops.Node:
    """The question without guards against nothing beside comparisons that are not true of nothing anyway.

    A guard costs as much as the comparison where the value is worked out and not read: it is worked out twice.
    """
    if isinstance(question, ops.Or):
        return functools.reduce(ops.Or, map(shortened, _parts(question, ops.Or)))
    parts = list(_parts(question, ops.And))
    kept = [part for part in parts if not (isinstance(part, ops.NotNull) and any(_needs(p, part.arg) for p in parts))]
    return question if len(parts) == 1 else functools.reduce(ops.And, map(shortened, kept))


def needs_some(question: ops.Node, values: Collection[ops.Node]) -> bool:
    """Whether the question is never true of somebody of whom all of these values are nothing."""
    if isinstance(question, ops.Or):
        return all(needs_some(part, values) for part in _parts(question, ops.Or))
    parts = list(_parts(question, ops.And))
    if len(parts) > 1:
        return any(needs_some(part, values) for part in parts)
    return any(_needs(question, value) for value in values)


def _parts(question: ops.Node, joined: type[ops.And | ops.Or]) -> Iterator[ops.Node]:
    """All that is joined so, in its order; however many they are, nothing here calls itself for each."""
    waiting = [question]
    while waiting:
        part = waiting.pop()
        if isinstance(part, joined):
            waiting += [part.right, part.left]
        else:
            yield part


def _needs(question: ops.Node, value: ops.Node) -> bool:
    """Whether it compares just this value with what is known."""
    if isinstance(question, COMPARED):
        return question.left == value and isinstance(question.right, ops.Literal)
    return isinstance(question, ops.InValues | ops.Between) and next(iter(question.args)) == value
