"""What one row must be: a tree of comparisons on its columns, all of which speak of the same row."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, model_validator

from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables

JOINTS: dict[Lang, dict[str, str]] = {"en": {"all": " and ", "any": " or "}, "ru": {"all": " и ", "any": " или "}}
Columns = Callable[[str, Operators], Column]
"""The column of a name, for these operators."""


class Rows(BaseModel):
    """What one row must be: each column that is named here, and what stands under `all`, `any` and `not`.

    ``{total: {gte: 1000}, any: [{channel: {eq: online}}, {store_id: {in: [S1, S2]}}]}``
    """

    model_config = ConfigDict(frozen=True, extra="allow", validate_by_name=True, validate_by_alias=True)
    __pydantic_extra__: dict[str, Operators]

    all_: tuple[Rows, ...] = Field((), alias="all")
    """Each of these holds."""
    any_: tuple[Rows, ...] = Field((), alias="any")
    """At least one of these holds."""
    not_: Rows | None = Field(None, alias="not")
    """This does not hold."""

    @model_validator(mode="before")
    @classmethod
    def _is_mapping(cls, data: Any) -> Any:
        if not isinstance(data, Rows | dict):
            raise ValueError(
                f"must be a mapping of columns to operators, such as {{total: {{gte: 1000}}}}, not {data!r}"
            )
        return data

    @property
    def compared(self) -> dict[str, Operators]:
        """What is asked of each column that is named at this level."""
        return self.__pydantic_extra__

    @property
    def asks_nothing(self) -> bool:
        """Whether any row will do."""
        return not (self.compared or self.all_ or self.any_ or self.not_)

    @property
    def is_joined(self) -> bool:
        """Whether several things are asked at this level, so that the sentence has an “and”."""
        joined = sum(len(operators.given()) for operators in self.compared.values())
        return joined + len(self.all_) + bool(self.any_) + (self.not_ is not None) > 1

    def names(self) -> set[str]:
        """The columns that are named, at any depth."""
        return {*self.compared, *(name for inner in self._inner() for name in inner.names())}

    def typed(self, columns: Columns) -> Rows:
        """The same with every operand read as the type of its column.

        Raises:
            SpecError: There is no such column, or an operand does not suit it; all faults at once.
        """
        faults: list[Fault] = []
        typed = self.read(columns, (), faults)
        if faults:
            raise SpecError("rows", faults)
        return typed

    def read(self, columns: Columns, path: tuple[str | int, ...], faults: list[Fault]) -> Rows:
        """The same, with every fault added to a list.

        Args:
            columns: The columns.
            path: Where this stands in the whole.
            faults: Found so far.
        """
        found: dict[str, Any] = {}
        for name, operators in self.compared.items():
            try:
                found[name] = operators.typed(columns(name, operators))
            except SpecError as error:
                faults += [fault.under(*path, name) for fault in error.faults]
            except ValueError as error:
                faults.append(Fault.of(error, *path, name))
        found["all"] = tuple(r.read(columns, (*path, "all", n), faults) for n, r in enumerate(self.all_))
        found["any"] = tuple(r.read(columns, (*path, "any", n), faults) for n, r in enumerate(self.any_))
        found["not"] = self.not_ and self.not_.read(columns, (*path, "not"), faults)
        return Rows.model_construct(**found)

    def where(self, holds: Callable[[str, Operators], ir.BooleanValue]) -> Iterator[ir.BooleanValue]:
        """The conditions that a row must fulfil, each true or false.

        Args:
            holds: Whether operators hold for the column of a name.
        """
        yield from (holds(name, operators) for name, operators in self.compared.items())
        yield from (part for inner in self.all_ for part in inner.where(holds))
        if self.any_:
            yield functools.reduce(operator.or_, (_every(inner, holds) for inner in self.any_))
        if self.not_ is not None:
            yield ~_every(self.not_, holds)

    def describe(self, columns: Columns, lang: Lang) -> str:
        """What a row must be, in words."""
        return JOINTS[lang]["all"].join(self._said(columns, lang))

    def _said(self, columns: Columns, lang: Lang) -> Iterator[str]:
        yield from (o.describe(columns(name, o), lang) for name, o in self.compared.items())
        yield from (inner.describe(columns, lang) for inner in self.all_)
        if self.any_:
            either = [inner.describe(columns, lang) for inner in self.any_]
            apart = [f"({said})" if inner.is_joined else said for inner, said in zip(self.any_, either, strict=True)]
            yield f"({JOINTS[lang]['any'].join(apart)})" if len(either) > 1 else either[0]
        if self.not_ is not None:
            yield f"{'not' if lang == 'en' else 'не'} ({self.not_.describe(columns, lang)})"

    def _inner(self) -> Iterator[Rows]:
        yield from (*self.all_, *self.any_)
        if self.not_ is not None:
            yield self.not_


def _every(rows: Rows, holds: Callable[[str, Operators], ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(operator.and_, rows.where(holds))


def whole(tables: Tables, operators: Operators) -> Operators:
    """Operators on a category, asked of it and of everything below it in the tree.

    Args:
        tables: The tree.
        operators: What is asked; only equality is, so that nothing else needs to be looked at.
    """
    inside, outside = (_subtrees(tables, operators, names) for names in (("eq", "in_"), ("ne", "not_in")))
    if not inside and not outside:
        return operators
    kept = operators.model_fields_set - {"eq", "in_", "ne", "not_in"}
    rest: dict[str, Any] = {name: getattr(operators, name) for name in kept}
    rest |= {"in_": tuple(sorted(set.intersection(*inside)))} if inside else {}
    rest |= {"not_in": tuple(sorted(set.union(*outside)))} if outside else {}
    return Operators.model_construct(_fields_set=set(rest), **rest)


def _subtrees(tables: Tables, operators: Operators, names: tuple[str, ...]) -> list[set[str]]:
    asked = [getattr(operators, name) for name in names if name in operators.model_fields_set]
    return [set(tables.subtree([roots] if isinstance(roots, str) else roots)) for roots in asked]
