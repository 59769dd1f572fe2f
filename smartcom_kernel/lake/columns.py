"""What a table is declared with: its columns, their types, what is required, and what the words mean.

Types: ``text``, ``integer``, ``number`` (exact, 4 decimals), ``money`` (exact, 2 decimals), ``boolean``,
``instant`` (UTC), ``date`` (a calendar day), ``json`` (text that holds JSON).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from smartcom_kernel.core.errors import UnknownName

Type = Literal["text", "integer", "number", "money", "boolean", "instant", "date", "json"]
Origin = Literal["file", "derived", "computed"]
NUMBERS: tuple[Type, ...] = ("integer", "number", "money")
DATES: tuple[Type, ...] = ("date", "instant")
ORDERED = (*NUMBERS, *DATES)
"""Types whose values can be greater and less."""


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and how people say it."""

    name: str
    type: Type
    en: str
    ru: str
    required: bool = False
    origin: Origin = "file"
    """Where values come from: a loaded file, derived from other columns at load, or computed by a refresh."""
    choices: tuple[str, ...] = ()
    """The only values allowed, where that is a closed list."""
    refers_to: str = ""
    """The table whose rows it names, where it names any: whoever asks about it is offered these."""


@dataclass(frozen=True)
class Contract:
    """One table: its key, its order on disk and its columns."""

    name: str
    en: str
    key: tuple[str, ...]
    sorted_by: tuple[str, ...]
    columns: tuple[Column, ...]
    parents: dict[str, str] = field(default_factory=dict)
    """Columns whose unknown values make a stub row in another table: column -> table."""
    replaces_set_of: str = ""
    """Where rows come as whole sets (the lines of one receipt): the column that names the set."""

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(f"column of {self.name}", name, [c.name for c in self.columns])

    def __contains__(self, name: object) -> bool:
        return any(c.name == name for c in self.columns)

    @property
    def from_file(self) -> tuple[Column, ...]:
        """The columns a file may bring."""
        return tuple(c for c in self.columns if c.origin == "file")


def text(name: str, en: str, ru: str, **more: object) -> Column:
    """A column of text."""
    return Column(name, "text", en, ru, **more)  # type: ignore[arg-type]


CUSTOM = Column("custom", "json", "fields of the shop's own", "собственные поля")
"""Whatever else the shop knows, as JSON; conditions ask about ``custom.tier``."""
