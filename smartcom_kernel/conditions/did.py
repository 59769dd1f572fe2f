"""A condition on what a customer did: how often, how much, or not at all."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir
from pydantic import BaseModel, ConfigDict, Field, model_validator

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, AnyActivity
from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint
from smartcom_kernel.conditions.form import Form, FormField, Offer
from smartcom_kernel.conditions.measures import MEASURES
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.conditions.paths import value_at
from smartcom_kernel.conditions.period import PERIOD, Period
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, Words
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import STORED

COUNT = "count"


class OfColumn(BaseModel):
    """A column of the rows, and what it must add up to."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_by_name=True, validate_by_alias=True
    )

    of: str
    """Which column."""
    is_: Operators = Field(alias="is")
    """What it must be."""


@CONDITIONS.register
class Did(Period, Condition):
    """Did something so often or for so much within a period: bought, visited, opened, answered.

    All that `what` asks speaks of the same row; separate conditions are independent. Without `count` and the like one
    row is enough. A customer without such rows has done it 0 times, for a sum of 0; their average, least and greatest
    value are unknown. Rows whose value is unknown add nothing.
    """

    kind = "did"
    example: ClassVar[dict[str, Any]] = {
        "what": {"kind": "lines", "where": {"category_id": {"eq": "coffee"}, "amount": {"gte": 300}}},
        "count": {"gte": 2},
        "within_days": 90,
    }
    form = Form(
        "action",
        "действие",
        "behaviour",
        {
            "what": FormField("what", "что", ru_help="Что считаем, и каким должно быть каждое."),
            "exists": FormField(
                "it happened", "было ли", ru_help="нет: ничего такого не было; да или не указано: было."
            ),
            "count": FormField("how many", "сколько", compares="integer", ru_help="Сколько таких строк должно быть."),
            "sum": FormField("sum", "сумма", ru_help="Чему равна сумма по полю."),
            "average": FormField("average", "среднее", ru_help="Среднее по полю."),
            "min": FormField("least", "наименьшее", ru_help="Наименьшее значение поля."),
            "max": FormField("greatest", "наибольшее", ru_help="Наибольшее значение поля."),
            "different": FormField("different values", "разных значений", ru_help="Сколько у поля разных значений."),
            **PERIOD,
        },
        ru_help="Сделал что-то столько раз или на такую сумму за период: купил, зашёл, открыл, ответил.",
    )

    what: AnyActivity
    """What is counted, and what each row must be."""
    exists: bool | None = Field(None, strict=True)
    """false: nothing of the kind happened; true, or left out: it did."""
    count: Operators | None = None
    """How many rows there must be."""
    sum: OfColumn | None = None
    """What a column adds up to."""
    average: OfColumn | None = None
    """The average of a column."""
    min: OfColumn | None = None
    """The least value of a column."""
    max: OfColumn | None = None
    """The greatest value of a column."""
    different: OfColumn | None = None
    """How many different values a column has."""

    @classmethod
    def offers(cls) -> list[Offer]:
        """One for each activity."""
        activities = ((kind, ACTIVITIES[kind]) for kind in ACTIVITIES)
        return [Offer(a.en, a.ru, a.group, {"kind": cls.kind, "what": {"kind": kind}}) for kind, a in activities]

    @model_validator(mode="after")
    def _suits(self) -> Did:
        faults: list[Fault] = []
        if self.exists is not None and self._asked():
            beside = ", ".join(self._asked())
            words = Words(
                f"stands beside {beside}, which say how much: leave one out",
                f"стоит рядом с {beside}, где сказано, сколько: уберите одно из них",
            )
            faults.append(Fault(("exists",), words))
        for name, operators in self._asked().items():
            path = (name,) if name == COUNT else (name, "is")
            try:
                typed = operators.typed(self._column(name))
            except SpecError as error:
                faults += [fault.under(*path) for fault in error.faults]
            except ValueError as error:
                faults.append(Fault.of(error, name, "of"))
            else:
                kept = typed if name == COUNT else getattr(self, name).model_copy(update={"is_": typed})
                object.__setattr__(self, name, kept)
        if faults:
            raise SpecError(f"condition {self.kind!r}", faults)
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose rows within the period add up to what is asked."""
        rows = self._rows(tables)
        did = customer.customer_id.isin(rows.customer_id)
        if not self._asked():
            return ~did if self.exists is False else did
        summed = rows.group_by("customer_id").agg(**{name: self._measured(rows, name) for name in self._asked()})
        fits = self._fits({name: summed[name] for name in self._asked()}, tables)
        passes = customer.customer_id.isin(summed.filter(fits).customer_id)
        return passes | ~did if self._holds_of_none(tables) else passes

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """What the customer's rows add up to, by the first measure that is asked; their number where none is."""
        rows = self._rows(tables)
        return self._measured(rows, next(iter(self._asked()), COUNT)).as_scalar()

    def _rows(self, tables: Tables) -> ir.Table:
        columns = [getattr(self, name).of for name in self._asked() if name != COUNT]
        return self.of_period(self.what.rows(tables, *columns), self.what.when, tables)

    def _asked(self) -> dict[str, Operators]:
        found = {COUNT: self.count, **{name: of.is_ for name in MEASURES if (of := getattr(self, name)) is not None}}
        return {name: operators for name, operators in found.items() if operators is not None}

    def _column(self, name: str) -> Column:
        """What is measured, as operators and sentences know it."""
        if name == COUNT:
            return Column(COUNT, "integer", "number", "число")
        return MEASURES[name].column(self.what.column(getattr(self, name).of))

    def _measured(self, rows: ir.Table, name: str) -> ir.Value:
        if name == COUNT:
            return rows.count()
        of = getattr(self, name).of
        return MEASURES[name].of(value_at(rows, self.what.column(of)))

    def _fits(self, measured: Mapping[str, ir.Value], tables: Tables) -> ir.BooleanValue:
        return functools.reduce(operator.and_, (o.where(measured[name], tables) for name, o in self._asked().items()))

    def _holds_of_none(self, tables: Tables) -> bool:
        """Whether somebody without any row passes."""
        nothing: dict[str, ir.Value] = {}
        for name in self._asked():
            empty, type_ = 0 if name == COUNT else MEASURES[name].empty, STORED[self._column(name).type]
            nothing[name] = ibis.null(type_) if empty is None else ibis.literal(empty, type_)
        passes = self._fits(nothing, tables).name("passes").as_table()
        return bool(tables.lake.row(passes)["passes"])

    def describe(self, lang: Lang = "en") -> str:
        """What was done, how often or for how much, and when."""
        period = self.said(lang)
        return f"{self._said(lang)} {period}" if period else self._said(lang)

    def _said(self, lang: Lang) -> str:
        if asked := self._asked():
            measured = (operators.describe(self._column(name), lang) for name, operators in asked.items())
            return f"{self.what.describe(lang)}: {(' and ' if lang == 'en' else ' и ').join(measured)}"
        if lang == "en":
            return f"has {'no ' if self.exists is False else ''}{self.what.describe(lang)}"
        return (
            f"нет {self.what.ru_of}{self.what.meant(lang)}"
            if self.exists is False
            else f"есть {self.what.describe(lang)}"
        )

    @property
    def joint(self) -> Joint:
        """“and” where several things are asked."""
        return "and" if len(self._asked()) > 1 else ""
