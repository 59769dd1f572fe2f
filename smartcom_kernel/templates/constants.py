"""Constants of a shop that templates say by their code: ``{{ const('SHOP_PHONE') }}``; one file, ``constants.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from smartcom_kernel.core.definitions import read_definition, says_nothing
from smartcom_kernel.core.errors import Fault, SpecError, Words
from smartcom_kernel.core.family import validated

FILE = "constants.yml"
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
URL = re.compile(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?([/?#][!-~\u00a1-\uffff]*)?")


class Constant(BaseModel):
    """One thing that is the same for everybody, such as the shop's phone."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    value: str = Field(min_length=1, max_length=2000)
    """What stands in messages."""
    type: Literal["text", "number", "date", "url"] = "text"
    """What the value is; a date is written `2026-12-31`."""
    name: str = Field("", max_length=200)
    """What people call it."""
    help: str = Field("", max_length=1000)
    """What it is for."""

    @field_validator("value", mode="before")
    @classmethod
    def _numbers_are_written(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _is_of_its_type(self) -> Constant:
        try:
            self.content()
        except (ValueError, InvalidOperation):
            meant = {"number": "number", "date": "date such as 2026-12-31", "url": "address with http:// or https://"}
            raise ValueError(f"the value {self.value[:60]!r} is no {meant[self.type]}") from None
        return self

    def content(self) -> str | Decimal | date:
        """The value as templates see it."""
        if self.type == "number":
            number = Decimal(self.value)
            if not number.is_finite():
                raise ValueError(self.value)
            return number
        if self.type == "date":
            return date.fromisoformat(self.value)
        if self.type == "url" and not URL.fullmatch(self.value):
            raise ValueError(self.value)
        return self.value


def constants_of(path: Path) -> dict[str, Constant]:
    """The constants in a file, by their codes; none where there is no file.

    Raises:
        SpecError: With every fault of every constant.
    """
    if not path.exists() or says_nothing(path):
        return {}
    found: dict[str, Constant] = {}
    faults: list[Fault] = []
    for code, data in read_definition(path).items():
        try:
            found[str(code)] = _constant(str(code), data)
        except SpecError as error:
            faults += [fault.under(str(code)) for fault in error.faults]
    if faults:
        raise SpecError(path.name, faults)
    return found


def _constant(code: str, data: Any) -> Constant:
    if not CODE.fullmatch(code):
        said = Words(
            "is no code: capital Latin letters, digits and _ are meant, such as SHOP_PHONE",
            "это не код: нужны заглавные латинские буквы, цифры и _, например SHOP_PHONE",
        )
        raise SpecError.single(code, said)
    if not isinstance(data, Mapping):
        data = {"value": data}
    return validated(Constant, data, what=f"constant {code}")
