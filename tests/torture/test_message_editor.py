"""The message editor as a marketer meets it in JupyterLab, and e-mails that mean harm to whoever looks at them."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jinja2 import Environment, TemplateSyntaxError

from smartcom_kernel.templates.frame import frame
from smartcom_kernel.templates.mjml_source import html_of
from smartcom_kernel.templates.plain_text import plain_text_of
from tests.widgets.conftest import OpenLab, lab_address, open_lab, stocked  # noqa: F401 -- fixtures
from tests.widgets.lab import Lab
from tests.widgets.test_visual_editor import tags
from tests.widgets.visual_editor import VisualEditor

pytestmark = pytest.mark.torture
START = """\
import smartcom_kernel as sc
from widgets.message_editor import MessageEditor

wb = sc.open()
w = MessageEditor(wb)
w"""
RUSSIAN = 'MessageEditor(wb, name="ru", lang="ru")'
HARM = "top.harmed = true; parent.postMessage('harm', '*'); alert(1)"
PAYLOADS = [
    f"<script>{HARM}</script>",
    f'<img src="data:," onerror="{HARM}">',
    f'<svg onload="{HARM}"><animate onbegin="{HARM}" attributeName="x" dur="1s"></svg>',
    f'<details open ontoggle="{HARM}">x</details>',
    f'<body onload="{HARM}" onpageshow="{HARM}">',
    f'<iframe srcdoc="&lt;script&gt;{HARM}&lt;/script&gt;"></iframe>',
    f'<iframe src="javascript:{HARM}"></iframe><object data="javascript:{HARM}"></object>',
    f'<embed src="javascript:{HARM}"><b onmouseover="{HARM}" style="position:fixed;inset:0">x</b>',
    f'<meta http-equiv="refresh" content="0;url=javascript:{HARM}">',
    '<meta http-equiv="refresh" content="0;url=https://x.example">',
    f'<base href="javascript:{HARM}//"><a id="a" href="x" autofocus onfocus="{HARM}">x</a>',
    f'<form action="javascript:{HARM}"><input autofocus onfocus="{HARM}"><button>x</button></form>',
    f'<style>* {{ animation: x 1s }} @keyframes x {{ }}</style><b onanimationstart="{HARM}">x</b>',
    f'</iframe></textarea></style></title></noscript><script>{HARM}</script>',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={escape(HARM)}&gt;">',
    f'<link rel="stylesheet" href="//x.example/x.css"><video><source onerror="{HARM}"></video>',
]  # fmt: skip
MANY = """\
<mjml><mj-body>
<mj-wrapper padding="0"><mj-section><mj-group>
<mj-column width="50%"><mj-text>a {{ shop.name }}</mj-text></mj-column>
<mj-column width="50%"><mj-spacer height="10px" /></mj-column>
</mj-group></mj-section></mj-wrapper>
<mj-hero mode="fluid-height" background-color="#fff"><mj-text>{{ client.city }}</mj-text></mj-hero>
<mj-section><mj-column>
<mj-social mode="horizontal">
<mj-social-element name="vk" href="https://vk.com/{{ shop.name }}">VK</mj-social-element>
</mj-social>
<mj-accordion><mj-accordion-element>
<mj-accordion-title>t</mj-accordion-title><mj-accordion-text>{{ client.city }}</mj-accordion-text>
</mj-accordion-element></mj-accordion>
<mj-navbar><mj-navbar-link href="https://shop.example/{{ client.city }}">Sale</mj-navbar-link></mj-navbar>
<mj-text>The end.</mj-text>
</mj-column></mj-section>
</mj-body></mjml>"""


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab) -> Lab:  # noqa: F811
    """A notebook of two editors, an English and a Russian one, and a free cell at its end."""
    return open_lab(START, RUSSIAN, "", ready=".smartcom-message >> nth=1")


@pytest.fixture
def editor(lab: Lab) -> Any:
    return lab.page.locator(".jp-CodeCell >> nth=0 >> .smartcom")


def test_an_e_mail_is_written_in_both_views_shown_saved_and_tried(lab: Lab, editor: Any) -> None:
    """What is written in one view is in the other, and in the next cell."""
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    editor.get_by_text("Begin with a new message").wait_for()
    editor.get_by_role("button", name="e-mail", exact=True).press("Enter")
    editor.get_by_text("Nothing to mend.").wait_for()
    editor.get_by_role("tab", name="Side by side").click()
    visual = editor.frame_locator("iframe[title='Visual']").frame_locator("#editor iframe.gjs-frame")
    visual.get_by_text("Here is what is new").dblclick()
    lab.page.keyboard.press("ControlOrMeta+End")
    lab.page.keyboard.type(" abddx")
    subject = editor.get_by_label("Subject")
    subject.focus()
    lab.page.wait_for_function("document.querySelector('.smartcom-source textarea').value.includes('shop. abddx')")
    source = editor.get_by_label("E-mail as MJML")
    source.fill(source.input_value().replace("To the shop", "Into the shop"))
    visual.get_by_text("Into the shop").wait_for()
    subject.fill("For ")
    subject.press("End")
    editor.locator(".smartcom-variables > summary").click()
    editor.get_by_role("searchbox", name="Search variables").fill("first name")
    editor.get_by_role("button", name="client.first_name").click()
    assert subject.input_value() == "For {{ client.first_name }}"
    assert subject.evaluate("field => field === document.activeElement")
    editor.get_by_role("searchbox", name="Another customer").fill("анна")
    editor.get_by_role("button", name="C55").click()
    editor.locator(".smartcom-inbox", has_text="For Анна").wait_for()
    sheet = editor.frame_locator(".smartcom-sheet iframe")
    sheet.get_by_text("Here is what is new in the shop. abddx").wait_for()
    for screen, width in {"Tablet": 768, "Phone": 375, "Desktop": 1280}.items():
        editor.get_by_role("tab", name=screen).click()
        editor.locator(f".smartcom-sheet iframe[style*='width: {width}px']").wait_for()
    editor.get_by_label("Name: a–z, 0–9, - and _").fill("spring")
    editor.get_by_label("Name: a–z, 0–9, - and _").press("Enter")
    editor.get_by_text("Saved as templates/spring.yml.").wait_for()
    editor.locator("[data-saved=true]").wait_for()
    editor.get_by_label("To", exact=True).fill("me@example.com")
    editor.get_by_role("button", name="Send a test").click()
    editor.get_by_text("spring, e-mail, me@example.com: handed over").wait_for()
    assert lab.run("wb.templates['spring'].to_data() == w.template")
    assert lab.run("'shop. abddx' in w.template['mjml'] and 'Into the shop' in w.template['mjml']")
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_faults_stand_at_their_field_and_are_undone(lab: Lab, editor: Any) -> None:
    editor.get_by_role("button", name="SMS", exact=True).press("Enter")
    text = editor.get_by_label("Text", exact=True)
    before = text.input_value()
    text.fill("{{ client.frist_name }}")
    editor.locator(".smartcom-fault", has_text="did you mean client.first_name?").wait_for()
    assert text.get_attribute("aria-invalid") == "true"
    editor.get_by_role("button", name="Undo").click()
    editor.get_by_text("1 part, ").wait_for()
    assert text.input_value() == before
    assert lab.run("w.template")["text"] == before


def test_a_push_is_a_card(editor: Any) -> None:
    editor.get_by_role("button", name="push", exact=True).press("Enter")
    editor.get_by_label("What a tap opens").fill("app://sale")
    editor.locator(".smartcom-card b", has_text="Corner shop").wait_for()
    editor.get_by_text("A tap opens app://sale").wait_for()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious_in_either_theme(lab: Lab, editor: Any, theme: str) -> None:
    lab.command("apputils:change-theme", theme=theme)
    lab.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    russian = lab.page.locator(".jp-CodeCell >> nth=1 >> .smartcom")
    russian.get_by_role("button", name="e-mail", exact=True).press("Enter")
    russian.get_by_text("Исправлять нечего.").wait_for()
    if not russian.get_by_role("searchbox", name="Поиск переменных").is_visible():
        russian.locator(".smartcom-variables > summary").click()
    editor.get_by_role("button", name="SMS", exact=True).press("Enter")
    editor.get_by_label("Text", exact=True).fill("{{ nobody }}")
    editor.locator(".smartcom-fault").first.wait_for()
    assert lab.faults_by_axe(".smartcom-message") == []


def test_the_page_complains_of_nothing_and_asks_this_machine_only(lab: Lab) -> None:
    hosts = {urlsplit(url).hostname for url in lab.requests if not url.startswith(("data:", "blob:", "about:"))}
    assert hosts == {"127.0.0.1"}
    assert lab.complaints == []


@pytest.fixture
def payloads(corpora: Path) -> list[str]:
    naughty = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    return [*PAYLOADS, *(text for text in naughty if "<" in text)]


class Watched:
    """A page that notices when something in it runs or is fetched."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_context().new_page()
        self.fetched: list[str] = []
        self.ran: list[str] = []
        self.page.on("dialog", self._hear)
        self.page.on("request", lambda request: self.fetched.append(request.url))
        self.page.add_init_script(
            "addEventListener('message', ({ data }) => { if (data === 'harm') window.harmed = true })"
        )

    def _hear(self, dialog: Any) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def harmed(self) -> list[Any]:
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(300)  # nothing is to happen: it needs its time not to
        return [*self.ran, *(f.url for f in self.page.frames if f.evaluate("window.harmed ?? false"))]


