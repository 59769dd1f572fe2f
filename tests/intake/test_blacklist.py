"""Addresses that nobody wants: not written to wherever they come from, and free again when the rule goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.state.messages import Reason
from smartcom_kernel.workbench import Workbench

CUSTOMERS = (
    "customer_id,email,phone\nC1,test1@spam.example,+79000000001\nC2,Anna@good.example,+79000000002\n"
    "C3,test2@good.example,+79161234567\nC4,broken@,\n"
)


@pytest.fixture
def wb(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2026-03-01T12:00:00Z")) as opened:
        load(opened, tmp_path)
        yield opened


def load(wb: Workbench, folder: Path, text: str = CUSTOMERS) -> tuple[str, ...]:
    file = folder / "c.csv"
    file.write_text(text, encoding="utf-8")
    return wb.load("customers", file).warnings


def codes(wb: Workbench) -> dict[str, tuple[int, int]]:
    found = wb.lake.rows("SELECT customer_id, email_quality, phone_quality FROM lake.main.customers")
    return {who: (email, phone) for who, email, phone in found}


FREE = {"C1": (0, 0), "C2": (0, 0), "C3": (0, 0), "C4": (31, 30)}


@pytest.mark.parametrize(
    ("rule", "marked"),
    [
        ("anna@GOOD.example", {"C2": (50, 0)}),
        ("*@spam.example", {"C1": (50, 0)}),
        ("spam.example", {"C1": (50, 0)}),
        ("test*@*", {"C1": (50, 0), "C3": (50, 0)}),
        ("+7900*", {"C1": (0, 50), "C2": (0, 50)}),
        ("8 916 123-45-67", {"C3": (0, 50)}),
        ("test_@*", {}),
        ("te%@*", {}),
    ],
)
def test_a_rule_marks_what_it_names_and_nothing_else_and_frees_it_again(
    wb: Workbench, rule: str, marked: dict[str, tuple[int, int]]
) -> None:
    report = wb.personal.refuse([rule], reason="junk")
    assert codes(wb) == FREE | marked
    assert report.marked == len(marked)
    assert wb.personal.take_again([rule]).freed == len(marked)
    assert codes(wb) == FREE


def test_what_another_rule_names_too_stays_marked(wb: Workbench) -> None:
    wb.personal.refuse(["spam.example", "test*@*"], reason="junk")
    assert wb.personal.take_again(["spam.example"]).freed == 0
    assert codes(wb) == FREE | {"C1": (50, 0), "C3": (50, 0)}


def test_a_load_says_how_many_contacts_fall_under_which_rule(wb: Workbench, tmp_path: Path) -> None:
    wb.personal.refuse(["junk.example"], reason="junk")
    told = load(wb, tmp_path, "customer_id,email\nC5,a@junk.example\nC6,b@junk.example\nC2,c@junk.example\n")
    assert told[-1] == "Blacklist: 3 contacts marked, 0 freed; by rule: *@junk.example × 3"
    assert codes(wb)["C2"] == (50, 0)


def test_a_contact_that_is_corrected_is_free(wb: Workbench, tmp_path: Path) -> None:
    wb.personal.refuse(["spam.example"], reason="junk")
    load(wb, tmp_path, "customer_id,email\nC1,c1@good.example\n")
    assert codes(wb)["C1"] == (0, 0)


def test_nobody_writes_to_an_address_on_the_blacklist_whoever_has_it(wb: Workbench) -> None:
    wb.consent.allow("anyone", "email", source="form")
    wb.personal.refuse(["spam.example"], reason="junk")
    assert wb.consent.why_not("anyone", "email", "New@Spam.example") is Reason.BAD_ADDRESS
    assert wb.consent.why_not("anyone", "email", "new@good.example") is None


@pytest.mark.parametrize("rule", ["", "*", "*@*", "a b*", "no-domain", "+*", "@", "x@y@z.example"])
def test_what_is_no_rule_or_would_fit_everybody_is_refused(wb: Workbench, rule: str) -> None:
    with pytest.raises(SpecError, match="is none of an address, a domain"):
        wb.personal.refuse(["spam.example", rule], reason="junk")
    assert wb.personal.blacklist() == []


def test_quality_set_by_hand_holds_until_it_is_reset_and_is_in_the_audit_log(wb: Workbench) -> None:
    wb.consent.allow("C2", "email", source="form")
    wb.personal.set_quality("Anna@good.example", 33, reason="wrote a letter")
    assert wb.consent.why_not("C2", "email", "anna@good.example") is Reason.BAD_ADDRESS
    wb.personal.set_quality("anna@good.example", 0, reason="called")
    assert wb.consent.why_not("C2", "email", "anna@good.example") is None
    assert [entry.definition for entry in wb.audit] == ["email set to 0: called", "email set to 33: wrote a letter"]
    with pytest.raises(SpecError, match="50 is no code"):
        wb.personal.set_quality("anna@good.example", 50, reason="no")
    with pytest.raises(UnknownName):
        wb.personal.set_quality("anna@good.example", 1, reason="no", medium="fax")


def test_an_address_is_confirmed_once_and_the_first_time_stays(wb: Workbench) -> None:
    assert wb.personal.confirm("Anna@good.example", source="double opt-in")
    assert not wb.personal.confirm("anna@GOOD.example", source="click")
    found = wb.personal.confirmation("anna@good.example")
    assert found is not None
    assert found.source == "double opt-in"
