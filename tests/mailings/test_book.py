from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.definitions import write_definition
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.intake.load import load
from smartcom_kernel.workbench import Workbench

CUSTOMERS = "customer_id,email,email_consent\nC1,anna@example.com,true\nC2,boris@example.com,true\n"
OPTED_OUT = "customer_id,email,email_consent\nC1,anna@example.com,false\nC2,boris@example.com,true\n"
MAILING = {"segment": "all", "control_share": 0.0, "variants": [{"name": "A", "templates": {"email": "hello"}}]}


def load_and_die(wb: Workbench, file: Path, text: str) -> None:
    """What is left of a load that is killed as soon as its customers are in the lake."""
    file.write_text(text, encoding="utf-8")
    load(wb.lake, wb.state, "customers", [file], settings=wb.settings, rejects_folder=wb.folder / "rejects")


def test_an_opt_out_that_came_with_a_load_that_was_killed_is_heeded(workspace: Path, tmp_path: Path) -> None:
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
        wb.mailings.save("hello", MAILING)
        load_and_die(wb, tmp_path / "1.csv", CUSTOMERS)
        wb.refresh()
        wb.mailings.send("hello")
        load_and_die(wb, tmp_path / "2.csv", OPTED_OUT)
        assert wb.deliver().accepted == 1
        assert ConsentBook(wb.state).of("C1")["email"].granted is False


def of_categories(folder: Path) -> Workbench:
    """A workbench with two categories of mailings, of which one is not active any more."""
    settings = '[mailing_categories.news]\ntitle = "News"\n[mailing_categories.old]\nactive = false\n'
    (folder / "smartcom.toml").write_text(settings, encoding="utf-8")
    wb = Workbench.open(folder, clock=FixedClock("2018-01-10"))
    wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
    wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
    return wb


def test_a_mailing_goes_to_those_who_are_subscribed_and_the_block_before_foretells_it(
    workspace: Path, tmp_path: Path
) -> None:
    with of_categories(workspace) as wb:
        (tmp_path / "1.csv").write_text(CUSTOMERS, encoding="utf-8")
        wb.load("customers", tmp_path / "1.csv")
        wb.refresh()
        wb.consent.forbid("C1", "email", source="profile", category="news")
        wb.mailings.save("hello", {**MAILING, "category": "news"})
        volume = wb.mailings.volume("hello")
        assert (volume.total, volume.not_subscribed, volume.final) == (2, 1, 1)
        wb.mailings.send("hello")
        wb.consent.forbid("C2", "email", source="profile", category="news")
        wb.consent.allow("C1", "email", source="profile", category="news")
        wb.deliver()
        told = {tally.reason: tally.messages for tally in wb.mailings.tallies("hello")}
        assert told == {"": 1, "not_subscribed": 1}
        assert [m["reason"] for m in wb.profile("C2").messages] == ["not_subscribed"]


@pytest.mark.parametrize(("category", "why"), [("nwes", "did you mean 'news'"), ("old", "is not active")])
def test_a_mailing_of_a_category_that_cannot_be_is_refused_everywhere(workspace: Path, category: str, why: str) -> None:
    with of_categories(workspace) as wb:
        with pytest.raises(SpecError, match=f"category: .*{why}"):
            wb.mailings.save("hello", {**MAILING, "category": category})
        assert list(wb.mailings) == []
        (workspace / "mailings").mkdir(exist_ok=True)
        write_definition(workspace / "mailings" / "hello.yml", {**MAILING, "category": category})
        with pytest.raises(SpecError, match=why):
            wb.mailings.send("hello")
        found = wb.mailings.check("hello")
        assert (found.good, found.faults) == (False, 1)
        assert why in found.describe()
        assert f"категория {category}" in wb.mailings.check("hello", lang="ru").describe("ru")


def test_a_category_that_is_gone_when_the_messages_leave_has_nobody_by_default(workspace: Path, tmp_path: Path) -> None:
    with of_categories(workspace) as wb:
        (tmp_path / "1.csv").write_text(CUSTOMERS, encoding="utf-8")
        wb.load("customers", tmp_path / "1.csv")
        wb.refresh()
        wb.mailings.save("hello", {**MAILING, "category": "news"})
        wb.consent.allow("C1", "email", source="profile", category="news")
        wb.mailings.send("hello")
    (workspace / "smartcom.toml").write_text("", encoding="utf-8")
    with Workbench.open(workspace, clock=FixedClock("2018-01-10")) as wb:
        assert wb.deliver().accepted == 1
        assert {t.reason: t.messages for t in wb.mailings.tallies("hello")} == {"": 1, "not_subscribed": 1}