def test_an_e_mail_that_means_harm_runs_in_no_preview(browser: Any, payloads: list[str]) -> None:
    watched = Watched(browser)
    frames = "".join(frame(text, title="x", width=50, height=50, images=False) for text in payloads)
    watched.page.set_content(f"<!doctype html>{frames}", timeout=120_000)
    assert len(payloads) > 60
    assert watched.harmed() == []
    assert [url for url in watched.fetched if url.startswith(("http", "ws"))] == []
    watched.page.context.close()


def test_without_the_frame_it_would(browser: Any) -> None:
    """Else the test above would prove nothing."""
    watched = Watched(browser)
    watched.page.set_content(f"<!doctype html>{''.join(PAYLOADS[1:4])}")
    assert watched.harmed() != []
    watched.page.context.close()


def test_an_e_mail_that_means_harm_runs_in_no_visual_editor(browser: Any, payloads: list[str]) -> None:
    watched = Watched(browser)
    editor = VisualEditor(watched.page)
    for text in payloads:
        address = escape(text)
        editor.show(
            f'<mjml><mj-body><mj-section><mj-column><mj-text>{text}</mj-text><mj-raw>{text}</mj-raw>'
            f'<mj-button href="javascript:{HARM}" onclick="{address}">{text}</mj-button><mj-image src="{address}"/>'
            "</mj-column></mj-section></mj-body></mjml>"
        )  # fmt: skip
    assert watched.harmed() == []
    watched.page.context.close()


