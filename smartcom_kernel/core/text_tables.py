"""Rows of text as a table: in Markdown for cards, in HTML for notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

Rows = Sequence[Sequence[str]]
NUMBER = re.compile(r"[−+]?[^\w\s]?\d|[–—]?$")
"""How a number, an amount, a day begins, or a cell that says nothing."""
LEFT = ' style="text-align: left"'
RIGHT = ' style="text-align: right"'


def markdown_table(rows: Rows) -> str:
    """Rows as a Markdown table, the first as its head."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])


def html_table(rows: Rows) -> str:
    """Rows as an HTML table, the first as its head; text begins at the left, where notebooks put it right."""
    head, *body = rows
    styles = ["" if all(NUMBER.match(row[n]) for row in body) else LEFT for n in range(len(head))]
    return _table(_cells("th", head, styles), (_cells("td", row, styles) for row in body))


def html_matrix(rows: Rows) -> str:
    """Rows as an HTML table whose first row and first column are its heads."""
    head, *body = rows
    return _table(_cells("th", head), (_cells("th", row[:1]) + _cells("td", row[1:]) for row in body))


def html_counts(rows: Rows) -> str:
    """Rows of words that end in a number as an HTML table without a head."""
    lines = (f"<tr>{_cells('td', words)}{_cells('td', [n], [RIGHT])}</tr>" for *words, n in rows)
    return f"<table>{''.join(lines)}</table>"


def _table(head: str, rows: Iterable[str]) -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, row: Sequence[str], styles: Sequence[str] = ()) -> str:
    styled = zip(row, styles or [""] * len(row), strict=True)
    return "".join(f"<{tag}{style}>{escape(cell)}</{tag}>" for cell, style in styled)


def bullets(lines: Sequence[str]) -> str:
    """Lines as a Markdown list."""
    return "\n".join(f"* {line}" for line in lines)


def harmless(text: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
