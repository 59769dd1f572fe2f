"""The profile of a customer without a browser: who is found, what is shown, what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.profiles.sections import SECTIONS
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import ask
from widgets.customer_profile import CustomerProfile
from widgets.kept import FOLDER


@pytest.fixture(scope="module")
def widget(shop: Workbench) -> CustomerProfile:
    """One for all tests; each says whom it asks about."""
    return CustomerProfile(shop)


def test_a_search_shows_what_its_twin_finds_and_a_choice_is_the_public_value(
    wb: Workbench, widget: CustomerProfile
) -> None:
    ask(widget, text="анна", customer_id="")
    assert widget.shown["found"] == wb.profile.search("анна").to_dict("records")
    assert (widget.customer_id, widget.shown["profile"]) == (None, None)
    ask(widget, text="", customer_id="C55")
    assert (widget.customer_id, widget.shown["found"]) == ("C55", [])
    assert wb.profile(widget.customer_id or "").name == widget.shown["profile"]["name"] == "Анна Ли"


def test_every_section_of_the_profile_is_on_a_page(wb: Workbench, widget: CustomerProfile) -> None:
    """Also one that is added: pages are made of the kernel's sections."""
    ask(widget, customer_id="C55")
    shown = [section["title"] for page in widget.shown["profile"]["pages"] for section in page["sections"]]
    told = wb.profile("C55")._repr_html_()
    expected = {
        s.en[0] for s in SECTIONS if s.page != "head" and f"<h4>{s.en[0].replace(chr(39), '&#x27;')}</h4>" in told
    }
    assert set(shown) == expected
    assert len(expected) > 10


def test_receipts_come_with_their_lines(widget: CustomerProfile) -> None:
    ask(widget, customer_id="C55")
    pages = {page["page"]: page["sections"] for page in widget.shown["profile"]["pages"]}
    [receipts] = [section for section in pages["purchases"] if section["title"] == "Last receipts"]
    assert receipts["rows"][0]["inner"] == [
        ["product", "category", "quantity", "amount"], ["Latte", "Coffee", "2", "$300.00"],
        ["Sencha", "Tea", "1", "$205.50"],
    ]  # fmt: skip
    assert receipts["rows"][1]["inner"] == []


def test_contacts_of_no_use_and_landlines_are_marked(widget: CustomerProfile) -> None:
    def faults() -> list[tuple[str, str]]:
        return [(c["fault"], c["quality"]) for c in widget.shown["profile"]["contacts"]]

    ask(widget, customer_id="C55")
    assert faults() == [("", "good"), ("useless", "good, landline")]
    ask(widget, customer_id="C11")
    assert faults() == [("useless", "absent")] * 2


def test_the_timeline_and_interests_are_those_of_the_twin(wb: Workbench, widget: CustomerProfile) -> None:
    ask(widget, customer_id="C55")
    profile, twin = widget.shown["profile"], wb.profile("C55")
    assert [h["text"] for h in profile["timeline"]] == [h.text for h in twin.timeline("en")]
    assert {h["kind"] for h in profile["timeline"]} <= set(profile["kinds"])
    assert [i["name"] for i in profile["interests"]] == [i["name"] for i in twin.interests]


def test_running_the_cell_again_restores_the_customer_and_keeps_nothing_that_was_typed(wb: Workbench) -> None:
    first = CustomerProfile(wb, name="again")
    ask(first, text="анна", customer_id="C55", page="metrics", hidden=["receipt"])
    again = CustomerProfile(wb, name="again")
    assert (again.customer_id, again.question.page, again.question.hidden) == ("C55", "metrics", ["receipt"])
    assert again.shown["found"] == []
    assert "анна" not in (wb.folder / FOLDER / "again.yml").read_text(encoding="utf-8")
    assert CustomerProfile(wb, "C54", name="again").customer_id == "C54"


@pytest.mark.parametrize("who", [{"customer_id": "nobody"}, {"customer_id": "c55"}])
def test_a_customer_who_is_not_there_is_named_in_the_widget(wb: Workbench, who: dict[str, Any]) -> None:
    widget = CustomerProfile(wb, "C11", name="faulty")
    ask(widget, **who)
    assert "there is no customer called" in widget.error
    assert widget.customer_id == "C11"


def test_an_id_that_nobody_has_leaves_the_search_usable(wb: Workbench) -> None:
    widget = CustomerProfile(wb, "C555", name="typo")
    assert "there is no customer called 'C555'" in widget.error
    ask(widget, text="анна")
    assert (widget.error, [found["customer_id"] for found in widget.shown["found"]]) == ("", ["C55"])


def test_it_speaks_russian_where_it_is_asked_to(wb: Workbench) -> None:
    profile = CustomerProfile(wb, "C55", name="ru", lang="ru").shown["profile"]
    assert [page["title"] for page in profile["pages"]][2:4] == ["Покупки", "Коммуникации"]
    assert "чеков на" in profile["sentence"]
    assert profile["kinds"]["receipt"] == "чеки"


def test_where_it_cannot_be_drawn_it_says_what_says_the_same_and_tells_of_nobody(wb: Workbench) -> None:
    told = repr(CustomerProfile(wb, "C55"))
    assert told.endswith("without a screen the same is wb.profile(w.customer_id)")
    assert repr(CustomerProfile(wb, "C55", lang="ru")).startswith("CustomerProfile рисует JupyterLab")


def test_an_empty_workspace_shows_that_nobody_is_chosen(workspace: Path) -> None:
    with Workbench.open(workspace) as wb:
        widget = CustomerProfile(wb)
        ask(widget, text="anna")
        assert (widget.shown["found"], widget.shown["profile"], widget.error) == ([], None, "")
