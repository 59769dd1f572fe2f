"""A sink to send to, and a message to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.channels.smtp_sender import SmtpSender
from smartcom_kernel.channels.smtp_sink import SmtpSink

HELLO = Outgoing(
    key="7.anna",
    medium="email",
    address="anna@example.com",
    text="Hello, Anna!\n",
    sent_at=datetime(2017, 12, 31, 9, 30, tzinfo=UTC),
    subject="A word for you",
    html="<p>Hello, Anna!</p>",
    unsubscribe_url="https://shop.example/u/7.anna",
)


def hello(**changes: Any) -> Outgoing:
    return replace(HELLO, **changes)


def channel_to(sink: SmtpSink, **more: Any) -> SmtpChannel:
    fields = {"security": "none", "sender": "news@shop.example", "timeout_seconds": 5, "final_timeout_seconds": 5}
    return SmtpChannel.model_validate({"host": "127.0.0.1", "port": sink.port, **fields, **more})


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "sink.log") as running:
        yield running


@pytest.fixture
def sender(sink: SmtpSink, tmp_path: Path) -> Iterator[SmtpSender]:
    with channel_to(sink).open(tmp_path) as opened:
        yield opened
