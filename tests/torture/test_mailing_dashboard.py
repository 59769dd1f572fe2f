"""The dashboard of mailings as a marketer meets it in JupyterLab, by mouse and by keyboard."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.widgets.conftest import OpenLab, lab_address, open_lab, stocked  # noqa: F401 -- fixtures
from tests.widgets.lab import Lab

pytestmark = pytest.mark.torture
START = """\
import smartcom_kernel as sc
from widgets.mailing_dashboard import MailingDashboard

wb = sc.open()
wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
mailing = {"segment": "late", "control_share": 0.0, "purpose": "service",
           "variants": [{"name": "A", "templates": {"email": "hello"}}]}
for name in ("spring", "summer", "hostile"):
    wb.mailings.save(name, {**mailing, "title": "<img src=x onerror=alert(1)>" if name == "hostile" else name.title()})
sent = wb.mailings.send("summer", occasion="o", replay=True)
w = MailingDashboard(wb)
w"""
RUSSIAN = 'MailingDashboard(wb, name="ru", lang="ru")'


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab) -> Lab:  # noqa: F811
    """A notebook of two dashboards, an English and a Russian one, and a free cell at its end."""
    return open_lab(START, RUSSIAN, "", ready=".smartcom-mailings >> nth=1")


@pytest.fixture
def dashboard(lab: Lab) -> Any:
    return lab.page.locator(".jp-CodeCell >> nth=0 >> .smartcom")


def picture(lab: Lab, name: str) -> None:
    """What it looked like, for whoever asks for it."""
    if folder := os.environ.get("SMARTCOM_PICTURES"):
        lab.page.locator(".smartcom").nth(1 if name == "russian" else 0).screenshot(
            path=str(Path(folder) / f"{name}.png")
        )


def test_a_mailing_is_scheduled_by_keyboard_after_its_volume_was_seen(lab: Lab, dashboard: Any) -> None:
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    dashboard.get_by_role("searchbox").or_(dashboard.get_by_label("Search")).fill("spring dd")
    dashboard.get_by_text("No mailing says that.").wait_for()
    dashboard.get_by_label("Search").fill("spring")
    dashboard.get_by_role("button", name="Choose Spring").press("Enter")
    dashboard.get_by_role("button", name="Schedule").press("Enter")
    dashboard.get_by_label("When, by the clock of the workspace").fill("2126-12-01T10:00")
    dashboard.locator("form button[type=submit]").press("Enter")
    asked = dashboard.get_by_role("alertdialog")
    asked.get_by_text("= will be written to").wait_for()
    assert asked.get_by_role("button", name="Back").evaluate("button => button === document.activeElement")
    picture(lab, "asked")
    lab.page.keyboard.press("Escape")
    asked.wait_for(state="detached")
    assert lab.run("wb.mailings.list(text='spring').lines[0].status.value") == "draft"
    dashboard.locator("form button[type=submit]").press("Enter")
    asked.get_by_role("button", name="Schedule").press("Enter")
    dashboard.get_by_text("spring will be planned on 1 Dec 2126, 10:00 UTC.").wait_for()
    assert lab.run("wb.mailings.list(text='spring').lines[0].status.value") == "scheduled"
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_a_sending_is_paused_with_a_reason_and_its_progress_follows(lab: Lab, dashboard: Any) -> None:
    dashboard.get_by_label("Search").fill("")
    dashboard.get_by_role("button", name="Choose Summer").click()
    dashboard.get_by_text("0 of 1 have come to their end").wait_for()
    dashboard.get_by_role("button", name="Pause").click()
    dashboard.get_by_label("Why").fill("wrong price")
    dashboard.get_by_label("Why").press("Enter")
    dashboard.get_by_text("summer is paused.").wait_for()
    dashboard.get_by_role("button", name="Resume").click()
    dashboard.get_by_text("summer goes on.").wait_for()
    lab.run("wb.deliver().accepted")
    dashboard.get_by_text("1 of 1 have come to their end").wait_for()
    picture(lab, "list")


def test_the_calendar_and_the_report_show_what_was_sent(lab: Lab, dashboard: Any) -> None:
    dashboard.get_by_role("tab", name="Calendar").click()
    dashboard.locator(".smartcom-month").wait_for()
    picture(lab, "calendar")
    dashboard.locator(".smartcom-month button", has_text="Summer").click()
    dashboard.get_by_role("tab", name="Report").click()
    dashboard.get_by_text("everybody is accounted for: 15 of 15").wait_for()
    picture(lab, "report")
    dashboard.get_by_role("button", name="Copy").click()
    dashboard.get_by_label("New name").fill("autumn")
    dashboard.get_by_label("New name").press("Enter")
    dashboard.get_by_text("autumn begins as a copy of summer.").wait_for()


@pytest.mark.parametrize("tab", ["Список", "Календарь", "Отчёт"])
def test_it_is_accessible_in_russian_too(lab: Lab, tab: str) -> None:
    widget = lab.page.locator(".jp-CodeCell >> nth=1 >> .smartcom")
    widget.get_by_role("tab", name=tab).click()
    widget.get_by_role("tab", name=tab, selected=True).wait_for()
    if tab == "Список":
        widget.get_by_role("button", name="Выбрать Summer o").click()
        widget.get_by_role("button", name="Копировать").wait_for()
        picture(lab, "russian")
    assert lab.faults_by_axe(".smartcom-mailings") == []


def test_titles_are_text_and_nothing_was_asked_of_the_network(lab: Lab) -> None:
    assert lab.page.locator(".smartcom img").count() == 0
    assert {urlsplit(url).hostname for url in lab.requests if url.startswith("http")} == {"127.0.0.1"}
    assert lab.complaints == []
