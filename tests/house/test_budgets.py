"""Files and functions stay small enough to hold in the head."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from statistics import median, quantiles

from tests.house.house import modules


def functions() -> Iterator[tuple[int, str]]:
    """Length and place of every function, signature included, docstring left out."""
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                whole = (node.end_lineno or 0) - node.lineno + 1
                yield whole - length_of_docstring(node), f"{module.path}:{node.lineno} {node.name}"


def length_of_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def nine_in_ten(lengths: list[int]) -> float:
    return quantiles(lengths, n=10, method="inclusive")[-1]


def test_half_of_the_modules_fit_on_a_page_and_nine_in_ten_on_three() -> None:
    lengths = [m.lines for m in modules() if m.lines > 1]
    assert median(lengths) <= 100
    assert nine_in_ten(lengths) <= 250


def test_no_module_is_longer_than_400_lines() -> None:
    assert [f"{m.path}: {m.lines}" for m in modules() if m.lines > 400] == []


def test_half_of_the_functions_have_8_lines_and_nine_in_ten_30() -> None:
    lengths = [length for length, _ in functions()]
    assert median(lengths) <= 8
    assert nine_in_ten(lengths) <= 30


def test_no_function_is_longer_than_60_lines() -> None:
    assert [f"{place}: {length}" for length, place in functions() if length > 60] == []
