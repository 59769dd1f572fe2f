from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.errors import DeliveryError
from tests.channels.conftest import hello


def test_what_is_sent_can_be_looked_at(tmp_path: Path) -> None:
    channel = MemoryChannel()
    with channel.open(tmp_path) as sender:
        sender.send(hello())
        sender.send(hello())
    assert channel.sent == [hello(), hello()]


def test_it_fails_as_often_as_it_was_told(tmp_path: Path) -> None:
    channel = MemoryChannel()
    channel.fail("anna@example.com", DeliveryError("full", code="452 4.2.2", retryable=True), times=2)
    with channel.open(tmp_path) as sender:
        for _ in range(2):
            with pytest.raises(DeliveryError, match="full"):
                sender.send(hello())
        sender.send(hello(address="boris@example.com"))
        sender.send(hello())
    assert [m.address for m in channel.sent] == ["boris@example.com", "anna@example.com"]


def test_a_message_can_arrive_although_its_answer_is_lost(tmp_path: Path) -> None:
    channel = MemoryChannel()
    channel.fail("anna@example.com", DeliveryError("silence", uncertain=True), arrives=True)
    with channel.open(tmp_path) as sender, pytest.raises(DeliveryError):
        sender.send(hello())
    assert channel.sent == [hello()]


def test_two_channels_do_not_share_what_they_keep(tmp_path: Path) -> None:
    first, second = MemoryChannel(), MemoryChannel()
    with first.open(tmp_path) as sender:
        sender.send(hello())
    assert second.sent == []
