"""A condition on the interest in a category."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import ibis.expr.types as ir
from pydantic import ConfigDict, Field, model_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.looked_up import looked_up, only
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.conditions.several import IDS, SHORTEST, one_or_more
from smartcom_kernel.conditions.values import Text, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.interests import must_be_categories, shares

Ids = Annotated[tuple[Text, ...], IDS, SHORTEST, one_or_more({"type": "string"})]


@CONDITIONS.register
class Interested(Condition):
    """Has an interest in a category, from 0 to 1 by what was looked at and bought, that passes every operator given."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    kind = "interested"
    example: ClassVar[dict[str, Any]] = {"category": "coffee", "is": {"gte": 0.5}}
    form = Form(
        "interest in a category",
        "интерес к категории",
        "metrics",
        {
            "category": FormField(
                "category",
                "категория",
                "categories",
                ru_help="Код категории или нескольких, тогда интересы складываются; каждая со всем, что ниже.",
            ),
            "is": FormField(
                "interest, from 0 to 1",
                "интерес от 0 до 1",
                ru_help="От 0 до 1. Неизвестное значение проходит только «не …», «не из списка» и «нет данных».",
            ),
        },
        ru_help="Интерес к категории, от 0 до 1 по просмотрам и покупкам, проходит все сравнения.",
    )

    category: Ids
    """Category id, or several whose interests are added up; each with everything below it in the tree."""
    is_: Operators = Field(alias="is")
    """What the interest must be, from 0 to 1; of whom nothing is known passes only `ne`, `not_in`, `exists: false`."""

    @model_validator(mode="after")
    def _suits(self) -> Interested:
        object.__setattr__(self, "is_", self.is_.typed(self._column))
        return self

    @property
    def _column(self) -> Column:
        en, ru = say(self.category, "en", " or "), say(self.category, "ru", " или ")
        return Column("interest", "number", f"interest in category {en}", f"интерес к категории {ru}")

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the interest, which is 0 for who is interested in other things only, passes every operator.

        Raises:
            UnknownName: There is no such category.
        """
        must_be_categories(tables, self.category)
        return looked_up(customer, shares(tables, tables.subtree(self.category)), "interest", self.is_, tables)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The interest."""
        return only(shares(tables, tables.subtree(self.category)), "interest")

    def describe(self, lang: Lang = "en") -> str:
        """The category and what is asked of the interest in it."""
        return self.is_.describe(self._column, lang)

    @property
    def joint(self) -> Joint:
        """“and” where several operators are given."""
        return "and" if len(self.is_.given()) > 1 else ""
