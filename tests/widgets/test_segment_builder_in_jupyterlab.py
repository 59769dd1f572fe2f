"""The segment builder as an analyst meets it: in JupyterLab, by mouse and by keyboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.widgets.conftest import OpenLab
from tests.widgets.lab import Lab

START = """\
import smartcom_kernel as sc
from widgets.segment_builder import SegmentBuilder

wb = sc.open()
w = SegmentBuilder(wb)
w"""
ANOTHER = 'SegmentBuilder(wb, name="another", lang="ru")'
FIRST = ".jp-CodeCell >> nth=0 >> .smartcom"
FOUND = "[w.spec, w.spec and wb.segments.count(w.spec)]"
REVENUE = {"kind": "metric", "name": "revenue", "is": {"gte": 1500}}
IN_LATE = {"kind": "in_segment", "name": "late"}
NESTED = {"kind": "all", "of": [IN_LATE, {"kind": "any", "of": [REVENUE]}]}
SOME = {**REVENUE, "is": {"gte": 600}}
GROUPS = {"kind": "all", "of": [{"kind": "any", "of": [IN_LATE, REVENUE]}, {"kind": "any", "of": [SOME]}]}
CODES = {"kind": "attribute", "name": "custom.tier", "is": {"in": ["A7"]}}
BUYS = {"kind": "did", "what": {"kind": "receipts", "where": {"total": {"gte": 300}}}, "count": {"gte": 3}}


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab) -> Lab:
    """A notebook of two builders, an English and a Russian one, and a free cell at its end."""
    return open_lab(
        START, ANOTHER, "", ready=".smartcom-builder >> nth=1",
        segments={"nested": NESTED, "groups": GROUPS, "codes": CODES},
    )  # fmt: skip


@pytest.fixture
def first(lab: Lab) -> Any:
    """The first builder with nothing in it."""
    widget = lab.page.locator(FIRST)
    if widget.get_by_role("button", name="Start over").is_enabled():
        widget.get_by_role("button", name="Start over").click()
    widget.get_by_text("Who shall be in the segment?").wait_for()
    return widget


def add(widget: Any, search: str, offer: str) -> None:
    if widget.get_by_role("button", name="Add a condition").count():
        widget.get_by_role("button", name="Add a condition").click()
    widget.get_by_role("combobox", name="Search conditions").fill(search)
    widget.get_by_role("option", name=offer, exact=True).first.click()


def test_what_is_built_by_clicking_and_typing_is_what_python_counts_in_the_next_cell(lab: Lab, first: Any) -> None:
    add(first, "purchases", "receipts")
    first.get_by_label("Further fields of action").select_option("how many")
    first.get_by_label("how many: comparison").select_option("is at least …")
    first.get_by_label("how many: value").fill("3")
    first.get_by_text("15 customers").wait_for()
    first.get_by_label("Add a filter").select_option("total")
    first.get_by_label("total: comparison").select_option("is at least …")
    first.get_by_label("total: value").fill("300")
    first.get_by_text("9 customers").wait_for()
    assert lab.run(FOUND) == [BUYS, 9]
    add(first, "metrics", "revenue")
    first.get_by_label("revenue: value").fill("1500")
    first.get_by_role("button", name="Put “not” before it: revenue").click()
    first.get_by_text("3 customers").wait_for()
    assert lab.run(FOUND) == [{"kind": "all", "of": [BUYS, {"kind": "not", "of": REVENUE}]}, 3]
    first.get_by_role("button", name="Undo").click()
    first.get_by_text("6 customers").wait_for()
    first.get_by_role("tab", name="Customers").click()
    first.get_by_role("button", name="Why is C55 in?").click()
    first.locator(".smartcom-why li li", has_text="✓ revenue is at least 1,500 [2,527.5]").wait_for()


def test_the_keyboard_alone_builds_mends_and_saves_and_the_notebook_hears_nothing(lab: Lab, first: Any) -> None:
    keys = lab.page.keyboard
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    first.get_by_role("button", name="Start over").evaluate(
        "button => button.parentElement.querySelector('select').focus()"
    )
    keys.press("Tab")
    for typed in ("segments", "ArrowDown", "ArrowUp", "Enter"):
        keys.press(typed) if typed[0].isupper() else keys.type(typed)
    first.get_by_text("1 place to complete or mend").wait_for()
    keys.type("abdd")
    first.get_by_text("there is no segment called 'abdd'").wait_for()
    assert lab.page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    for _ in "abdd":
        keys.press("Backspace")
    keys.type("late")
    first.get_by_text("15 customers").wait_for()
    keys.press("Tab")
    keys.press("Enter")
    keys.type("attributes")
    keys.press("Escape")
    keys.press("Enter")
    keys.type("customer id")
    keys.press("Enter")
    keys.type("C55")
    first.get_by_text("1 customer", exact=False).wait_for()
    first.get_by_label("Name: a–z").focus()
    keys.type("abdd7x")
    keys.press("Enter")
    first.get_by_text("Saved as the segment “abdd7x”").wait_for()
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    own = {"kind": "attribute", "name": "customer_id", "is": {"eq": "C55"}}
    built = {"kind": "all", "of": [IN_LATE, own]}
    assert lab.run('[w.spec, wb.segments["abdd7x"].condition.to_data()]') == [built, built]


def tab_to(lab: Lab, label: str, key: str = "Tab") -> None:
    """Press a key until the focus is on what is called so."""
    called = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    for _ in range(40):
        lab.page.keyboard.press(key)
        if lab.page.evaluate(called) == label:
            return
    raise AssertionError(f"{label!r} is not reached by {key}")


def test_the_keyboard_alone_finds_a_product_by_its_name_and_joins_two_conditions_in_a_group(
    lab: Lab, first: Any
) -> None:
    keys = lab.page.keyboard
    first.get_by_role("combobox", name="Search conditions").focus()
    keys.type("bought")
    keys.press("Enter")
    keys.press("p")
    tab_to(lab, "product: another value", "Shift+Tab")
    keys.type("beans")
    first.get_by_role("option", name="Ethiopian beans").wait_for()
    first.get_by_text("nothing has this id").wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    first.locator(".smartcom-called", has_text="Ethiopian beans").wait_for()
    tab_to(lab, "+ Add a condition")
    keys.press("Enter")
    keys.type("revenue")
    keys.press("Enter")
    keys.type("1500")
    tab_to(lab, "Put into a group: revenue", "Shift+Tab")
    keys.press("Enter")
    for _ in ("its own group", "the group of both"):
        tab_to(lab, "how these are joined", "Shift+Tab")
    keys.type("any")
    first.get_by_text("6 customers").wait_for()
    built = {"kind": "any", "of": [{"kind": "purchased", "product": "p7"}, {"kind": "all", "of": [REVENUE]}]}
    assert lab.run(FOUND) == [built, 6]


def drag(lab: Lab, handle: Any, target: Any) -> None:
    """As a hand does it: seize, pull a little, go there, let go."""
    handle.scroll_into_view_if_needed()
    for place, press in ((handle, lab.page.mouse.down), (target, lab.page.mouse.up)):
        box = place.bounding_box()
        lab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        press()
        lab.page.mouse.move(box["x"] + box["width"] / 2 + 9, box["y"] + box["height"] / 2, steps=3)


@pytest.mark.parametrize("target", ["below a condition", "at the end", "at the top"])
def test_a_condition_that_is_dragged_into_another_group_is_asked_there(lab: Lab, first: Any, target: str) -> None:
    first.get_by_label("Open a saved segment").select_option("nested")
    first.get_by_text("6 customers").wait_for()
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    group = first.get_by_role("group", name="any of these")
    below = {
        "below a condition": group.get_by_role("group", name="revenue").first,
        "at the end": group.get_by_role("button", name="Add a condition"),
        "at the top": group.get_by_role("combobox", name="how these are joined"),
    }
    drag(lab, first.get_by_role("group", name="saved segment").locator(".smartcom-drag"), below[target])
    first.get_by_text("15 customers").wait_for()
    lab.page.keyboard.type("abdd")
    inside = [IN_LATE, REVENUE] if target == "at the top" else [REVENUE, IN_LATE]
    assert lab.run(FOUND) == [{"kind": "all", "of": [{"kind": "any", "of": inside}]}, 15]
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    first.get_by_role("button", name="Undo").click()
    first.get_by_text("6 customers").wait_for()
    assert lab.run(FOUND) == [NESTED, 6]


def test_between_two_groups_is_a_place_to_drop(lab: Lab, first: Any) -> None:
    first.get_by_label("Open a saved segment").select_option("groups")
    first.get_by_text("12 customers").wait_for()
    between = first.locator(".ruleGroup + .betweenRules:has(+ .ruleGroup)")
    drag(lab, first.get_by_role("group", name="saved segment").locator(".smartcom-drag"), between)
    first.get_by_text("6 customers").wait_for()
    much, some = ({"kind": "any", "of": [one]} for one in (REVENUE, SOME))
    assert lab.run("w.spec") == {"kind": "all", "of": [much, IN_LATE, some]}


def test_a_field_that_a_group_does_not_have_is_told_at_the_group(lab: Lab) -> None:
    odd = {**NESTED, "off": 1}
    lab.run(
        f"[setattr(odd := SegmentBuilder(wb, name='odd'), 'asked', {{'spec': {odd}, 'revision': 0}}), display(odd)]"
    )
    shown = lab.page.locator(".jp-CodeCell").last.get_by_role("group", name="all of these")
    shown.locator("> .smartcom-fault").wait_for()
    assert shown.locator("> .smartcom-fault").inner_text() == "is not a field here; did you mean 'of'?"


def test_a_condition_that_is_duplicated_is_changed_by_itself(lab: Lab, first: Any) -> None:
    add(first, "metrics", "revenue")
    first.get_by_label("revenue: value").fill("1500")
    first.get_by_role("button", name="Duplicate: revenue").click()
    first.get_by_label("revenue: value").nth(1).wait_for()
    lab.page.keyboard.press("Control+A")
    lab.page.keyboard.type("2000")
    first.get_by_text("3 customers").wait_for()
    more = {**REVENUE, "is": {"gte": 2000}}
    assert lab.run(FOUND) == [{"kind": "all", "of": [REVENUE, more]}, 3]


def test_the_keyboard_moves_a_condition_down_and_into_a_group_each_time_a_step(lab: Lab, first: Any) -> None:
    keys = lab.page.keyboard
    first.get_by_label("Open a saved segment").select_option("nested")
    first.get_by_text("6 customers").wait_for()
    first.get_by_role("button", name="Move saved segment down").focus()
    keys.press("Enter")
    first.get_by_text("15 customers").wait_for()
    keys.press("Enter")
    keys.press("Enter")
    first.get_by_text("6 customers").wait_for()
    assert lab.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move saved segment down"
    assert lab.run("w.spec") == {"kind": "all", "of": [{"kind": "any", "of": [REVENUE]}, IN_LATE]}
    first.get_by_role("button", name="Undo").click()
    first.get_by_text("15 customers").wait_for()
    assert lab.run("w.spec") == {"kind": "all", "of": [{"kind": "any", "of": [REVENUE, IN_LATE]}]}


def test_the_focus_goes_on_where_the_work_does(lab: Lab, first: Any) -> None:
    keys = lab.page.keyboard
    focused = "document.activeElement.getAttribute('aria-label')"
    first.get_by_label("Open a saved segment").select_option("nested")
    for button, next_ in {
        "Put “not” before it: saved segment": "segment",
        "Keep what it holds: not": "segment",
        "Put into a group: saved segment": "segment",
        "Duplicate: saved segment": "segment",
        "Move revenue up": "Move revenue up",
        "Remove revenue": "Remove any of these",
        "Remove any of these": "Remove all of these",
    }.items():
        first.get_by_role("button", name=button).last.focus()
        keys.press("Enter")
        lab.page.wait_for_function(f"label => {focused} === label", arg=next_)
    first.locator("[data-stale=false]", has_text="15 customers").wait_for()
    assert lab.run("w.spec") == {"kind": "all", "of": [{"kind": "all", "of": [IN_LATE, IN_LATE]}]}
    first.get_by_role("button", name="Remove all of these").first.focus()
    keys.press("Enter")
    lab.page.wait_for_function(f"{focused} === 'Search conditions'")


def test_values_are_offered_and_what_is_wrong_stands_beside_its_field(lab: Lab, first: Any) -> None:
    add(first, "tags and", "saved segment")
    first.get_by_role("combobox", name="segment", exact=True).fill("lat")
    first.locator(".smartcom-suggesting").get_by_role("option", name="late").click()
    first.get_by_text("15 customers").wait_for()
    add(first, "metrics", "revenue")
    first.get_by_label("revenue: value").fill("much")
    first.get_by_text("must be a number, not 'much'").wait_for()
    described = first.get_by_label("revenue: value").get_attribute("aria-describedby")
    assert first.locator(f"[id='{described}']").inner_text() == "must be a number, not 'much'"
    assert first.get_by_text("1 place to complete or mend").is_visible()


def paste(lab: Lab, *lines: str) -> None:
    """Into what has the focus, as from a column of a spreadsheet."""
    lab.page.evaluate(
        """text => {
            const held = new DataTransfer();
            held.setData("text", text);
            const paste = { clipboardData: held, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        "\n".join(lines),
    )


def test_thousands_of_pasted_ids_stand_in_one_field(lab: Lab, first: Any) -> None:
    ids = [f"C{r}{f}" for r in (4, 5) for f in range(1, 6)] + [f"X{n}" for n in range(3_000)]
    add(first, "attributes", "customer id")
    first.get_by_label("customer id: comparison").select_option("is one of …")
    field = first.get_by_role("group", name="customer id: value").locator("input").first
    field.focus()
    paste(lab, *ids)
    first.get_by_text("3,010 values, one on each line").wait_for()
    first.locator("[data-stale=false]", has_text="10 customers").wait_for()
    keys = lab.page.keyboard
    for key in ("Enter", "Backspace", "Control+Home", "Delete"):
        keys.press(key)
    keys.type("C11;C12")
    first.locator("[data-stale=false]", has_text="9 customers").wait_for()
    for _ in ";C12":
        keys.press("Backspace")
    keys.type("\nC")
    first.locator("[data-stale=false]", has_text="11 customers").wait_for()
    assert lab.run("[len(w.spec['is']['in']), w.spec['is']['in'][:3]]") == [3_011, ["C11", "C41", "C42"]]
    keys.press("Control+Z")
    assert lab.run("len(w.spec['is']['in'])") > 3_000
    first.get_by_role("button", name="Start over").click()
    first.get_by_text("Who shall be in the segment?").wait_for()


def test_what_is_typed_beyond_many_values_stays_in_its_field_and_codes_stay_text(lab: Lab, first: Any) -> None:
    first.get_by_label("Open a saved segment").select_option("codes")
    fields = first.locator(".smartcom-values input")
    fields.first.focus()
    paste(lab, *(f"{n:05}" for n in range(1, 50)))
    fields.nth(50).focus()
    lab.page.keyboard.type("gold")
    first.locator("[data-stale=false]", has_text="1 customer").wait_for()
    assert lab.run("[w.spec['is']['in'][n] for n in (0, 1, 49, 50)]") == ["A7", "00001", "00049", "gold"]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious_in_either_theme(lab: Lab, first: Any, theme: str) -> None:
    """Of a tree with a fault, with its palette or suggestions open, and of an empty Russian builder."""
    add(first, "purchases", "receipts")
    first.get_by_label("Add a filter").select_option("total")
    add(first, "metrics", "RFM")
    first.get_by_role("button", name="Add a condition").click()
    lab.command("apputils:change-theme", theme=theme)
    lab.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    first.get_by_role("status").filter(has_text="to complete or mend").wait_for()
    assert lab.faults_by_axe(".smartcom") == []
    add(first, "tags and", "saved segment")
    first.locator(".smartcom-suggesting").get_by_role("option", name="late").wait_for()
    assert lab.faults_by_axe(".smartcom") == []


@pytest.mark.torture
def test_a_restarted_kernel_and_the_cell_run_again_show_the_same_work(lab: Lab, first: Any) -> None:
    add(first, "tags and", "saved segment")
    first.get_by_role("combobox", name="segment", exact=True).fill("late")
    first.get_by_text("15 customers").wait_for()
    first.get_by_role("combobox", name="segment", exact=True).blur()
    before = lab.run(f"[{FOUND}, __import__('os').getpid()]")
    lab.command("kernelmenu:restart-and-clear")
    lab.page.get_by_role("button", name="Confirm").click()
    lab.page.locator(FIRST).wait_for(state="detached")
    lab.page.locator(".jp-CodeCell").first.locator(".cm-content").press("Control+Enter")
    lab.page.locator(FIRST).get_by_text("15 customers").wait_for()
    after = lab.run(f"[{FOUND}, __import__('os').getpid()]")
    assert before[0] == after[0] == [IN_LATE, 15]
    assert before[1] != after[1]
    lab.page.locator(FIRST).get_by_role("button", name="Undo").click()
    lab.page.locator(FIRST).get_by_text("1 place to complete or mend").wait_for()
    assert lab.run("w.spec") == {"kind": "in_segment"}


def test_the_page_complains_of_nothing_and_asks_this_machine_only(lab: Lab) -> None:
    hosts = {urlsplit(url).hostname for url in lab.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert lab.complaints == []
