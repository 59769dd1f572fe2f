"""A condition on what the shop knows of a customer."""

from __future__ import annotations

from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition, Joint
from smartcom_kernel.conditions.operators import Operators
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import hint
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Attribute(Condition):
    """Has an attribute, such as city, birthday or consent, whose value passes every operator given."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    kind: ClassVar[str] = "attribute"
    example: ClassVar[dict[str, Any]] = {"name": "city", "is": {"eq": "Казань"}}

    name: str = Field(json_schema_extra={"enum": [c.name for c in CUSTOMERS.columns]})
    """Column of the customers table."""
    is_: Operators = Field(alias="is")
    """What its value must be."""

    @field_validator("name")
    @classmethod
    def _exists(cls, name: str) -> str:
        if name not in CUSTOMERS:
            raise ValueError(
                f"there is no customer attribute called {name!r}{hint(name, [c.name for c in CUSTOMERS.columns])}"
            )
        return name

    @field_validator("is_")
    @classmethod
    def _suits(cls, operators: Operators, info: ValidationInfo) -> Operators:
        return operators.typed(CUSTOMERS[info.data["name"]]) if "name" in info.data else operators

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the column passes every operator."""
        return self.is_.where(customer[self.name], tables)

    def describe(self, lang: Lang = "en") -> str:
        """The attribute and what is asked of it."""
        return self.is_.describe(CUSTOMERS[self.name], lang)

    @property
    def joint(self) -> Joint:
        """“and” or “or” where the sentence has several parts."""
        return "and" if len(self.is_.given()) > 1 else ""
