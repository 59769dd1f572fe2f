from __future__ import annotations

import pytest

from smartcom_kernel.templates.render import Compiled, TemplateError
from tests.templates.conftest import ENGLISH, email, said

ANNA = {"client": {"first_name": "<Anna> & co"}}


def test_values_are_escaped_in_html_and_nowhere_else() -> None:
    template = email(subject="Hi {{ client.first_name }}", html="<p>{{ client.first_name }}</p>")
    message = Compiled(template, ENGLISH).render(ANNA)
    assert message.subject == "Hi <Anna> & co"
    assert message.html == "<p>&lt;Anna&gt; &amp; co</p>"
    assert message.text == "<Anna> & co"


def test_a_text_of_its_own_wins_over_one_made_from_html() -> None:
    assert Compiled(email(html="<p>long</p>", text="short"), ENGLISH).render({}).text == "short"


def test_a_preheader_stands_hidden_at_the_start_of_the_body() -> None:
    template = email(html='<html><body class="x"><p>Hi</p></body></html>', preheader="For {{ client.first_name }}")
    html = Compiled(template, ENGLISH).render(ANNA).html
    assert html.startswith('<html><body class="x"><div style="display:none')
    assert "For &lt;Anna&gt; &amp; co</div><p>Hi</p>" in html


def test_a_subject_is_one_line() -> None:
    assert Compiled(email(subject="one\n two ", text="x"), ENGLISH).render({}).subject == "one  two"


@pytest.mark.parametrize(
    ("subject", "fault"), [("{{ nobody }}", "came out empty"), ("{{ 'x' * 501 }}", "501 characters long")]
)
def test_a_subject_that_came_out_wrong_is_an_error(subject: str, fault: str) -> None:
    with pytest.raises(TemplateError, match=fault):
        Compiled(email(subject=subject, text="x"), ENGLISH).render({})


def test_an_error_in_one_part_names_it() -> None:
    with pytest.raises(TemplateError) as caught:
        Compiled(email(text="fine", html="<p>\n{{ client.age + 1 }}</p>"), ENGLISH).render(ANNA)
    assert str(caught.value) == "html, line 2: age is missing here; |default(…) gives it a value"


@pytest.mark.parametrize("text", ["{{ 'x' * 9999 }}", "{% for i in range(999) %}{{ 'x' * 999 }}{% endfor %}"])
def test_a_message_has_at_most_512_kilobytes(text: str) -> None:
    with pytest.raises(TemplateError, match="larger than 512 kB"):
        said(text * 60)


def test_a_loop_over_the_lines_of_a_receipt_reads_well() -> None:
    text = "You bought:\n{% for line in lines %}\n{{ loop.index }}. {{ line.name }}\n{% endfor %}\nThanks!"
    assert said(text, lines=[{"name": "coffee"}, {"name": "tea"}]) == "You bought:\n1. coffee\n2. tea\nThanks!"


def test_a_column_may_be_called_like_a_method() -> None:
    assert said("{{ order.items }} {{ order.keys }}", order={"items": "two", "keys": "three"}) == "two three"
