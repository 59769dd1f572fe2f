"""Why messages of a sending did not arrive: by the quality of the address, the provider's code and the domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Literal

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import medium_word
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.words import state_words
from smartcom_kernel.profiles.contacts import QUALITY
from smartcom_kernel.state.mailings import ErrorCount

HEADS: dict[Lang, list[str]] = {
    "en": ["medium", "what became of it", "address", "code", "domain", "messages"],
    "ru": ["вид связи", "что с ним стало", "адрес", "код", "домен", "сообщений"],
}
NONE: dict[Lang, str] = {"en": "No message has come back", "ru": "Ни одно сообщение не вернулось"}
SOME: dict[Lang, str] = {"en": "Did not arrive: {n}", "ru": "Не дошло: {n}"}


@dataclass(frozen=True)
class ErrorReport:
    """The messages of a sending that did not arrive, the most frequent kind first."""

    errors: tuple[ErrorCount, ...]

    def __iter__(self) -> Iterator[ErrorCount]:
        return iter(self.errors)

    @property
    def people(self) -> int:
        """How many messages did not arrive."""
        return sum(error.people for error in self.errors)

    @property
    def frame(self) -> pd.DataFrame:
        """A row per kind of error, with the fields of `smartcom_kernel.state.mailings.ErrorCount`."""
        columns = list(ErrorCount.__dataclass_fields__)
        return pd.DataFrame([asdict(error) for error in self.errors], columns=columns)

    def by(self, what: Literal["quality", "code", "domain"]) -> dict[int | str, int]:
        """How many messages there are of each quality of an address, code or domain; the most frequent first."""
        found: Counter[int | str] = Counter()
        for error in self.errors:
            found[getattr(error, what)] += error.people
        return dict(found.most_common())

    def rows(self, lang: Lang) -> list[list[str]]:
        """The errors as people read them; the first row is the head."""
        return [HEADS[lang], *(_cells(error, lang) for error in self.errors)]

    def describe(self, lang: Lang = "en") -> str:
        """How many did not arrive, and a line for each kind of error."""
        lines = (f"  {', '.join(cell for cell in row[:-1] if cell != '–')}: {row[-1]}" for row in self.rows(lang)[1:])
        return "\n".join([self._head(lang), *lines])

    def _repr_html_(self) -> str:
        lang = spoken()
        return f"<p>{escape(self._head(lang))}</p>" + (html_table(self.rows(lang)) if self.errors else "")

    def _head(self, lang: Lang) -> str:
        return SOME[lang].format(n=number(self.people, lang)) if self.errors else NONE[lang]


def _cells(error: ErrorCount, lang: Lang) -> list[str]:
    words = QUALITY.get(error.quality)
    address = f"{error.quality} {words[lang == 'ru']}" if words else str(error.quality)
    return [
        medium_word(error.medium, lang), state_words(error.state, lang), address, error.code or "–",
        error.domain or "–", number(error.people, lang),
    ]  # fmt: skip
