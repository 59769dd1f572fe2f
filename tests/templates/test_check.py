from __future__ import annotations

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import check, needed, refuse_faulty
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.sms import SmsSize
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import catalogue
from tests.templates.conftest import email, sms


def faults(template: Template) -> list[str]:
    with pytest.raises(SpecError) as caught:
        refuse_faulty(template)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_are_told_at_once_with_part_line_and_nearest_name() -> None:
    template = email(
        subject="{{ client.frist_name }}",
        html="<p>\n{{ client.metrics.revenues|monny }}</p>{% if client.city is definde %}{% endif %}",
        text="{{ client.first_name",
    )
    assert faults(template) == [
        "subject: line 1: there is no variable client.frist_name; did you mean client.first_name?",
        "html: line 2: there is no filter 'monny'; did you mean 'money'?",
        "html: line 2: there is no test 'definde'; did you mean 'defined'?",
        "html: line 2: there is no variable client.metrics.revenues; did you mean client.metrics.revenue?",
        "text: line 1: unexpected end of template, expected 'end of print statement'.",
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (
            "{% for l in client.last_receipt.lines %}{{ l.nam }}{% endfor %}",
            "did you mean client.last_receipt.lines[].name?",
        ),
        ("{{ whoever }}", "there is no variable whoever"),
        ("{{ client.birth_on.hours }}", "there is no variable client.birth_on.hours"),
        ("{% include 'header' %}", "{% include %} cannot be used here"),
        ("{% for x in y %}", "Unexpected end of template"),
        ("{% bogus %}", "Encountered unknown tag 'bogus'"),
        ("{{ " + "(" * 3000, "is nested too deeply"),
    ],
)
def test_a_faulty_source_is_refused_with_a_sentence(source: str, fault: str) -> None:
    assert fault in faults(sms(source))[0]


def test_a_fault_in_html_is_not_told_again_for_the_text_made_from_it() -> None:
    assert faults(email(html="{{ whoever }}")) == [
        "html: line 1: there is no variable whoever; the variables are listed in the guide"
    ]


def test_html_that_gives_no_sensible_text_asks_for_one() -> None:
    (fault,) = faults(email(html="<td {% if client.city %}x>a{% endif %}</td>"))
    assert fault.startswith("text: cannot be made from html, give it: line 1: Encountered unknown tag 'endif'")


def test_every_variable_of_the_catalogue_can_be_said(renderer: Renderer) -> None:
    for path in catalogue():
        items, is_list, inside = path.partition("[]")
        name = f"{path}.level" if path.endswith(".custom") else path
        source = f"{{% for i in {items} %}}{{{{ i{inside} }}}}{{% endfor %}}" if is_list else f"{{{{ {name} }}}}"
        assert check(sms(source), renderer).message.text, path


def test_the_sample_shows_the_message_and_the_size_of_an_sms(renderer: Renderer) -> None:
    sample = check(sms("{{ client.rfm.name }}, {{ client.metrics.revenue|money }}"), renderer)
    assert sample.message.text == "loyal, $1,234.50"
    assert sample.sms == SmsSize("GSM-7", 16, 1)
    assert check(email(text="x"), renderer).sms is None


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        (sms("{% raw %}{{ client.first_name }}{% endraw %}"), "text: a tag is left over"),
        (sms("{{ client.first_name|date }}"), "text: line 1: date wants a date"),
        (email(subject="{{ '' }}", text="x"), "subject: came out empty"),
    ],
)
def test_what_only_shows_when_filled_in_is_found_too(renderer: Renderer, template: Template, fault: str) -> None:
    with pytest.raises(SpecError, match=fault):
        check(template, renderer)


def test_needed_are_the_variables_themselves_and_groups_that_are_asked_for() -> None:
    template = email(
        html="{% if client.last_receipt %}{{ client.birth_on.month }}{% endif %}{{ today }}",
        text="{{ client.city.upper() }}",
    )
    assert needed(template) == {"client.last_receipt", "client.birth_on", "today", "client.city"}
