"""A segment: a condition with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from smartcom_kernel.conditions.condition import CONDITIONS, AnyCondition, Condition
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.family import validated
from smartcom_kernel.core.wording import spoken
from smartcom_kernel.segments.due import Frequency

EDITED = ("title", "description", "recalculated", "condition")
"""What people edit of a segment; the rest is written down when it is saved."""
USERS: dict[Lang, str] = {"en": "it is used by, and now means something else to", "ru": "теперь означает иное для:"}


class Segment(BaseModel):
    """The customers that fulfil a condition, whoever they are at the moment of asking."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str = Field(exclude=True)
    """What files, commands and other segments call it."""
    title: str = ""
    """What people call it."""
    description: str = ""
    """What it is for."""
    author: str = ""
    """Who saved it first: the user of the machine that did."""
    created_on: date | None = None
    """The day it was saved first."""
    updated_on: date | None = None
    """The day it was last saved with another definition, title, description or frequency."""
    recalculated: Frequency = "every_refresh"
    """How often a refresh recounts it: `every_refresh`, the first one of each day (`daily`), week or month, or none."""
    condition: AnyCondition
    """Who belongs to it."""
    _used_by: tuple[str, ...] = PrivateAttr(())

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

    @property
    def used_by(self) -> tuple[str, ...]:
        """What uses the segment and follows it from now on, where it was just saved with a change."""
        return self._used_by

    def saved(self, before: Segment | None, *, author: str, on: date) -> Segment:
        """This segment with its author and dates, as it is kept in place of another.

        Args:
            before: What was kept under the name so far; None where nothing was.
            author: Who saves it.
            on: The day of the saving.
        """
        if before is None:
            return self.model_copy(update={"author": self.author or author, "created_on": on, "updated_on": on})
        kept = {"author": self.author or before.author, "created_on": before.created_on}
        return self.model_copy(update={**kept, "updated_on": on if self.differs_from(before) else before.updated_on})

    def differs_from(self, other: Segment) -> bool:
        """Whether the two are more than the same segment saved on different days."""
        return any(getattr(self, name) != getattr(other, name) for name in EDITED)

    def tell_users(self, users: Iterable[str]) -> None:
        """Note what uses the segment, for whoever has just changed it; no file keeps it."""
        self._used_by = tuple(users)

    def to_data(self) -> dict[str, Any]:
        """What stands in the file, which carries the name itself."""
        return self.model_dump(mode="json", exclude_defaults=True, by_alias=True)

    def describe(self, lang: Lang = "en") -> str:
        """Who belongs to it, in one sentence without a full stop."""
        return self.condition.describe(lang)

    def __str__(self) -> str:
        users = f"; {USERS['en']} {', '.join(self.used_by)}" if self.used_by else ""
        return f"{self.label}: {self.describe()}{users}"

    def _repr_html_(self) -> str:
        more = f"<br>{escape(self.description)}" if self.description else ""
        who = escape(self.describe(spoken()))
        users = f"<br>{escape(USERS[spoken()])} {escape(', '.join(self.used_by))}" if self.used_by else ""
        return f"<p><b>{escape(self.label)}</b> <code>{escape(self.name)}</code>{more}<br>{who}{users}</p>"
