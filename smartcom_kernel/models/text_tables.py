"""Rows of text as a table: in Markdown for cards, in HTML for notebooks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

Rows = Sequence[Sequence[str]]
NUMBER = re.compile(r"[−+]?[^\w\s]?\d|[–—]?$")
"""How a number, an amount, a day begins, or a cell that says nothing."""
LEFT = ' style="text-align: left"'


def markdown_table(rows: Rows) -> str:
    """Rows as a Markdown table, the first as its head."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])


def html_table(rows: Rows) -> str:
    """Rows as an HTML table, the first as its head; text begins at the left, where notebooks put it right."""
    head, *body = rows
    styles = ["" if all(NUMBER.match(row[n]) for row in body) else LEFT for n in range(len(head))]
    cells = "".join(f"<tr>{_cells('td', row, styles)}</tr>" for row in body)
    return f"<table><thead><tr>{_cells('th', head, styles)}</tr></thead><tbody>{cells}</tbody></table>"


def _cells(tag: str, row: Sequence[str], styles: Sequence[str]) -> str:
    return "".join(f"<{tag}{style}>{escape(cell)}</{tag}>" for cell, style in zip(row, styles, strict=True))


def bullets(lines: Sequence[str]) -> str:
    """Lines as a Markdown list."""
    return "\n".join(f"* {line}" for line in lines)
