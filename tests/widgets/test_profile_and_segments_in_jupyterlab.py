"""The profile of a customer and the list of segments in JupyterLab, by mouse and by keyboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.widgets.conftest import OpenLab
from tests.widgets.lab import Lab

START = """\
import smartcom_kernel as sc
from widgets.customer_profile import CustomerProfile
from widgets.segment_list import SegmentList

wb = sc.open()
w = CustomerProfile(wb)
w"""
LIST = "s = SegmentList(wb)\ns"
RUSSIAN = 'CustomerProfile(wb, "C55", name="ru", lang="ru")'
FAULTY = {"kind": "score", "model": "nobody_made_it", "is": {"gte": 0.5}}


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab) -> Lab:
    """A notebook of a profile, a list and a Russian profile, and a free cell at its end."""
    segments = {"often": {"kind": "rfm", "f": [4, 5]}, "faulty": FAULTY}
    return open_lab(START, LIST, RUSSIAN, "", ready=".smartcom-profile article", segments=segments)


@pytest.fixture
def profile(lab: Lab) -> Any:
    return lab.page.locator(".jp-CodeCell >> nth=0 >> .smartcom")


@pytest.fixture
def segments(lab: Lab) -> Any:
    """The list with nothing chosen."""
    widget = lab.page.locator(".jp-CodeCell >> nth=1 >> .smartcom")
    if widget.get_by_role("button", name="Clear the choice").count():
        widget.get_by_role("button", name="Clear the choice").click()
    widget.get_by_text("Choose segments to see them").wait_for()
    return widget


def choose(profile: Any, text: str, customer_id: str) -> None:
    profile.get_by_label("Find a customer").fill(text)
    profile.get_by_role("button", name=f"{customer_id} ").click()
    profile.locator(f"article:has-text('{customer_id}')").wait_for()


def test_a_customer_is_found_and_chosen_by_keyboard_alone(lab: Lab, profile: Any) -> None:
    """What is typed stays in the widget, and shortcuts of the notebook rest; the profile that opens has the focus."""
    press = lab.page.keyboard.press
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    profile.get_by_label("Find a customer").focus()
    lab.page.keyboard.type("ddxanna@")
    profile.get_by_text("Nobody fits").wait_for()
    for key in (*["Home"], *["Delete"] * 3):
        press(key)
    profile.get_by_role("button", name="C55 ").wait_for()
    press("Tab")
    if not profile.get_by_role("button", name="C55 ").evaluate("button => button === document.activeElement"):
        press("Tab")
    press("Enter")
    heading = profile.get_by_role("heading", name="Анна Ли")
    heading.wait_for()
    assert heading.evaluate("heading => heading === document.activeElement")
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert lab.run("[w.customer_id, wb.profile(w.customer_id).name]") == ["C55", "Анна Ли"]


def test_the_timeline_hides_kinds_and_tabs_open_pages(lab: Lab, profile: Any) -> None:
    choose(profile, "C55", "C55")
    profile.get_by_role("tab", name="Timeline").click()
    happened = profile.locator(".smartcom-timeline li")
    before = happened.count()
    profile.get_by_role("checkbox", name="receipts").uncheck()
    profile.locator(".smartcom-timeline [data-kind=receipt]").first.wait_for(state="detached")
    assert happened.count() == before - 5
    profile.get_by_role("checkbox", name="receipts").check()
    profile.get_by_role("tab", name="Timeline").focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowRight")
    profile.get_by_role("heading", name="Last receipts").wait_for()
    profile.get_by_text("Latte × 2").click()
    assert profile.get_by_role("cell", name="Sencha", exact=True).is_visible()
    profile.get_by_role("tab", name="Interests and visits").click()
    assert "Coffee" in (profile.locator("svg[role=img]").get_attribute("aria-label") or "")


def test_contacts_of_no_use_bear_a_sign(profile: Any) -> None:
    choose(profile, "C11", "C11")
    assert profile.get_by_role("img", name="of no use").count() == 2
    choose(profile, "C55", "C55")
    assert profile.get_by_role("img", name="of no use").count() == 1


def test_a_tag_is_put_by_keyboard_and_stands_in_the_timeline_at_once(lab: Lab, profile: Any) -> None:
    """The field keeps the focus, though the profile around it is drawn anew."""
    choose(profile, "C55", "C55")
    profile.get_by_role("tab", name="Timeline").click()
    profile.get_by_label("Tag", exact=True).focus()
    lab.page.keyboard.type("ddx")
    lab.page.keyboard.press("Enter")
    profile.get_by_text("The tag “ddx” was put on 1 customer.").wait_for()
    profile.locator(".smartcom-timeline li", has_text="ddx").wait_for()
    assert profile.get_by_label("Tag", exact=True).evaluate("field => field === document.activeElement")
    profile.get_by_role("tab", name="Remove tag").click()
    profile.get_by_label("Tag", exact=True).fill("ddx")
    profile.get_by_role("button", name="Remove tag").click()
    profile.get_by_text("The tag “ddx” was taken off 1 customer.").wait_for()
    profile.locator(".smartcom-timeline li", has_text="ddx").wait_for(state="detached")


def test_a_subscription_is_changed_where_it_stands_and_the_button_keeps_the_focus(lab: Lab, profile: Any) -> None:
    choose(profile, "C54", "C54")
    profile.get_by_role("tab", name="About").click()
    profile.get_by_role("button", name="Unsubscribe: Shop news, e-mail").focus()
    lab.page.keyboard.press("Enter")
    back = profile.get_by_role("button", name="Subscribe: Shop news, e-mail", exact=True)
    back.wait_for()
    profile.get_by_text("Recorded for 1 customer: no to mailings “news” by e-mail.").wait_for()
    assert back.evaluate("button => button === document.activeElement")
    assert lab.run("wb.consent.subscriptions('C54')[0].active") is False
    back.click()
    profile.get_by_role("button", name="Unsubscribe: Shop news, e-mail").wait_for()
    assert lab.run("wb.segments.count({'kind': 'subscribed', 'category': 'news', 'medium': 'email'})") == 25


def test_the_focus_stays_in_the_profile_when_a_button_goes_for_good(lab: Lab, profile: Any) -> None:
    choose(profile, "C55", "Анна")
    profile.get_by_role("tab", name="About").click()
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    profile.get_by_role("button", name="Unsubscribe: gone, SMS").focus()
    lab.page.keyboard.press("Enter")
    profile.get_by_text("Recorded for 1 customer: no to mailings “gone” by SMS.").wait_for()
    profile.get_by_role("row", name="gone SMS no").wait_for()
    lab.page.keyboard.type("abdd")
    assert profile.evaluate("element => element.contains(document.activeElement)")
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_segments_are_sorted_chosen_compared_and_laid_over_each_other(lab: Lab, segments: Any) -> None:
    names = segments.locator("tbody th b")
    segments.get_by_role("button", name="customers", exact=True).click()
    segments.locator("th[aria-sort=ascending]:has-text('customers')").wait_for()
    assert names.all_inner_texts() == ["often", "late", "faulty"]
    segments.get_by_role("button", name="customers", exact=False).first.click()
    segments.locator("th[aria-sort=descending]").wait_for()
    assert names.all_inner_texts() == ["late", "often", "faulty"]
    assert segments.get_by_role("checkbox", name="Choose faulty").is_disabled()
    assert "nobody_made_it" in segments.locator(".smartcom-fault").inner_text()
    segments.get_by_role("checkbox", name="Choose late").focus()
    lab.page.keyboard.press("Space")
    segments.get_by_role("checkbox", name="Choose often").check()
    segments.locator(".smartcom-upset").wait_for()
    assert segments.locator(".smartcom-upset rect").count() == 3
    assert segments.get_by_role("columnheader", name="everybody").is_visible()
    assert lab.run("[s.segments, wb.segments.overlap(*s.segments).in_any]") == [["late", "often"], 19]
    segments.get_by_role("heading", name="With whoever is in late or often").wait_for()
    segments.get_by_label("Name of the segment").fill("either")
    segments.get_by_role("button", name="Save as segment").click()
    segments.get_by_role("checkbox", name="Choose either").wait_for()
    assert lab.run("wb.segments.count('either')") == 19


@pytest.mark.torture
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious_in_either_theme(lab: Lab, profile: Any, segments: Any, theme: str) -> None:
    segments.get_by_role("checkbox", name="Choose late").check()
    segments.get_by_role("checkbox", name="Choose often").check()
    segments.locator(".smartcom-upset").wait_for()
    lab.command("apputils:change-theme", theme=theme)
    lab.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    choose(profile, "C55", "C55")
    for tab in profile.get_by_role("tab").all():
        tab.click()
        assert lab.faults_by_axe(".smartcom") == []
    profile.get_by_label("Find a customer").fill("C5")
    profile.get_by_role("button", name="C54 ").wait_for()
    assert lab.faults_by_axe(".smartcom") == []
    profile.get_by_label("Find a customer").fill("")


def test_the_page_complains_of_nothing_and_asks_this_machine_only(lab: Lab) -> None:
    hosts = {urlsplit(url).hostname for url in lab.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert lab.complaints == []
