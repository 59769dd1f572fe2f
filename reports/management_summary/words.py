"""The sentences of the page, kept beside it as ``en.yml`` and ``ru.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from smartcom_kernel.core.block import Lang


@dataclass(frozen=True)
class Words:
    """Everything the page says in one language."""

    badges: dict[str, str]
    """The verdict in a few words, by verdict."""
    sure: dict[str, str]
    """How sure we are, by verdict."""
    words: dict[str, str]
    """Headings, labels and sentences with gaps."""
    notes: list[str]
    """How to read the page."""
    remake: dict[str, str]
    """What the footer calls its rows."""

    def say(self, key: str, **gaps: object) -> str:
        """A sentence with its gaps filled."""
        return self.words[key].format(**gaps)

    def head(self, key: str) -> tuple[str, ...]:
        """The headings of a table."""
        return tuple(self.words[key].split("|"))


@cache
def words(lang: Lang) -> Words:
    """The sentences in one language."""
    text = resources.files(__package__).joinpath(f"{lang}.yml").read_text(encoding="utf-8")
    return Words(**yaml.safe_load(text))
