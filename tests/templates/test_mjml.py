from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import check
from smartcom_kernel.templates.mjml_source import MjmlError, html_of
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from tests.templates.conftest import email
from tests.templates.test_check import faults

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "templates.md"


def body(inside: str) -> str:
    return f"<mjml>\n<mj-body>\n<mj-section>\n<mj-column>\n{inside}\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>"


CITY = "{% if client.city %}"


@pytest.mark.parametrize(
    "placed",
    [
        "<mj-text>Hello {{ client.first_name|default('<you>') }}</mj-text>",
        '<mj-text>{{ client.first_name|default("you") }}{# never shown #}</mj-text>',
        '<mj-button href="https://shop.example/{{ client.city|urlencode }}?a=1&amp;b=2">To the shop</mj-button>',
        '<mj-image src="https://shop.example/{{ client.city }}.png" alt="{{ client.city }}" />',
        '<mj-text color="{{ client.city }}">x</mj-text>',
        f"<mj-raw>{CITY}</mj-raw><mj-text>x</mj-text><mj-raw>{{% endif %}}</mj-raw>",
        f"{CITY}<mj-text>x</mj-text>{{% endif %}}",
        "<mj-table>{% for l in client.last_receipt.lines %}<tr><td>{{ l.name }}</td></tr>{% endfor %}</mj-table>",
        "<mj-text>{% if 1 < 2 %}less{% endif %}</mj-text>",
        "<mj-text>{% raw %}{{ as it is }}{% endraw %}</mj-text>",
    ],
)
def test_a_tag_comes_out_as_it_was_written(placed: str) -> None:
    html = html_of(body(placed))
    tags = [piece for piece in ("{{ client", "{% if", "{% endif %}", "{% for", "{% raw %}{{") if piece in placed]
    assert tags
    assert [tag for tag in tags if html.count(tag) != placed.count(tag)] == []


@pytest.mark.parametrize(
    ("placed", "fault"),
    [
        ('<mj-include path="/etc/passwd" />', "line 5: mj-include cannot be used here"),
        ("<mj-txt>x</mj-txt>", "line 5: there is no element <mj-txt>; did you mean 'mj-text'?"),
        ("<mj-text>\nx", "line 7: </mj-column> stands where <mj-text> of line 5 should be closed"),
        ("<mj-text>1 < 2</mj-text>", "line 5: a < begins no element"),
        ('<mj-image src="a.png" width="{{ client.city }}" />', r"line 5: {{ client.city }} would be lost here"),
        ("<div>" * 5000 + "</div>" * 5000, "line 5: elements are nested more than 100 deep"),
        ("<mj-text>" + "<BR>" * 5000 + "</mj-text>", "line 5: elements are nested more than 100 deep"),
        ("<MJ-TEXT>x</MJ-TEXT>", "line 5: there is no element <MJ-TEXT>"),
        ("</mj-text>", "line 5: </mj-text> stands where"),
    ],
)
def test_what_cannot_be_made_is_refused_with_its_line(placed: str, fault: str) -> None:
    with pytest.raises(MjmlError) as caught:
        html_of(body(placed))
    assert str(caught.value).startswith(fault)


def test_what_is_no_mjml_at_all_is_refused() -> None:
    for source in ("words", "<html></html>", "<mj-text>x</mj-text>"):
        with pytest.raises(MjmlError, match="renderer of MJML"):
            html_of(source)


def test_a_hundred_levels_do_not_end_the_process() -> None:
    deep = body("<mj-text>" + "<div>" * 90 + "x" + "</div>" * 90 + "</mj-text>")
    code = f"from smartcom_kernel.templates.mjml_source import html_of; print('x' in html_of({deep!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "True\n")


def test_a_source_of_broken_elements_is_refused_in_bounded_time() -> None:
    began = time.perf_counter()
    for piece in ("<a ", '<a "', "<a b='", "<", "<!--"):
        with pytest.raises(MjmlError):
            html_of(body(piece * (200_000 // len(piece))))
    assert time.perf_counter() - began < 2


def test_faults_of_tags_are_told_with_the_line_in_the_mjml() -> None:
    assert faults(email(mjml=body("<mj-text>\n{{ client.frist_name }}</mj-text>"))) == [
        "mjml: line 6: there is no variable client.frist_name; did you mean client.first_name?"
    ]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"mjml": body(""), "html": "x"}, "html or mjml, not both"),
        ({"mjml": body("<mj-text>{{ x</mj-text>")}, "mjml: line"),
        ({"mjml": "<mjml><mj-body><mj-foo/></mj-body></mjml>"}, "there is no element <mj-foo>"),
    ],
)
def test_a_faulty_definition_is_refused(fields: dict[str, str], fault: str) -> None:
    with pytest.raises(SpecError) as caught:
        email(**fields)
    assert fault in str(caught.value)


def test_an_email_of_mjml_has_html_and_a_text_part_made_from_it(renderer: Renderer) -> None:
    words = '<mj-text>Hello {{ client.first_name }}</mj-text><mj-button href="https://shop.example/">Shop</mj-button>'
    message = check(email(mjml=body(words), preheader="Spring"), renderer).message
    assert message.text.startswith("Hello ")
    assert message.text.endswith("Shop (https://shop.example/)")
    assert "Spring" in message.html
    assert "{{" not in message.html


def test_a_name_that_holds_markup_stays_text(renderer: Renderer) -> None:
    template = email(
        mjml=body('<mj-text>{{ client.first_name }}</mj-text><mj-image src="x" alt="{{ client.city }}" />')
    )
    hostile = {"first_name": "<script>alert(1)</script>", "city": '" onerror="alert(1)'}
    html = renderer.render(template, {"client": hostile}).html
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert 'onerror="' not in html


def test_a_name_that_looks_like_a_tag_is_not_filled_in_again(renderer: Renderer) -> None:
    template = email(mjml=body("<mj-text>{{ client.first_name }} tag0x</mj-text>"))
    html = renderer.render(template, {"client": {"first_name": "{{ 7*7 }}"}}).html
    assert "{{ 7*7 }} tag0x" in html


def test_a_sending_records_the_html_and_its_file_keeps_the_mjml() -> None:
    template = email(mjml=body("<mj-text>x</mj-text>"))
    assert template.to_data()["mjml"] == body("<mj-text>x</mj-text>")
    record = template.to_record()
    assert "<mj-text" not in str(record)
    assert Template.parse("email", record).parts()[1].source == template.parts()[1].source


def test_the_example_of_the_guide_can_be_made_for_whoever_has_everything_or_nothing(renderer: Renderer) -> None:
    (example,) = re.findall(r"```yaml\n(# templates/.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    template = Template.parse("spring", plain_yaml.load(example))
    assert check(template, renderer).message.html.count("<tr><td>") >= 1
    assert "To the shop" in renderer.render(template, {"client": {}, "shop": {"name": "Shop"}}).text


def test_a_fault_of_mjml_is_told_once_with_its_field_and_line() -> None:
    with pytest.raises(SpecError) as caught:
        email(mjml=body("<mj-txt>x</mj-txt>"))
    assert [str(fault) for fault in caught.value.faults] == [
        "mjml: line 5: there is no element <mj-txt>; did you mean 'mj-text'?"
    ]
