"""A segment: a condition with a name."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from smartcom_kernel.conditions.condition import CONDITIONS, AnyCondition, Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.family import validated
from smartcom_kernel.core.wording import spoken


class Segment(BaseModel):
    """The customers that fulfil a condition, whoever they are at the moment of asking."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str = Field(exclude=True)
    """What files, commands and other segments call it."""
    title: str = ""
    """What people call it."""
    description: str = ""
    """What it is for."""
    condition: AnyCondition
    """Who belongs to it."""

    @classmethod
    def parse(cls, name: str, spec: Segment | Condition | Mapping[str, Any]) -> Segment:
        """A segment from whatever says who belongs to it.

        Args:
            name: Its name, whatever `spec` is called.
            spec: A segment, a condition, the data of a condition (with `kind`) or of a segment (with `condition`).

        Raises:
            SpecError: With every fault and its path.
        """
        what = f"segment {name!r}"
        if isinstance(spec, Segment):
            return spec.model_copy(update={"name": name})
        if isinstance(spec, Condition):
            return cls(name=name, condition=spec)
        if not isinstance(spec, Mapping):
            raise SpecError.single(what, f"must be a mapping with a `condition`, or a condition itself, not {spec!r}")
        if "kind" in spec:
            return cls(name=name, condition=CONDITIONS.parse(spec))
        return validated(cls, {**spec, "name": name}, what=what)

    @property
    def label(self) -> str:
        """The title; the name where there is none."""
        return self.title or self.name

    def to_data(self) -> dict[str, Any]:
        """What stands in the file, which carries the name itself."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    def describe(self, lang: Lang = "en") -> str:
        """Who belongs to it, in one sentence without a full stop."""
        return self.condition.describe(lang)

    def __str__(self) -> str:
        return f"{self.label}: {self.describe()}"

    def _repr_html_(self) -> str:
        more = f"<br>{escape(self.description)}" if self.description else ""
        who = escape(self.describe(spoken()))
        return f"<p><b>{escape(self.label)}</b> <code>{escape(self.name)}</code>{more}<br>{who}</p>"
