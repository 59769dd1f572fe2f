from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from smartcom_kernel.channels.mailbox import MailboxChannel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.core.errors import NotAuthentic

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ARRIVED = Report("e1", Verdict.DELIVERED, WHEN, key="k1")


def test_what_a_provider_says_is_heard_once(tmp_path: Path) -> None:
    channel = MemoryChannel()
    channel.say(ARRIVED)
    with channel.open(tmp_path) as sender:
        assert list(sender.reports()) == [ARRIVED]
        assert list(sender.reports()) == []


def test_a_channel_that_hears_nothing_says_nothing(tmp_path: Path) -> None:
    with MailboxChannel().open(tmp_path) as sender:
        assert list(sender.reports()) == []


def test_a_call_about_a_channel_that_nobody_calls_about_is_not_believed() -> None:
    call = Callback("POST", {}, {}, b"{}", WHEN)
    with pytest.raises(NotAuthentic, match="nobody calls back about messages of mailbox"):
        MailboxChannel().hear(call)


def test_a_report_is_about_somebody() -> None:
    with pytest.raises(ValueError, match="names neither a message nor an address"):
        Report("e1", Verdict.BOUNCED, WHEN)


def test_a_report_is_dated_in_a_zone() -> None:
    with pytest.raises(ValueError, match="must be aware"):
        Report("e1", Verdict.BOUNCED, WHEN.replace(tzinfo=None), key="k1")
