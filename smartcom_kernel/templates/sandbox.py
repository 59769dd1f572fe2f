"""The sandbox templates run in: they see plain data, may call little, and cannot grow without bounds.

It is the first of two walls. The second is a process with limits on memory and time (`renderer`), since not everything
that takes for ever can be seen from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from jinja2 import ChainableUndefined, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from smartcom_kernel.templates.filters import Filters, Habits
from smartcom_kernel.templates.functions import FUNCTIONS
from smartcom_kernel.templates.library import Library
from smartcom_kernel.templates.message_links import link_functions

LONGEST_RANGE = 10_000
LONGEST_REPEAT = 10_000
LARGEST_BITS = 4096
DATE_PARTS = frozenset({"year", "month", "day", "isoweekday"})
SAFE: dict[type, frozenset[str]] = {
    str: frozenset({"startswith", "endswith", "split", "strip", "lower", "upper"}),
    datetime: DATE_PARTS | {"hour", "minute"},
    date: DATE_PARTS,
    dict: frozenset({"items", "keys", "values"}),
    LoopContext: frozenset(
        {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
    ),
}
"""What templates may ask of a value, besides its items."""
GLOBALS = {"range", "namespace"}
ELSEIF = re.compile(r"(\{%[-+]?\s*)elseif\b")
FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "from", nodes.Extends: "extends",
    nodes.ScopedEvalContextModifier: "autoescape", nodes.EvalContextModifier: "autoescape",
}  # fmt: skip


class Missing(ChainableUndefined):
    """A value that is not there: printed as nothing, an error in arithmetic and comparisons."""

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or f"{self._undefined_name} is missing here; |default(…) gives it a value"


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for one shop's templates.

    Args:
        habits: How numbers, money and days are written.
        html: Whether values are escaped for HTML.
        library: Constants and directories.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, habits: Habits, *, html: bool, library: Library | None = None) -> None:
        super().__init__(autoescape=html, undefined=Missing, cache_size=0)
        filters = Filters(habits)
        self.finalize = filters.printed
        self.filters = filters.by_name()
        self.habits = habits
        self.library = library or Library()
        self.globals = {name: self.globals[name] for name in GLOBALS} | {"range": bounded_range}
        self.globals |= {name: pass_context(function.call) for name, function in FUNCTIONS.items()} | link_functions()

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Other engines write ``elseif``; people who come from them may go on doing so."""
        return ELSEIF.sub(r"\1elif", super().preprocess(source, name, filename))

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        refuse_statements(source)
        return super()._generate(source, name, filename, defer_init)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An item of a mapping before a method of it, so that a column may be called `items`."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may ask this of a value: what is not listed is refused."""
        if isinstance(obj, Undefined | Namespace):
            return not attr.startswith("_")
        allowed = next((names for kind, names in SAFE.items() if isinstance(obj, kind)), frozenset())
        return attr in allowed and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Leave ``str.format`` as refused as any other method."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Refuse at once, where Jinja would print nothing."""
        raise SecurityError(f"{attribute} of {type(obj).__name__} cannot be used in a template")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with results of a reasonable size."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("text cannot be formatted with %; use filters")
        if operator == "*":
            _check_product(left, right)
        if operator == "**" and (abs(right) > 64 or _bits(left) * abs(right) > LARGEST_BITS):
            raise OverflowError("a power of this size is not for a message")
        return super().call_binop(context, operator, left, right)


def refuse_statements(tree: nodes.Template) -> None:
    """Refuse what reaches for other templates or turns off escaping.

    Raises:
        TemplateSyntaxError: At the first such statement.
    """
    for node in tree.find_all(tuple(FORBIDDEN)):
        raise TemplateSyntaxError(f"{{% {FORBIDDEN[type(node)]} %}} cannot be used here", node.lineno)


def bounded_range(*bounds: int) -> range:
    """A range that ends soon."""
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise OverflowError(f"range goes over at most {LONGEST_RANGE:,} numbers")
    return numbers


def plain(value: Any, path: str = "") -> Any:
    """A copy of data that holds nothing but text, numbers, dates, lists and mappings; what is missing is left out.

    Raises:
        TypeError: Something else is in it, named by its path.
    """
    kind = type(value)
    if kind in (str, int, bool, date, datetime):
        return value
    if kind in (float, Decimal):
        return value if isfinite(value) else None
    if kind is list:
        return [plain(item, f"{path}[]") for item in value]
    if isinstance(value, Mapping):
        found = {str(key): plain(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None}
    if value is None:
        return None
    raise TypeError(f"{path} is a {kind.__name__}; templates see text, numbers, dates, lists and mappings only")


def _check_product(left: Any, right: Any) -> None:
    for times, what in ((left, right), (right, left)):
        if isinstance(what, str | list | tuple) and isinstance(times, int) and times * len(what) > LONGEST_REPEAT:
            raise OverflowError(f"a repetition gives at most {LONGEST_REPEAT:,} characters or items")
    if _bits(left) + _bits(right) > LARGEST_BITS:
        raise OverflowError("a product of this size is not for a message")


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 64
