from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError, UnknownName
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.state import devices
from smartcom_kernel.state.connect import State

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def of_use(book: DeviceBook, customer_id: str) -> list[str]:
    return [device.address for device in book.of(customer_id) if device.gone_at is None]


def test_a_customer_has_many_devices_the_last_seen_first(state: State) -> None:
    clock = FixedClock(NOON)
    book = DeviceBook(state, clock=clock)
    for token in ("phone", "tablet", "phone"):
        book.add("anna", "fcm", token)
        clock.advance(HOUR)
    assert [(d.address, d.added_at, d.seen_at) for d in book.of("anna")] == [
        ("phone", NOON, NOON + 2 * HOUR), ("tablet", NOON + HOUR, NOON + HOUR),
    ]  # fmt: skip


def test_a_device_belongs_to_whoever_was_seen_on_it_last(state: State) -> None:
    clock = FixedClock(NOON)
    book = DeviceBook(state, clock=clock)
    book.add("anna", "fcm", "phone")
    clock.advance(HOUR)
    book.add("boris", "fcm", "phone")
    assert (of_use(book, "anna"), of_use(book, "boris")) == ([], ["phone"])
    with state.transaction() as connection:
        late = devices.add(connection, "anna", medium="push", provider="fcm", address="phone", app="", now=NOON)
    assert (late, of_use(book, "boris")) == (False, ["phone"])


@pytest.mark.parametrize(("known_at", "is_gone"), [(NOON - HOUR, False), (NOON, True), (NOON + HOUR, True)])
def test_a_device_registered_after_it_was_known_to_be_gone_stays(
    state: State, known_at: datetime, is_gone: bool
) -> None:
    book = DeviceBook(state, clock=FixedClock(NOON))
    book.add("anna", "fcm", "phone")
    with state.transaction() as connection:
        assert devices.gone(connection, "fcm", "phone", at=known_at, why="410 Unregistered") is is_gone
    assert of_use(book, "anna") == ([] if is_gone else ["phone"])


def test_a_device_that_is_gone_comes_back_when_it_is_registered_again(state: State) -> None:
    clock = FixedClock(NOON)
    book = DeviceBook(state, clock=clock)
    book.add("anna", "fcm", "phone")
    assert (book.gone("fcm", "phone", why="logged out"), book.gone("fcm", "phone", why="again")) == (True, False)
    assert [(d.gone_at, d.gone_why) for d in book.of("anna")] == [(NOON, "logged out")]
    clock.advance(HOUR)
    book.add("anna", "fcm", "phone")
    assert of_use(book, "anna") == ["phone"]


def test_one_token_of_two_providers_is_two_devices(state: State) -> None:
    book = DeviceBook(state)
    book.add("anna", "fcm", "ab" * 32)
    book.add("boris", "apns", "AB" * 32)
    assert (of_use(book, "anna"), of_use(book, "boris")) == (["ab" * 32], ["ab" * 32])


def test_a_device_that_nobody_can_write_to_is_refused(state: State) -> None:
    book = DeviceBook(state)
    with pytest.raises(UnknownName, match="'fmc'; did you mean 'fcm'"):
        book.add("anna", "fmc", "phone")
    with pytest.raises(DeliveryError, match="hexadecimal"):
        book.add("anna", "apns", "phone")
    with pytest.raises(DeliveryError, match="subscription is JSON"):
        book.add("anna", "web", "phone")
    assert book.of("anna") == []


def test_a_chat_of_a_messenger_is_kept_beside_devices(state: State) -> None:
    book = DeviceBook(state)
    book.add("anna", "telegram", "700", medium="messenger")
    assert [(d.medium, d.provider, d.address) for d in book.of("anna")] == [("messenger", "telegram", "700")]
