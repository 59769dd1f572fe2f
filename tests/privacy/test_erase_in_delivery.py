"""An erasure while messages go out: what is claimed after its commit does not leave, what has left is waited for."""

from __future__ import annotations

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.state.erasures import Step, unfinished
from smartcom_kernel.workbench import Workbench
from tests.delivery.posts import go, planned, sent_to
from tests.privacy.test_erase import rows_with, shop

__all__ = ["shop"]
PEOPLE = {"ANNA-77": "anna.z@example.com", "BORIS-78": "boris@example.com"}


def states(wb: Workbench) -> list[tuple[str, str, str, str]]:
    with wb.state.transaction() as connection:
        found = connection.execute("SELECT customer_id, address, state::text, reason FROM messages ORDER BY message_id")
        return [tuple(row.values()) for row in found.fetchall()]


def test_a_planned_message_to_an_erased_person_never_leaves_and_stays_counted(shop: Workbench) -> None:
    planned(shop.state, PEOPLE)
    for who in PEOPLE:
        shop.consent.allow(who, "email", source="form")
    report = shop.personal.erase(["ANNA-77"], reason="request 17")
    channel = MemoryChannel()
    go(shop.state, channel)
    assert (report.messages, report.stopped) == (1, 1)
    assert sent_to(channel) == ["boris"]
    assert states(shop) == [("erased-1", "", "skipped", "erased"), ("BORIS-78", "boris@example.com", "accepted", "")]


def test_an_erasure_waits_for_what_is_on_the_wire_and_then_ends(shop: Workbench) -> None:
    planned(shop.state, PEOPLE)
    with shop.state.transaction() as connection:
        connection.execute("UPDATE messages SET state = 'intent' WHERE customer_id = 'ANNA-77'")
    report = shop.personal.erase(["ANNA-77"], reason="request 17")
    assert (report.in_flight, report.acts) == (1, ())
    with shop.state.transaction() as connection:
        assert [erasure.step for erasure in unfinished(connection)] == [Step.FILES]
        connection.execute(
            "UPDATE messages SET state = 'failed', detail = 'no anna.z@example.com' WHERE state = 'intent'"
        )
    assert len(shop.personal.erase().acts) == 1
    assert rows_with(shop.state) == []


def test_a_late_report_does_not_bring_the_address_back(shop: Workbench) -> None:
    shop.personal.erase(["ANNA-77"], reason="request 17")
    with shop.state.transaction() as connection:
        connection.execute(
            "INSERT INTO reports (medium, event_id, verdict, happened_at, key, remote_id, address, code, detail, "
            "quality, recorded_at) VALUES ('email', 'e1', 'bounced', now(), '', '', 'Anna.Z@example.com', '5.1.1', "
            "'anna.z@example.com is unknown', 32, now())"
        )
    assert rows_with(shop.state) == []
