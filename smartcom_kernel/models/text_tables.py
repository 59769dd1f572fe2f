"""Rows of text as a table: in Markdown for cards, in HTML for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Rows = Sequence[Sequence[str]]


def markdown_table(rows: Rows) -> str:
    """Rows as a Markdown table, the first as its head."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])


def html_table(rows: Rows) -> str:
    """Rows as an HTML table, the first as its head."""
    head, *body = rows
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return (
        f"<table><thead><tr>{''.join(f'<th>{escape(h)}</th>' for h in head)}</tr></thead><tbody>{cells}</tbody></table>"
    )


def bullets(lines: Sequence[str]) -> str:
    """Lines as a Markdown list."""
    return "\n".join(f"* {line}" for line in lines)
