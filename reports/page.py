"""One HTML file that holds everything it shows: text, tables, figures and the library that draws them.

The page asks nobody for anything. Its policy (CSP) forbids every request and runs two scripts only: `page.js`
and plotly.js, both named by their hashes. Figures travel as inert JSON, plotly.js gzipped (2 MB in place of 4.8).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.figures.embed import figure_json, library, packed_library

HERE = Path(__file__).parent
MOST_ROWS = 200
MOST_BYTES = 10_000_000
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "table": "The same numbers as a table",
        "of": "{shown} of {all} rows are shown",
        "cannot_draw": "This browser cannot draw the charts; the tables below each of them hold the same numbers.",
    },
    "ru": {
        "table": "Те же числа в таблице",
        "of": "показаны строки: {shown} из {all}",
        "cannot_draw": "Этот браузер не может нарисовать графики; под каждым из них те же числа в таблице.",
    },
}


@dataclass(frozen=True)
class Table:
    """Rows as people read them.

    Args:
        head: Column headings.
        rows: Cells as text; the first names the row.
        words: Which columns hold words; the others are aligned as numbers.
        total: How many rows there are, where not all of them are given.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Sequence[int] = (0,)
    total: int | None = None

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """The rows the page has room for."""
        return self.rows[:MOST_ROWS]

    def cut(self, lang: Lang) -> str:
        """Says that rows are missing, where they are."""
        everything = len(self.rows) if self.total is None else self.total
        if everything <= len(self.shown):
            return ""
        return WORDS[lang]["of"].format(shown=number(len(self.shown), lang), all=number(everything, lang))


@dataclass(frozen=True)
class Chart:
    """A figure, what it shows in a sentence, and its numbers.

    Args:
        name: Its name within the page: letters and hyphens.
        title: What is drawn.
        lead: What to see in it.
        figure: Of plotly.
        table: The numbers drawn.
        is_wide: Whether a narrow screen must scroll it to read it.
    """

    name: str
    title: str
    lead: str
    figure: Any
    table: Table
    is_wide: bool = False

    @property
    def json(self) -> Markup:
        """The figure as inert text."""
        return ours(figure_json(self.figure))


@dataclass(frozen=True)
class Card:
    """One number in large type."""

    title: str
    value: str
    note: str = ""


def render(folder: str, *, lang: Lang, **content: Any) -> str:
    """A report's template filled in.

    Args:
        folder: Of the report, within `reports`; it holds ``template.html.j2``, which extends ``page.html.j2``.
        lang: Language of the page.
        **content: What the template asks for.
    """
    environment = Environment(
        loader=PackageLoader("reports", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"{folder}/template.html.j2").render(
        lang=lang, words=WORDS[lang], policy=policy(), style=ours(_text("page.css")), script=ours(_text("page.js")),
        library=ours(packed_library()), **content,
    )  # fmt: skip


def ours(text: str) -> Markup:
    """Text that comes with the program or is escaped already, and goes into the page as it is."""
    return Markup(text)  # noqa: S704


def save(html: str, out: Path) -> Path:
    """Write a page whole or not at all.

    Raises:
        ValueError: The page has outgrown what mail programs and browsers take.
    """
    data = html.encode()
    if len(data) > MOST_BYTES:
        raise ValueError(f"the report has {len(data):,} bytes, more than {MOST_BYTES:,}: aggregate what it draws")
    write_atomically(out, data, mode=0o644)
    return out


@cache
def policy() -> str:
    """What the page may do: run two scripts known by their hashes, style itself, and draw images it made itself."""
    scripts = " ".join(f"'sha256-{_hash(text)}'" for text in (_text("page.js"), library()))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
