"""The RFM matrix as an analyst meets it: in JupyterLab, by mouse and by keyboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest

from tests.widgets.conftest import OpenLab
from tests.widgets.lab import Lab
from widgets.widget import BUNDLES

START = """\
import smartcom_kernel as sc
from widgets.rfm_matrix import RFMMatrix

wb = sc.open()
w = RFMMatrix(wb)
w"""
ANOTHER = 'RFMMatrix(wb, name="another", lang="ru")'
FIRST = ".jp-CodeCell >> nth=0 >> .smartcom"
FOUND = "[w.spec, w.spec and wb.segments.count(w.spec)]"


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab) -> Lab:
    """A notebook of two widgets, an English and a Russian one, and a free cell at its end."""
    return open_lab(START, ANOTHER, "", ready=".smartcom [role=grid] >> nth=1")


@pytest.fixture
def first(lab: Lab) -> Any:
    """The first widget with the first tab open and nothing chosen."""
    widget = lab.page.locator(FIRST)
    widget.get_by_role("tab", name="R × F").click()
    if widget.locator("[aria-selected=true][role=gridcell]").count():
        widget.get_by_role("button", name="Clear the choice").click()
    widget.get_by_text("Choose cells").wait_for()
    return widget


def cell(widget: Any, name: str) -> Any:
    return widget.locator(f"[role=gridcell][aria-label^='{name}']")


def test_what_is_clicked_is_what_python_counts_in_the_next_cell(lab: Lab, first: Any) -> None:
    cell(first, "R2 F3").click()
    cell(first, "R2 F4").click()
    cell(first, "R5 F5").click()
    first.get_by_text("3 customers").wait_for()
    block = [{"kind": "rfm", "r": 2, "f": [3, 4]}, {"kind": "rfm", "r": 5, "f": 5}]
    assert lab.run(FOUND) == [{"kind": "any", "of": block}, 3]
    assert first.locator("tbody th[scope=row]").all_inner_texts()[-3:] == ["C55", "C24", "C23"]


def test_the_keyboard_alone_chooses_saves_and_changes_tabs(lab: Lab, first: Any) -> None:
    """The cells are reached from the tabs; what is typed stays in the widget, and shortcuts of the notebook rest."""
    press = lab.page.keyboard.press
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    first.get_by_role("tab", name="R × F").focus()
    for key in ("Tab", *["ArrowLeft"] * 4, *["ArrowDown"] * 4, "Space", "ArrowRight", "ArrowUp", "Enter"):
        press(key)
    assert first.locator("[role=gridcell][aria-selected=true]").count() == 2
    first.get_by_text("2 customers").wait_for()
    for key in ("Tab", "Tab", "Tab", *"abdd7x", "Enter"):
        press(key)
    first.get_by_text("Saved as the segment “abdd7x”: is in RFM cell").wait_for()
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    chosen = [{"kind": "rfm", "r": 1, "f": 1}, {"kind": "rfm", "r": 2, "f": 2}]
    assert lab.run('[w.spec, wb.segments["abdd7x"].condition.to_data()]') == [{"kind": "any", "of": chosen}] * 2
    first.get_by_role("tab", name="R × F").focus()
    press("ArrowRight")
    assert first.get_by_role("tabpanel").locator("thead th").first.inner_text().startswith("M1")


def test_a_fault_is_read_where_it_happened(first: Any) -> None:
    cell(first, "R1 F1").click()
    first.get_by_label("Name of the segment").fill("Лучшие")
    first.get_by_role("button", name="Save as segment").click()
    first.get_by_role("alert").wait_for()
    assert first.get_by_role("alert").inner_text().startswith("Name of the segment: does not fit")


def test_an_export_by_clicking_leaves_the_file_where_it_says(lab: Lab, first: Any) -> None:
    cell(first, "R5 F5").click()
    cell(first, "R5 F4").click()
    first.get_by_text("2 customers").wait_for()
    first.get_by_role("tab", name="Export").click()
    first.get_by_label("File").fill("best.csv")
    first.get_by_role("button", name="Export").click()
    first.get_by_text("2 customers with 6 columns exported to exports/best.csv").wait_for()
    rows = (lab.file.parent / "exports" / "best.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ['"customer_id"', '"C54"', '"C55"']


def test_points_are_given_after_a_second_word_and_the_keyboard_keeps_its_place(lab: Lab, first: Any) -> None:
    """What is asked lapses with what was filled in; Escape leads back to the button that asked."""
    cell(first, "R5 F5").click()
    cell(first, "R5 F4").click()
    first.get_by_text("2 customers").wait_for()
    first.get_by_role("tab", name="Accrue points").click()
    for label, text in (("Points each", "70"), ("What for", "by hand")):
        first.get_by_label(label).fill(text)
    give = first.get_by_role("tabpanel").last.locator("button[type=submit]")
    give.click()
    question = first.get_by_role("alertdialog", name="Accrue points")
    question.get_by_text("Accrue 70 points each for “by hand” to 2 customers?").wait_for()
    assert question.get_by_role("button", name="Cancel").evaluate("button => button === document.activeElement")
    assert lab.faults_by_axe(".smartcom") == []
    lab.page.keyboard.press("Escape")
    question.wait_for(state="detached")
    assert give.evaluate("button => button === document.activeElement")
    give.click()
    question.wait_for()
    first.get_by_label("Points each").fill("700")
    question.wait_for(state="detached")
    give.click()
    question.get_by_role("button", name="Accrue points").click()
    first.get_by_text("“by hand”: 700 points each for 2 customers.").wait_for()
    assert give.evaluate("button => button === document.activeElement")
    assert lab.run('wb.points.given().query("occasion == \'by hand\'")["customers"].tolist()') == [2]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious_in_either_theme(lab: Lab, first: Any, theme: str) -> None:
    """Contrast among it, of chosen cells and of a fault too."""
    cell(first, "R2 F3").click()
    first.get_by_label("Name of the segment").fill("Лучшие")
    first.get_by_role("button", name="Save as segment").click()
    first.get_by_role("alert").wait_for()
    lab.command("apputils:change-theme", theme=theme)
    lab.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    assert lab.faults_by_axe(".smartcom") == []


def test_a_saved_notebook_holds_its_widgets_without_their_state(lab: Lab) -> None:
    lab.command("docmanager:save")
    lab.page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    saved = nbformat.read(lab.file, as_version=4)
    assert len([c for c in saved.cells if any("widget-view" in str(o) for o in c.outputs)]) == 2
    assert "widgets" not in saved.metadata
    assert lab.file.stat().st_size < 20_000 < (BUNDLES / "rfm_matrix.js").stat().st_size


@pytest.mark.torture
def test_a_restarted_kernel_and_the_cell_run_again_show_the_same_choice(lab: Lab, first: Any) -> None:
    cell(first, "R4 F2").click()
    first.get_by_text("1 customer", exact=False).wait_for()
    before = lab.run(f"[{FOUND}, __import__('os').getpid()]")
    lab.command("kernelmenu:restart-and-clear")
    lab.page.get_by_role("button", name="Confirm").click()
    lab.page.locator(FIRST).wait_for(state="detached")
    lab.page.locator(".jp-CodeCell").first.locator(".cm-content").press("Control+Enter")
    cell(lab.page.locator(FIRST), "R4 F2").wait_for()
    assert cell(lab.page.locator(FIRST), "R4 F2").get_attribute("aria-selected") == "true"
    after = lab.run(f"[{FOUND}, __import__('os').getpid()]")
    assert before[0] == after[0] == [{"kind": "rfm", "r": 4, "f": 2}, 1]
    assert before[1] != after[1]


def test_the_page_complains_of_nothing_and_asks_this_machine_only(lab: Lab) -> None:
    hosts = {urlsplit(url).hostname for url in lab.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert lab.complaints == []
