"""The message editor without a browser: what it shows, what it saves, whom it tries a message on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import check
from smartcom_kernel.templates.filters import Filters, Habits
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import KINDS, Template
from smartcom_kernel.templates.variables import catalogue
from smartcom_kernel.workbench import Workbench
from tests.widgets import clicks
from tests.widgets.clicks import order
from widgets.kept import FOLDER
from widgets.message_editor import MessageEditor
from widgets.message_editor.forms import FILTERS, forms, variables
from widgets.message_editor.live import Live
from widgets.message_editor.starters import starters

SECONDS = 30
SMS = {"medium": "sms", "text": "{{ client.first_name|default('Hello') }}, we miss you"}
MJML = """\
<mjml><mj-body><mj-section><mj-column>
<mj-text>{{ client.first_name }}</mj-text>
</mj-column></mj-section></mj-body></mjml>
"""
EMAIL = {"medium": "email", "subject": "For {{ client.first_name }}", "mjml": MJML}


@pytest.fixture
def widget(wb: Workbench) -> Iterator[MessageEditor]:
    made = MessageEditor(wb)
    yield made
    made.close()


def ask(widget: MessageEditor, **question: Any) -> None:
    """What the browser sends when the person has changed something, and the preview that follows."""
    clicks.ask(widget, **question)
    assert widget.wait(SECONDS)


def test_it_begins_with_nothing(widget: MessageEditor) -> None:
    assert widget.wait(SECONDS)
    assert (widget.template, widget.error, widget.live["preview"]) == (None, "", None)


def test_what_is_written_is_shown_as_its_twin_shows_it(wb: Workbench, widget: MessageEditor) -> None:
    ask(widget, template=EMAIL, customer_id="C55")
    twin = wb.templates.preview(EMAIL, "C55")
    assert widget.template == EMAIL
    assert twin.message is not None
    assert widget.live["preview"]["subject"] == twin.message.subject == "For Анна"
    assert widget.live["preview"]["snippet"] == twin.snippet == "Анна"
    assert widget.live["preview"]["document"].endswith(twin.message.html)
    assert widget.live["revision"] == widget.shown["revision"] == 1


def test_an_sms_is_counted_for_the_customer_who_is_chosen(widget: MessageEditor) -> None:
    ask(widget, template=SMS)
    assert widget.live["preview"]["size"] == "1 part, GSM-7, 23 characters, 137 left"
    ask(widget, template=SMS, customer_id="C55")
    assert widget.live["preview"]["size"] == "1 part, UCS-2, 17 characters, 53 left"


def test_for_whom_it_cannot_be_made_is_told_whoever_is_shown(widget: MessageEditor) -> None:
    ask(widget, template={"medium": "sms", "text": "{{ client.first_name + '!' }}"})
    assert widget.live["findings"] == []
    assert list(widget.live["faults"]) == ["empty"]
    assert "first_name is missing here" in widget.live["faults"]["empty"]


@pytest.mark.parametrize(
    ("template", "part", "said"),
    [
        ({"medium": "sms", "text": "{{ client.frist_name }}"}, "text", "did you mean client.first_name?"),
        ({"medium": "sms"}, "text", "required"),
        ({"medium": "pigeon"}, "medium", "is 'pigeon'"),
        ({**EMAIL, "mjml": "<mjml><mj-txt></mj-txt></mjml>"}, "", "there is no element <mj-txt>"),
    ],
)
def test_what_is_faulty_is_found_while_it_is_written(
    widget: MessageEditor, template: dict[str, Any], part: str, said: str
) -> None:
    ask(widget, template=template)
    [finding] = widget.live["findings"]
    assert (finding["level"], finding["part"]) == ("fault", part)
    assert said in finding["message"].lower()
    assert (widget.template, widget.live["preview"], widget.error) == (template, None, "")


def test_faults_are_told_in_russian_where_it_speaks_russian(wb: Workbench) -> None:
    widget = MessageEditor(wb, name="ru", lang="ru")
    ask(widget, template={"medium": "sms", "text": "{{ client.frist_name }}"})
    assert (
        widget.live["findings"][0]["message"]
        == "строка 1: нет переменной client.frist_name; возможно, client.first_name?"
    )
    widget.close()


def test_only_the_newest_of_many_changes_is_told(widget: MessageEditor) -> None:
    for n in range(5):
        clicks.ask(widget, template={**SMS, "text": f"number {n}"})
    assert widget.wait(SECONDS)
    assert (widget.live["preview"]["text"], widget.live["revision"]) == ("number 4", 5)


def test_a_template_that_takes_its_time_is_stopped_and_the_next_one_is_shown(widget: MessageEditor) -> None:
    slow = "{% for a in range(9999) %}{% for b in range(9999) %}{% set c = a * b %}{% endfor %}{% endfor %}x"
    ask(widget, template={"medium": "sms", "text": slow})
    assert "takes too long" in widget.live["preview"]["fault"]
    ask(widget, template=SMS)
    assert widget.live["preview"]["text"] == "first name, we miss you"


def test_saving_writes_the_file_and_another_template_of_the_name_is_not_overwritten(
    wb: Workbench, widget: MessageEditor
) -> None:
    ask(widget, template=SMS)
    assert not widget.is_saved
    order(widget, "save", name="spring")
    assert (widget.said, widget.is_saved) == ("Saved as templates/spring.yml.", True)
    assert wb.templates["spring"].to_data() == SMS
    ask(widget, template={**SMS, "text": "again"})
    assert not widget.is_saved
    widget.save()
    assert wb.templates["spring"].to_data()["text"] == "again"
    ask(widget, template=SMS, opened="")
    order(widget, "save", name="spring")
    assert "there is a template of this name already" in widget.error
    assert wb.templates["spring"].to_data()["text"] == "again"


def test_nothing_and_what_is_faulty_cannot_be_saved(wb: Workbench, widget: MessageEditor) -> None:
    with pytest.raises(SpecError, match="there is no template yet"):
        widget.save("spring")
    ask(widget, template={"medium": "sms", "text": "{{ nobody }}"})
    with pytest.raises(SpecError, match="no variable nobody"):
        widget.save("spring")
    assert "spring" not in wb.templates


def test_running_the_cell_again_restores_what_was_written(wb: Workbench) -> None:
    first = MessageEditor(wb, name="again")
    ask(first, template=SMS, invented="longest")
    again = MessageEditor(wb, name="again")
    assert (again.template, again.question.invented) == (SMS, "longest")
    first.close()
    again.close()


def test_a_faulty_file_can_be_opened_and_mended(wb: Workbench) -> None:
    (wb.folder / "templates").mkdir(exist_ok=True)
    (wb.folder / "templates" / "torn.yml").write_text("medium: sms\ntext: '{{ nobody }}'\n", encoding="utf-8")
    widget = MessageEditor(wb, "torn", name="torn")
    assert widget.wait(SECONDS)
    assert widget.template == {"medium": "sms", "text": "{{ nobody }}"}
    assert "no variable nobody" in widget.live["findings"][0]["message"]
    assert widget.templates["torn"] == widget.template
    widget.close()


def test_opening_a_template_again_goes_on_with_the_work_on_it(wb: Workbench) -> None:
    wb.templates.save("spring", SMS)
    first = MessageEditor(wb, "spring", name="on")
    ask(first, template={**SMS, "text": "changed"})
    again = MessageEditor(wb, "spring", name="on")
    assert (again.template, again.is_saved) == ({**SMS, "text": "changed"}, False)
    wb.templates.save("other", SMS)
    other = MessageEditor(wb, "other", name="on")
    assert (other.template, other.is_saved) == (SMS, True)
    for widget in (first, again, other):
        widget.close()


def test_the_picture_of_a_push_stands_in_a_document_that_may_do_nothing(widget: MessageEditor) -> None:
    push = {
        "medium": "push",
        "title": "Hi",
        "text": "x",
        "image_url": "https://shop.example/{{ client.city|urlencode }}",
    }
    ask(widget, template=push, invented="hostile")
    picture = widget.live["preview"]["picture"]
    assert "default-src 'none'" in picture
    assert picture.count("<img") == 1
    assert 'src="https://shop.example/' in picture


def test_the_process_that_fills_in_ends_when_nobody_asks_and_comes_back_when_somebody_does(wb: Workbench) -> None:
    told: list[dict[str, Any]] = []
    live = Live(wb.templates.habits, told.append, idle_seconds=0.01)
    for n in range(2):
        before = {*threading.enumerate()}
        live.ask(lambda _, n=n: {"n": n})  # type: ignore[misc]
        for thread in {*threading.enumerate()} - before:
            thread.join(SECONDS)
    live.close()
    live.ask(lambda _: {"n": "after the end"})
    assert told == [{"n": 0}, {"n": 1}]


def test_customers_are_looked_for_and_what_is_typed_is_not_kept(wb: Workbench, widget: MessageEditor) -> None:
    ask(widget, template=SMS)
    order(widget, "search", text="анна")
    assert [one["customer_id"] for one in widget.found["customers"]] == ["C55"]
    assert "анна" not in "".join(path.read_text(encoding="utf-8") for path in (wb.folder / FOLDER).glob("*.yml"))


def test_a_customer_nobody_knows_is_named(widget: MessageEditor) -> None:
    ask(widget, template=SMS, customer_id="C555")
    assert "there is no customer called 'C555'" in widget.live["preview"]["fault"]


def test_a_test_goes_out_and_says_where_it_went(wb: Workbench, widget: MessageEditor) -> None:
    ask(widget, template=EMAIL, customer_id="C55")
    order(widget, "test", to="me@example.com")
    assert (widget.said, widget.error) == ("unsaved, e-mail, me@example.com: handed over", "")
    [letter] = (wb.folder / "mailbox" / "email").rglob("*.eml")
    assert b"me@example.com" in letter.read_bytes()


@pytest.mark.parametrize(
    ("to", "why"),
    [("me@", "is no e-mail address"), ("", "is no e-mail address"), ("+79000000000", "no template for the media")],
)
def test_why_a_test_does_not_go_out_is_said(widget: MessageEditor, to: str, why: str) -> None:
    ask(widget, template=EMAIL)
    order(widget, "test", to=to)
    assert why in widget.error
    assert widget.said == ""


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_new_template_can_be_sent_as_it_is(lang: Any) -> None:
    with Renderer(Habits(lang)) as renderer:
        for medium, spec in starters(lang).items():
            assert check(Template.parse(medium, spec), renderer).message.text


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_new_template_has_nothing_to_be_mended(wb: Workbench, lang: Any) -> None:
    widget = MessageEditor(wb, lang=lang)
    for spec in starters(lang).values():
        ask(widget, template=spec)
        assert widget.live["findings"] == []
    widget.close()


def test_every_medium_has_its_fields_and_every_filter_its_help() -> None:
    assert set(forms("ru")) == set(KINDS)
    for medium, kind in KINDS.items():
        assert [f["name"] for f in forms("en")[medium]["fields"]] == [
            name for name, field in kind.model_fields.items() if name != "medium" and not field.exclude
        ]
    told = " ".join(f"{example} {en}" for example, en, _ in FILTERS)
    assert [
        name
        for name in Filters(Habits()).by_name()
        if name not in told.replace("(", " ").replace("|", " ").replace(",", " ").split()
    ] == []


def test_every_variable_is_offered_and_what_is_inserted_for_it_can_be_filled_in() -> None:
    offered = variables("en", Habits())
    assert [one["path"] for one in offered] == list(catalogue())
    with Renderer() as renderer:
        for one in offered:
            assert check(Template.parse("one", {"medium": "sms", "text": one["insert"] + "."}), renderer), one


def test_what_would_keep_a_message_back_is_told_apart_from_advice(widget: MessageEditor) -> None:
    html = "<p>Dear {{ client.first_name }}</p><a href='http://shop.example'>shop</a>"
    ask(widget, template={"medium": "email", "subject": "For you", "html": html})
    found = {(finding["level"], finding["part"]) for finding in widget.live["findings"]}
    assert found == {("fault", "html"), ("advice", "preheader")}