def test_what_gets_past_the_visual_editor_is_stopped_by_the_policy_of_its_frame(browser: Any) -> None:
    watched = Watched(browser)
    editor = VisualEditor(watched.page)
    assert editor.show(MANY) == "shown"
    put_in = "(body, html) => body.insertAdjacentHTML('beforeend', html)"
    editor.canvas.locator("body").evaluate(put_in, "".join(PAYLOADS[1:4]))
    editor.canvas.locator("details").wait_for(state="attached")
    assert watched.harmed() == []
    watched.page.context.close()


def test_every_element_of_mjml_comes_back_from_the_visual_editor(browser: Any) -> None:
    page = browser.new_context().new_page()
    editor = VisualEditor(page)
    assert editor.show(MANY) == "shown"
    made = editor.type_into("The end.", " Bye.")
    assert plain_text_of(html_of(made)) == plain_text_of(html_of(MANY)).replace("The end.", "The end. Bye.")
    page.context.close()


def between(source: str) -> list[str]:
    """What stands outside of tags."""
    return [text for _, sort, text in Environment().lex(source) if sort == "data"]


def lexes(source: str) -> bool:
    try:
        return bool(tags(source))
    except TemplateSyntaxError:
        return False


def test_whatever_stands_in_a_tag_survives_the_visual_editor(browser: Any, corpora: Path) -> None:
    """Tags that people write to break out of templates are the strangest there are."""
    lines = (corpora / "templates" / "ssti.fuzz").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if lexes(line) and not set("<>&") & set("".join(between(line)))]
    assert len(found) > 30
    texts = "".join(f"<mj-text>{line}</mj-text>\n" for line in found)
    column = f"<mj-column>{texts}<mj-text>The end.</mj-text></mj-column>"
    source = f"<mjml><mj-body><mj-section>{column}</mj-section></mj-body></mjml>"
    page = browser.new_context().new_page()
    editor = VisualEditor(page)
    assert editor.show(source) == "shown"
    made = editor.type_into("The end.", " Bye.")
    assert tags(made) == tags(source)
    page.context.close()
