"""Which variables a template uses: found in its syntax tree, through loops and names it gives itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from smartcom_kernel.templates.functions import FUNCTIONS
from smartcom_kernel.templates.message_links import MESSAGE_LINKS
from smartcom_kernel.templates.sandbox import GLOBALS
from smartcom_kernel.templates.variables import ITEM

PICKS_ITEM = {"first", "last"}
KEEPS_ITEMS = {"sort", "default", "d"}
BUILT_IN = {*GLOBALS, *FUNCTIONS, "loop", "caller", "self", "super", "varargs", "kwargs"}
Names = dict[str, str | None]


@dataclass(frozen=True)
class Use:
    """A variable as it stands in a template, with the names of loops resolved, and its line."""

    path: str
    line: int


def uses(tree: nodes.Template) -> list[Use]:
    """Every use of a variable, in the order of the text.

    ``{% for line in client.last_receipt.lines %}{{ line.name }}{% endfor %}`` uses ``client.last_receipt.lines`` and
    ``client.last_receipt.lines[].name``. Names whose origin cannot be followed (what a macro is given) are left out.
    """
    return list(_Walk(dict.fromkeys(BUILT_IN)).statements(tree.body))


class _Walk:
    """Follows one scope; `names` says what each name of the template's own stands for, None where nobody knows."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def statements(self, found: list[nodes.Node]) -> Iterator[Use]:
        for node in found:
            yield from self._node(node)

    def _node(self, node: nodes.Node) -> Iterator[Use]:
        match node:
            case nodes.For():
                yield from self._for(node)
            case nodes.Macro() | nodes.CallBlock():
                inner = _Walk({**self._names, **{arg.name: None for arg in node.args}})
                yield from self._all([*node.defaults, *([node.call] if isinstance(node, nodes.CallBlock) else [])])
                yield from inner.statements(node.body)
                if isinstance(node, nodes.Macro):
                    self._names[node.name] = None
            case nodes.With():
                yield from self._all(node.values)
                inner = _Walk(dict(self._names))
                for target, value in zip(node.targets, node.values, strict=True):
                    inner.give(target, self._path(value))
                yield from inner.statements(node.body)
            case nodes.Assign():
                yield from self._node(node.node)
                self.give(node.target, self._path(node.node))
            case nodes.AssignBlock():
                yield from self.statements(node.body)
                self.give(node.target, None)
            case nodes.Call(node=nodes.Name(name=str() as name)) if name in FUNCTIONS:
                yield from (Use(path, node.lineno) for path in FUNCTIONS[name].needs)
                yield from self._all(list(node.iter_child_nodes()))
            case nodes.Call(node=nodes.Name(name=name)) if name in MESSAGE_LINKS and self._path(node.node) == name:
                yield from self._all([*node.args, *node.kwargs])
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                yield from self._chain(node)
            case _:
                yield from self._all(list(node.iter_child_nodes()))

    def _all(self, found: list[nodes.Expr] | list[nodes.Node]) -> Iterator[Use]:
        for node in found:
            yield from self._node(node)

    def _for(self, node: nodes.For) -> Iterator[Use]:
        yield from self._node(node.iter)
        inner = _Walk(dict(self._names))
        items = self._path(node.iter)
        inner.give(node.target, items + ITEM if items else None)
        yield from inner._all([node.test] if node.test else [])
        yield from inner.statements(node.body)
        yield from self.statements(node.else_)

    def _chain(self, node: nodes.Name | nodes.Getattr | nodes.Getitem) -> Iterator[Use]:
        path = self._path(node)
        if path:
            yield Use(path, node.lineno)
        inside: nodes.Node = node
        while isinstance(inside, nodes.Getattr | nodes.Getitem):
            if isinstance(inside, nodes.Getitem):
                yield from self._node(inside.arg)
            inside = inside.node
        if not path and not isinstance(inside, nodes.Name):
            yield from self._node(inside)

    def give(self, target: nodes.Node, path: str | None) -> None:
        """From here on a name (or each of several) stands for what is at a path."""
        if isinstance(target, nodes.Name):
            self._names[target.name] = path
        elif isinstance(target, nodes.Tuple):
            for item in target.items:
                self.give(item, None)

    def _path(self, node: nodes.Node) -> str | None:
        """Where an expression leads, if it only picks from what the template was given."""
        match node:
            case nodes.Name():
                return self._names.get(node.name, node.name)
            case nodes.Getattr():
                return self._under(node.node, f".{node.attr}")
            case nodes.Getitem(arg=nodes.Const(value=str() as name)):
                return self._under(node.node, f".{name}")
            case nodes.Getitem(arg=nodes.Slice()):
                return self._path(node.node)
            case nodes.Getitem():
                return self._under(node.node, ITEM)
            case nodes.Filter() if node.node is not None and node.name in PICKS_ITEM:
                return self._under(node.node, ITEM)
            case nodes.Filter() if node.node is not None and node.name in KEEPS_ITEMS:
                return self._path(node.node)
        return None

    def _under(self, node: nodes.Node, step: str) -> str | None:
        path = self._path(node)
        return path + step if path else None
