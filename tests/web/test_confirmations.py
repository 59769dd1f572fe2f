"""Double opt-in: marketing waits until the owner of an address has pressed the button; looking presses nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.confirm import confirm_urls
from smartcom_kernel.consent.unsubscribe import unsubscribe_urls
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state import confirmations, sendings
from smartcom_kernel.state.confirmations import Confirmation
from smartcom_kernel.state.connect import State
from smartcom_kernel.web.app import web_app
from smartcom_kernel.workbench import Workbench
from tests.delivery.posts import NOW, address, book, go, planned
from tests.web.test_unsubscribe import Caller

SETTINGS = """
[web]
address = "https://mail.shop.test"
[delivery]
double_opt_in = ["email"]
"""
CUSTOMERS = """\
customer_id,email,email_consent
C1,Anna@example.com,true
C2,boris@example.com,true
C3,vera@example.com,
"""
PENDING = {
    "kind": "all",
    "of": [
        {"kind": "not", "of": {"kind": "confirmed"}},
        {"kind": "consented", "medium": "email"},
        {
            "kind": "did", "count": {"lt": 2},
            "what": {"kind": "messages", "where": {"what": {"eq": "received"}, "mailing": {"eq": "confirm"}}},
        },
    ],
}  # fmt: skip
"""Who has agreed and not yet confirmed, and has not been asked twice."""
MAILING: dict[str, Any] = {"control_share": 0.0, "variants": [{"name": "A", "templates": {"email": "confirm"}}]}


def pages(state: State, *, days: float = 0) -> Caller:
    settings = Settings.model_validate({"name": "Corner <shop>"})
    return Caller(web_app(state, settings, FixedClock(NOW + timedelta(days=days))))


def confirmation(state: State, who: str = "ann") -> Confirmation | None:
    with state.transaction() as connection:
        return confirmations.find(connection, "email", address(who))


@pytest.fixture
def key(state: State) -> str:
    """The key of a message that has reached Ann."""
    sending_id = planned(state, {"ann": address("ann")})
    go(state, MemoryChannel())
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        row = connection.execute("SELECT message_id FROM messages").fetchone()
    assert row is not None
    return sending.key(row["message_id"])


@pytest.fixture
def path(state: State, key: str) -> str:
    return confirm_urls(state, "https://mail.shop.test")(key).removeprefix("https://mail.shop.test")


def test_the_button_confirms_the_address_with_evidence_and_looking_confirms_nothing(state: State, path: str) -> None:
    shop = pages(state)
    assert "<button>Yes, confirm</button>" in shop.get(path).text
    assert shop.request("HEAD", path).status_code == 200
    assert confirmation(state) is None
    answer = shop.post(path, headers={"User-Agent": "Browser/1 " + "x" * 1000})
    assert (answer.status_code, "is confirmed" in answer.text) == (200, True)
    found = confirmation(state)
    assert found is not None
    assert (found.source, found.confirmed_at, found.client) == ("double opt-in", NOW, "127.0.0.1")
    assert found.agent.startswith("Browser/1")
    assert len(found.agent) == 500
    assert found.message_id is not None
    word = book(state).of("ann")["email"]
    assert (word.granted, word.source, word.proof) == (True, "double opt-in", f"message {found.message_id}")


def test_pressing_twice_keeps_the_first_evidence(state: State, path: str) -> None:
    pages(state).post(path)
    first = confirmation(state)
    pages(state, days=1).post(path)
    assert confirmation(state) == first
    assert len(book(state).history("ann")) == 1


def test_the_button_is_a_yes_also_where_the_address_was_confirmed_before(state: State, path: str) -> None:
    with state.transaction() as connection:
        confirmations.confirm_all(connection, "email", [[address("ann")]], source="contracts", at=NOW)
    pages(state).post(path)
    assert book(state).of("ann")["email"].granted
    found = confirmation(state)
    assert found is not None
    assert found.source == "contracts"


def test_a_confirmation_does_not_take_back_what_the_owner_has_said(state: State, path: str) -> None:
    book(state).forbid("ann", "email", source="unsubscribe link")
    pages(state).post(path)
    assert confirmation(state) is not None
    assert not book(state).of("ann")["email"].granted


def test_a_link_that_is_too_old_forged_or_of_another_kind_confirms_nothing(state: State, path: str, key: str) -> None:
    assert pages(state, days=6.99).get(path).status_code == 200
    assert pages(state, days=7).post(path).status_code == 410
    other = unsubscribe_urls(state, "")(key) or unsubscribe_urls(state, "https://x.test")(key)
    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), other.replace("https://x.test/u/", "/d/"), "/d/x"):
        assert pages(state).post(wrong).status_code == 404
    assert confirmation(state) is None


def test_who_has_been_erased_is_not_confirmed_by_a_link_that_still_lies_about(state: State, path: str) -> None:
    with state.transaction() as connection:
        connection.execute("UPDATE messages SET address = '', customer_id = 'erased-1'")
    assert pages(state).post(path).status_code == 404


def test_marketing_reaches_confirmed_addresses_only_and_the_volume_says_so_before(
    workspace: Path, tmp_path: Path
) -> None:
    (workspace / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    with Workbench.open(workspace, clock=FixedClock(NOW)) as wb:
        wb.load("customers", tmp_path / "customers.csv")
        wb.refresh()
        wb.segments.save("pending", PENDING)
        wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
        wb.templates.start("confirm", "confirm")
        wb.templates.save("news", {"medium": "email", "subject": "News", "html": "<p>News</p>"})
        wb.mailings.save("confirm", {**MAILING, "segment": "pending", "purpose": "service"})
        wb.mailings.save(
            "news", {**MAILING, "segment": "all", "variants": [{"name": "A", "templates": {"email": "news"}}]}
        )
        block = wb.mailings.volume("news")
        assert (block.total, block.no_consent, block.unconfirmed, block.final) == (3, 1, 2, 0)
        for occasion in ("first", "second", "third"):
            wb.mailings.send("confirm", occasion=occasion)
            wb.deliver()
        letters = sorted((workspace / "mailbox").rglob("*.eml"))
        assert len(letters) == 4  # both of them twice, and nobody a third time
        links = {find(letter) for letter in letters if "Anna@example.com" in letter.read_text(encoding="utf-8")}
        shop = Caller(web_app(wb.state, wb.settings, wb.clock))
        assert shop.post(links.pop().removeprefix("https://mail.shop.test")).status_code == 200
        block = wb.mailings.volume("news")
        assert (block.unconfirmed, block.final) == (1, 1)
        wb.mailings.send("news")
        assert wb.deliver().accepted == 1
        told = {line.reason: line.people for line in wb.mailings.report("news").lines}
        assert told == {"": 1, "no_consent": 1, "unconfirmed": 1}
        assert [contact.why_not for contact in wb.profile("C2").contacts][:1] == ["unconfirmed"]
        assert wb.segments.count({"kind": "confirmed"}) == 1


def test_the_base_is_taken_over_without_those_who_were_erased(workspace: Path, tmp_path: Path) -> None:
    (workspace / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    with Workbench.open(workspace, clock=FixedClock(NOW)) as wb:
        wb.load("customers", tmp_path / "customers.csv")
        wb.personal.erase(["C2"], reason="request 17")
        with pytest.raises(UnknownName, match="push"):
            wb.personal.confirm_all(source="contracts", medium="push")
        with pytest.raises(SpecError, match="say how it is known"):
            wb.personal.confirm_all(source=" ")
        assert wb.personal.confirm_all(source="contracts") == 2
        assert wb.personal.confirm_all(source="contracts again") == 0
        found = wb.personal.confirmation("ANNA@example.com")
        assert (found and found.source) == "contracts"
        assert wb.personal.confirmation("boris@example.com") is None


def find(letter: Path) -> str:
    parts = message_from_bytes(letter.read_bytes(), policy=default).walk()
    html = next(part.get_content() for part in parts if part.get_content_type() == "text/html")
    found = re.search(r"https://mail\.shop\.test/d/[\w.-]+", html)
    assert found is not None
    return found[0]
