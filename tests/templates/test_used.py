from __future__ import annotations

import pytest

from smartcom_kernel.templates.check import SANDBOX
from smartcom_kernel.templates.used import Use, uses

LINES = "client.last_receipt.lines"


def paths(source: str) -> list[str]:
    return [use.path for use in uses(SANDBOX.parse(source))]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("no variables", []),
        ("{{ client.first_name }}", ["client.first_name"]),
        ("{{ client['first_name'] }}", ["client.first_name"]),
        ("{{ client.first_name|default(shop.name)|upper }}", ["client.first_name", "shop.name"]),
        ("{% if client.last_receipt %}{{ today }}{% endif %}", ["client.last_receipt", "today"]),
        ("{{ client.birth_on.month }}", ["client.birth_on.month"]),
        ("{% for l in client.last_receipt.lines %}{{ l.name }}{% endfor %}", [LINES, f"{LINES}[].name"]),
        ("{% for l in client.last_receipt.lines|sort(attribute='price') if l.url %}{{ loop.index }}{% endfor %}",
         [LINES, f"{LINES}[].url"]),
        ("{{ client.last_receipt.lines[0].name }}", [f"{LINES}[].name"]),
        ("{{ client.last_receipt.lines[:2]|join }}", [LINES]),
        ("{{ (client.last_receipt.lines|first).name }}", [f"{LINES}[].name"]),
        ("{% set r = client.rfm %}{{ r.name }}{% set r = 1 %}{{ r }}", ["client.rfm", "client.rfm.name"]),
        ("{% with r = client.rfm %}{{ r.name }}{% endwith %}", ["client.rfm", "client.rfm.name"]),
        ("{% macro m(x) %}{{ x.y }}{{ shop.name }}{% endmacro %}{{ m(client.city) }}", ["shop.name", "client.city"]),
        ("{% set t %}{{ client.city }}{% endset %}{{ t }}", ["client.city"]),
        ("{% set ns = namespace(n=0) %}{% set ns.n = client.rfm.r %}{{ ns.n }}", ["client.rfm.r"]),
        ("{{ client[shop.name] }}", ["client[]", "shop.name"]),
        ("{% filter upper %}{{ client.city }}{% endfilter %}", ["client.city"]),
    ],
)  # fmt: skip
def test_every_variable_is_found_through_loops_and_names(source: str, found: list[str]) -> None:
    assert paths(source) == found


def test_a_name_given_in_a_loop_is_not_known_after_it() -> None:
    assert paths("{% for l in client.last_receipt.lines %}{% endfor %}{{ l.name }}")[-1] == "l.name"


def test_a_use_knows_its_line() -> None:
    assert uses(SANDBOX.parse("a\nb {{ shop.name }}")) == [Use("shop.name", 2)]
