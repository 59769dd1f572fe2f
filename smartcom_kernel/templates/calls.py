"""Which functions a template calls with which words: found in its syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes


@dataclass(frozen=True)
class Call:
    """A function as a template calls it.

    Args:
        name: Of the function.
        first: Its first argument where that is a text in quotes, else None.
        field: Its third argument where that is a text in quotes, else None.
        line: Where.
    """

    name: str
    first: str | None
    field: str | None
    line: int


def calls(tree: nodes.Template) -> Iterator[Call]:
    """Every call of a function by its name, in the order of the text."""
    for node in tree.find_all(nodes.Call):
        if isinstance(node.node, nodes.Name):
            given = dict(enumerate(node.args)) | {0 if n.key == "code" else n.key: n.value for n in node.kwargs}
            yield Call(node.node.name, _text(given.get(0)), _text(given.get(2) or given.get("field")), node.lineno)


def calls_in(source: str) -> list[Call]:
    """Every call in a source; none where it has a fault of syntax, which is told elsewhere."""
    try:
        return list(calls(Environment().parse(source)))  # noqa: S701 -- nothing is rendered here
    except (TemplateSyntaxError, RecursionError):
        return []


def _text(node: nodes.Node | None) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None
