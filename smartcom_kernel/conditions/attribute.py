"""A condition on what the shop knows of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from smartcom_kernel.conditions.compared import COMPARED, Compared
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import CUSTOMERS


@CONDITIONS.register
class Attribute(Compared):
    """Has an attribute, such as city, birthday or consent, whose value passes every operator given.

    Fields of the shop's own stand in the column `custom` and are asked for by their path: ``custom.tier``.
    """

    kind = "attribute"
    example: ClassVar[dict[str, Any]] = {"name": "city", "is": {"eq": "Казань"}}
    form = Form(
        "attribute",
        "атрибут",
        "attributes",
        COMPARED,
        ru_help="Значение атрибута (города, дня рождения, согласия) проходит все сравнения.",
    )
    noun = "customer attribute"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of the customers table."""
        return {column.name: column for column in CUSTOMERS.columns}
