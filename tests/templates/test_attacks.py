"""Known attacks through every surface of a template: as its source, and as what a customer is called."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.html_import.clean import Cleaned
from smartcom_kernel.templates.render import Compiled, TemplateError
from smartcom_kernel.templates.template import Template
from tests.templates.conftest import ENGLISH, email, sms

GOT_OUT = ("<class", "<module", "<function", "<built", "object at", "uid=", "root:")
ODD = ["\u202egnp.exe", "\u200b\ufeff\u2060", "a\r\nBcc: x@example.com", "{% raw %}{{", "{# x", "#}", "{{ '{{' }}"]


def payloads(corpora: Path) -> list[str]:
    return (corpora / "templates" / "ssti.fuzz").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("surface", ["text", "html", "mjml"])
def test_an_attack_as_the_source_is_refused_or_comes_out_as_text(corpora: Path, surface: str) -> None:
    """swisskyrepo/PayloadsAllTheThings, ssti.fuzz."""
    tried = 0
    for payload in payloads(corpora):
        body = {"text": payload, "html": f"<p>{payload}</p>"}.get(
            surface, f"<mjml><mj-body><mj-section><mj-column><mj-text>{payload}</mj-text>"
            "</mj-column></mj-section></mj-body></mjml>",
        )  # fmt: skip
        try:
            template = sms(payload) if surface == "text" else email(**{surface: body})
            message = Compiled(template, ENGLISH).render({"client": {}})
        except (TemplateError, SpecError):
            continue
        tried += 1
        assert not any(sign in message.html + message.text for sign in GOT_OUT), payload
    assert tried > 10


def test_an_attack_as_a_customers_name_stays_that_name_in_every_part(corpora: Path) -> None:
    strings = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    shown = "<p title='{{ n }}'>BEGIN{{ n }}END</p>"
    mjml = f"<mjml><mj-body><mj-section><mj-column><mj-raw>{shown}</mj-raw></mj-column></mj-section></mj-body></mjml>"
    plain = Compiled(sms("[{{ n }}]"), ENGLISH)
    formatted = [Compiled(email(**{field: source}, text="x"), ENGLISH) for field, source in
                 (("html", shown), ("mjml", mjml))]  # fmt: skip
    for name in [*payloads(corpora), *strings, *ODD]:
        assert plain.render({"n": name}).text.split() == f"[{name}]".split(), name
        for compiled in formatted:
            inside = compiled.render({"n": name}).html.partition("BEGIN")[2].partition("END</p>")[0]
            assert unescape(inside) == name
            assert not {"<", ">", '"', "'"}.intersection(inside), name


def test_an_attack_in_an_imported_page_is_refused_or_comes_out_as_text(corpora: Path) -> None:
    strings = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    for payload in [*payloads(corpora), *strings, *ODD]:
        html = Cleaned(f"<p title='{payload}'>{payload}</p>", str).html
        lowered = html.lower()
        assert not any(sign in lowered for sign in ("<script", "<iframe", "<svg", "<object", "<embed", "http-equiv"))
        try:
            spec = {"medium": "email", "subject": "s", "html": html}
            message = Compiled(Template.parse("t", spec), ENGLISH).render({"client": {}})
        except (TemplateError, SpecError):
            continue
        assert not any(sign in message.html for sign in GOT_OUT), payload


@pytest.mark.parametrize("medium", ["html", "txt"])
def test_a_value_cannot_name_a_block_or_call_a_function(medium: str) -> None:
    name = "{{ const('X') }}{% include 'footer' %}{{ now() }}"
    compiled = Compiled(sms("{{ n }}") if medium == "txt" else email(html="{{ n }}", text="{{ n }}"), ENGLISH)
    assert compiled.render({"n": name}).text == name
