"""Columns of what a row refers to, joined only where they are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis.expr.types as ir


def with_columns(rows: ir.Table, key: str, other: ir.Table, names: Sequence[str] | Mapping[str, str]) -> ir.Table:
    """The rows with columns of another table; unchanged where none are asked for.

    Args:
        rows: What is to have more columns.
        key: The column that both have; in the other table it is unique.
        other: Whose columns they are.
        names: The columns, or what each is to be called and its name over there.
    """
    wanted = names if isinstance(names, Mapping) else {name: name for name in names}
    if not wanted:
        return rows
    beside = other.select(**{key: other[key], **{name: other[theirs] for name, theirs in wanted.items()}})
    return rows.left_join(beside, key).drop(f"{key}_right")
