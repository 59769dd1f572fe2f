"""What becomes of addresses of the erased: shared ones, numbers that were called, a button pressed meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.consent.confirm import Asked, asked, confirm, confirm_urls
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state import consents, sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.workbench import Workbench
from tests.delivery.posts import NOW, go, planned
from tests.privacy.test_erase import CUSTOMERS, WHY, load

AS_OF = "2026-03-01T12:00:00Z"
OLD = "+79005550000"
"""A number that the lake knows no more."""


@pytest.fixture
def shop(workspace: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock(AS_OF)) as wb:
        load(wb, "customers", CUSTOMERS, tmp_path)
        wb.refresh(as_of=AS_OF)
        yield wb


def rows(state: State, sql: str) -> list[tuple[Any, ...]]:
    with state.transaction() as connection:
        return [tuple(row.values()) for row in connection.execute(sql.encode()).fetchall()]


def link(state: State, sending_id: int) -> Asked:
    """The confirmation page of the one message of a sending, opened."""
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
    [(message_id,)] = rows(state, f"SELECT message_id FROM messages WHERE sending_id = {sending_id}")
    token = confirm_urls(state, "https://shop.example")(sending.key(message_id)).rpartition("/")[2]
    found = asked(state, token, Settings(), now=NOW)
    assert found is not None
    return found


def test_a_button_pressed_after_an_erasure_brings_nobody_back(shop: Workbench) -> None:
    sending_id = planned(shop.state, {"ANNA-77": "anna.z@example.com"})
    go(shop.state, MemoryChannel())
    page = link(shop.state, sending_id)
    shop.personal.erase(["ANNA-77"], reason=WHY)
    assert not confirm(shop.state, page.message, now=NOW, client="203.0.113.5", agent="Firefox")
    assert rows(shop.state, "SELECT address FROM confirmations") == []
    assert rows(shop.state, "SELECT customer_id FROM consents") == []
    assert ("email",) in rows(shop.state, "SELECT kind FROM erased")


def test_an_erasure_waits_for_a_button_that_is_being_pressed_and_takes_what_it_left(shop: Workbench) -> None:
    erasing = threading.Thread(target=lambda: shop.personal.erase(["ANNA-77"], reason=WHY))
    with shop.state.transaction() as connection:
        consents.lock_customer(connection, "ANNA-77")
        erasing.start()
        erasing.join(0.3)
        assert erasing.is_alive()
    erasing.join(60)
    assert ("customer",) in rows(shop.state, "SELECT kind FROM erased")


def test_how_an_erased_person_confirmed_a_number_they_share_is_forgotten(shop: Workbench) -> None:
    sending_id = planned(shop.state, {"BORIS-78": "+79000000002"}, medium="sms")
    go(shop.state, {"sms": MemoryChannel()}, quiet_hours={})
    confirm(shop.state, link(shop.state, sending_id).message, now=NOW, client="203.0.113.5", agent="Firefox of Boris")
    shop.personal.erase(["BORIS-78"], reason=WHY)
    left = rows(shop.state, "SELECT address, client, agent, message_id FROM confirmations")
    assert left == [("+79000000002", "", "", None)]


def test_a_number_that_asked_not_to_be_called_goes_too(shop: Workbench) -> None:
    shop.consent.suppress("+79000000001", medium="call", reason="asked on the phone")
    shop.personal.erase(["ANNA-77"], reason=WHY)
    assert rows(shop.state, "SELECT address FROM suppressions") == []


def test_a_number_that_was_called_is_neither_called_nor_written_to_again(shop: Workbench) -> None:
    planned(shop.state, {"ANNA-77": OLD}, medium="call")
    go(shop.state, {"call": MemoryChannel()}, quiet_hours={})
    shop.personal.erase(["ANNA-77"], reason=WHY)
    for medium in ("sms", "call"):
        assert rows(shop.state, f"SELECT barred('{medium}', '{OLD}', false)") == [("suppressed",)]


def test_somebody_whom_only_the_database_knows_is_erased(shop: Workbench) -> None:
    shop.consent.allow("GHOST-1", "email", source="a form")
    shop.personal.erase(["GHOST-1"], reason=WHY)
    assert rows(shop.state, "SELECT customer_id FROM consents") == []
