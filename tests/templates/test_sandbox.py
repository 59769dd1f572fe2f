from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from smartcom_kernel.templates.render import TemplateError
from smartcom_kernel.templates.sandbox import plain
from tests.templates.conftest import said

CONTEXT: dict[str, Any] = {
    "x": "text", "n": 3, "d": Decimal("1.5"), "day": date(2020, 1, 1), "list": [1, 2], "client": {"name": "Anna"},
}  # fmt: skip

ESCAPES = [
    "{{ x.__class__ }}", "{{ x['__class__'] }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x|attr('__class__') }}", "{{ client|map(attribute='__class__')|list }}", "{{ client.__init__.__globals__ }}",
    "{{ x.format }}", "{{ '{0.__class__}'.format(x) }}", "{{ '{0.__class__}'.format_map(client) }}", "{{ '%s' % x }}",
    "{{ cycler.__init__.__globals__.os }}", "{{ joiner('x') }}", "{{ lipsum() }}", "{{ dict(a=1) }}",
    "{{ namespace.__init__.__globals__ }}", "{{ self._TemplateReference__context }}", "{{ client.__class__ }}",
    "{{ list.append(3) }}", "{{ list.clear() }}", "{{ client.update(name='x') }}", "{{ client.pop('name') }}",
    "{{ day.replace(year=1) }}", "{{ d.quantize(d) }}", "{{ n.to_bytes(4, 'big') }}", "{{ x.encode() }}",
    "{{ x.join(list) }}", "{{ x.replace('t', 'x') }}", "{{ x.center(99) }}", "{{ x|xmlattr }}", "{{ x|pprint }}",
    "{{ x|safe }}", "{{ x|tojson }}", "{% for i in list %}{{ loop._iterator }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}{{ m._func }}", "{% include 'x' %}", "{% import 'x' as y %}",
    "{% from 'x' import y %}", "{% extends 'x' %}", "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{{ 'a' * 10**9 }}", "{{ [1] * 10**9 }}", "{{ 10 ** (10 ** 10) }}", "{{ 10**4000 * 10**4000 }}",
    "{{ range(10**9)|length }}", "{% for i in range(10001) %}{% endfor %}",
]  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES)
def test_what_leads_out_of_the_sandbox_or_grows_without_bounds_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        said(text, **CONTEXT)


def test_nothing_in_a_list_of_known_attacks_gets_out(corpora: Path) -> None:
    """swisskyrepo/PayloadsAllTheThings, ssti.fuzz: refused, or nothing but arithmetic and text comes out."""
    payloads = (corpora / "templates" / "ssti.fuzz").read_text(encoding="utf-8").splitlines()
    assert len(payloads) > 100
    for payload in payloads:
        try:
            text = said(payload, **CONTEXT)
        except TemplateError:
            continue
        assert not any(
            sign in text for sign in ("<class", "<module", "<function", "<built", "object at", "uid=", "root:")
        )


def test_the_context_is_as_it_was_afterwards() -> None:
    context: dict[str, Any] = {"client": {"lines": [3, 1, 2]}}
    said("{% set client = 1 %}{{ client }}", **context)
    said("{{ client.lines|sort|join }}", **context)
    assert context == {"client": {"lines": [3, 1, 2]}}


def test_plain_data_passes_and_what_is_missing_is_left_out() -> None:
    given = {"a": 1, "b": None, "c": {"d": "x", "e": float("nan"), "f": [1, Decimal("2.5")]}, "g": Decimal("NaN")}
    assert plain(given) == {"a": 1, "c": {"d": "x", "f": [1, Decimal("2.5")]}}


@pytest.mark.parametrize("value", [Markup("<b>"), UUID(int=1), object(), b"bytes", (1, 2), {1, 2}, datetime, len])
def test_anything_else_is_refused_by_its_path(value: object) -> None:
    with pytest.raises(TypeError, match=r"client\.lines\[\]\.name is a "):
        plain({"client": {"lines": [{"name": value}]}})
