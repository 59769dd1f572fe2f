"""An SMS centre to send to, and a message to send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.channels.smpp import SmppChannel, SmppSender
from smartcom_kernel.channels.smpp_sink import SmppSink

SECRETS = {"SHOP_SMPP": "right"}
HELLO = Outgoing(
    key="7.anna", medium="sms", address="+79000000000", text="Hello, Anna!",
    sent_at=datetime(2017, 12, 31, 9, 30, tzinfo=UTC),
)  # fmt: skip


def sms(**changes: Any) -> Outgoing:
    return replace(HELLO, **changes)


def channel_to(sink: SmppSink, **more: Any) -> SmppChannel:
    fields = {"security": "none", "system_id": "shop", "password_env": "SHOP_SMPP", "source": "MyShop"}
    quick = {"timeout_seconds": 5, "messages_per_second": 1000}
    return SmppChannel.model_validate({"host": "127.0.0.1", "port": sink.port, **fields, **quick, **more})


def heard(sender: SmppSender, *, until: Callable[[Sequence[Report | OptOut]], bool]) -> list[Report | OptOut]:
    """What a sender hears until there is enough of it, at most for some seconds."""
    told: list[Report | OptOut] = []
    for _ in range(25):
        told += sender.reports()
        if until(told):
            break
        sender._session.serve(0.2) if sender._session else None
    return told


def soon(happened: Callable[[], bool], *, seconds: float = 5) -> bool:
    """Whether something happens within some seconds: the centre counts what it hears in a task of its own."""
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)
    return happened()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmppSink]:
    with SmppSink(tmp_path / "sink.log", login=("shop", "right")) as running:
        yield running


@pytest.fixture
def sender(sink: SmppSink, tmp_path: Path) -> Iterator[SmppSender]:
    with channel_to(sink).open(tmp_path, SECRETS) as opened:
        yield opened
