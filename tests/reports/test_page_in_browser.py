"""The page as a reader meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.reports.pages import page


@dataclass
class Opened:
    """A page in the browser, and all it asked for and complained of."""

    tab: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def note_dialog(self, dialog: Any) -> None:
        """Remember what a dialog said, and close it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(), encoding="utf-8")
    return path


def open_page(browser: Any, path: Path, **options: Any) -> Opened:
    """Open a file and wait until it is drawn, or at least loaded where scripts are off."""
    tab = browser.new_context(**options).new_page()
    opened = Opened(tab)
    tab.on("request", lambda request: opened.requests.append(request.url))
    tab.on("console", lambda said: opened.complaints.append(f"{said.type}: {said.text}"))
    tab.on("pageerror", lambda error: opened.complaints.append(str(error)))
    tab.on("dialog", opened.note_dialog)
    tab.goto(path.as_uri())
    if options.get("java_script_enabled", True):
        tab.wait_for_selector("body[data-state=drawn]", timeout=20_000)
    return opened


@pytest.fixture(scope="module")
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    """The page on a desk."""
    found = open_page(browser, file, viewport={"width": 1200, "height": 900})
    yield found
    found.tab.context.close()


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(opened: Opened, file: Path) -> None:
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []


def test_every_figure_is_drawn(opened: Opened) -> None:
    assert opened.tab.locator(".plot .main-svg .cartesianlayer").count() >= 4


def test_hostile_names_do_nothing_and_can_be_read(opened: Opened) -> None:
    assert opened.tab.evaluate("window.hacked") is None
    assert opened.dialogs == []
    assert "</script><script>window.hacked=1" in opened.tab.locator("h2#mailing").inner_text()
    assert any("</script>" in label for label in opened.tab.locator("#sizes .ytick").all_text_contents())


@pytest.mark.parametrize("config", ["sizes.config", "{}"])
def test_no_button_sends_the_figures_anywhere(opened: Opened, config: str) -> None:
    """Neither as the page draws them, nor where somebody shows a figure without the page's configuration."""
    titles = opened.tab.evaluate(
        f"""async () => {{
            const sizes = JSON.parse(document.querySelector('[data-target=sizes]').textContent);
            await Plotly.newPlot('sizes', sizes.data, sizes.layout, {config});
            return [...document.querySelectorAll('#sizes .modebar-btn')].map(b => b.dataset.title);
        }}"""
    )
    assert titles
    assert not [title for title in titles if "share" in title.lower()]


def test_tables_are_open_on_paper_and_closed_again_on_the_screen(opened: Opened) -> None:
    count = "document.querySelectorAll('details[open]').length"
    opened.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    on_paper = opened.tab.evaluate(count)
    opened.tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert (on_paper, opened.tab.evaluate(count)) == (4, 0)


def test_a_script_somebody_adds_does_not_run(browser: Any, file: Path, tmp_path: Path) -> None:
    tampered = tmp_path / "tampered.html"
    tampered.write_text(file.read_text().replace("<main>", "<main><script>window.hacked=1</script>"), encoding="utf-8")
    found = open_page(browser, tampered)
    assert found.tab.evaluate("window.hacked") is None
    assert any("Content Security Policy" in said for said in found.complaints)
    found.tab.context.close()


def test_on_a_phone_nothing_sticks_out(browser: Any, file: Path) -> None:
    found = open_page(browser, file, viewport={"width": 360, "height": 740}, is_mobile=True, color_scheme="dark")
    assert found.tab.evaluate("document.documentElement.scrollWidth") <= 360
    found.tab.context.close()


def test_without_scripts_the_numbers_are_there_and_the_page_says_so(browser: Any, file: Path) -> None:
    found = open_page(browser, file, java_script_enabled=False)
    assert found.tab.locator(".cannot-draw").first.is_visible()
    assert not found.tab.locator(".plot").first.is_visible()
    assert found.requests == [file.as_uri()]
    found.tab.context.close()
