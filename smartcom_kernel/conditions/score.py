"""A condition on the score that a model gave a customer."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import ConfigDict, Field, model_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.looked_up import looked_up, only
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.scores import latest, must_have_scored


@CONDITIONS.register
class Score(Condition):
    """Has a score of a model, such as a probability or the number of a cluster, that passes every operator given."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    kind = "score"
    example: ClassVar[dict[str, Any]] = {"model": "will_buy", "is": {"gte": 0.5}}
    form = Form(
        "score of a model",
        "оценка модели",
        "metrics",
        {
            "model": FormField("model", "модель", "models"),
            "is": FormField(
                "score",
                "оценка",
                ru_help="Неизвестное значение проходит только «не …», «не из списка» и «нет данных».",
            ),
        },
        ru_help="Оценка модели, например вероятность или номер кластера, проходит все сравнения.",
    )

    model: Text = Field(max_length=100)
    """Name of the model."""
    is_: Operators = Field(alias="is")
    """What the score must be; customers without one pass only `ne`, `not_in` and `exists: false`."""

    @model_validator(mode="after")
    def _suits(self) -> Score:
        object.__setattr__(self, "is_", self.is_.typed(self._column))
        return self

    @property
    def _column(self) -> Column:
        return Column("score", "number", f"score “{self.model}”", f"оценка «{self.model}»")

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the score that the model left last, up to the moment, passes every operator.

        Raises:
            UnknownName: The model has never scored anybody.
        """
        must_have_scored(tables, self.model)
        return looked_up(customer, latest(tables, self.model), "score", self.is_, tables)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The score."""
        return only(latest(tables, self.model), "score")

    def describe(self, lang: Lang = "en") -> str:
        """The model and what is asked of its score."""
        return self.is_.describe(self._column, lang)

    @property
    def joint(self) -> Joint:
        """“and” where several operators are given."""
        return "and" if len(self.is_.given()) > 1 else ""
