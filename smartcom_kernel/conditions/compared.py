"""What conditions on one column of the customer frame have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from smartcom_kernel.conditions.condition import Condition, Joint
from smartcom_kernel.conditions.form import FormField, Offer
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.conditions.paths import column_at, passing_at, told_at
from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.columns import NUMBERS, Column
from smartcom_kernel.lake.tables import Tables


def _offer_names(schema: dict[str, Any], model: type[Any]) -> None:
    columns = model.columns()
    names: list[dict[str, Any]] = [{"enum": list(columns)}]
    names += [{"pattern": f"^{name}\\..+"} for name, column in columns.items() if column.type == "json"]
    schema["properties"]["name"] |= names[0] if len(names) == 1 else {"anyOf": names}


def _begun(name: str, column: Column) -> dict[str, Any]:
    if column.type == "json":
        return {"name": f"{name}.", "is": {"eq": None}}
    return {"name": name, "is": {"gte" if column.type in NUMBERS else "eq": None}}


COMPARED = {
    "name": FormField("what", "что"),
    "is": FormField(
        "what its value must be",
        "каким должно быть значение",
        ru_help="Неизвестное значение проходит только «не …», «не из списка» и «нет данных».",
    ),
}
"""What the fields of such conditions are called."""


class Compared(Condition):
    """Base of conditions that compare one column, chosen by name."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, json_schema_extra=_offer_names)
    noun: ClassVar[str]
    """What the column is called in a sentence about its name."""

    name: str
    """Which one."""
    is_: Operators = Field(alias="is")
    """What its value must be; an unknown value passes only `ne`, `not_in` and `exists: false`."""

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns there are, by name."""
        raise NotImplementedError

    @classmethod
    def offers(cls) -> list[Offer]:
        """One for each column, with the operator that is asked for most."""
        columns = cls.columns().items()
        return [Offer(c.en, c.ru, cls.form.group, {"kind": cls.kind, **_begun(name, c)}) for name, c in columns]

    @field_validator("name")
    @classmethod
    def _exists(cls, name: str) -> str:
        column_at(name, cls.columns(), cls.noun)
        return name

    @field_validator("is_")
    @classmethod
    def _suits(cls, operators: Operators, info: ValidationInfo) -> Operators:
        if "name" not in info.data:
            return operators
        return operators.typed(column_at(info.data["name"], cls.columns(), cls.noun, operators))

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the column passes every operator."""
        return passing_at(customer, self.column, self.is_, tables)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The column."""
        return told_at(customer, self.column)

    def describe(self, lang: Lang = "en") -> str:
        """The column and what is asked of it."""
        return self.is_.describe(self.column, lang)

    @property
    def column(self) -> Column:
        """What is compared."""
        return column_at(self.name, self.columns(), self.noun, self.is_)

    @property
    def joint(self) -> Joint:
        """“and” where several operators are given."""
        return "and" if len(self.is_.given()) > 1 else ""
