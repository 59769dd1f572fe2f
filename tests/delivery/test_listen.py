"""Receipts and STOP that come while nothing is being sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.smpp_sink import SmppSink
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.delivery.heard import Heard
from smartcom_kernel.delivery.listen import listen
from smartcom_kernel.state.connect import State
from tests.channels.smpp.conftest import SECRETS, channel_to
from tests.delivery.posts import NOW, go, planned, standing

ANNA = "+79000000001"


def test_a_receipt_and_a_stop_are_heard_though_nothing_is_sent(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*next(iter(SECRETS.items())))
    planned(state, {"anna": ANNA}, medium="sms")
    with SmppSink(tmp_path / "sink.log", login=("shop", "right")) as sink:
        channel = channel_to(sink)
        assert go(state, {"sms": channel}, quiet_hours={}).accepted == 1
        sink.tell(b"id:00000001 stat:DELIVRD")
        sink.tell(b"STOP", esm_class=0, source_addr=ANNA.removeprefix("+"))
        heard = Heard()
        for _ in range(20):  # a busy machine needs more than a second to connect
            heard += listen(state, channels={"sms": channel}, workspace=tmp_path, clock=FixedClock(NOW), seconds=1)
            if sink.acknowledged == 2:
                break
        assert sink.acknowledged == 2
    assert standing(state, "anna") == "delivered"
    assert heard.describe() == "told: 2; not known before: 1; of our messages: 1"
    assert heard.describe("ru") == "получено: 2; новых сведений: 1; отнесено к сообщениям: 1"
    planned(state, {"anna": ANNA}, medium="sms", mailing="second")
    assert go(state, {"sms": MemoryChannel()}, quiet_hours={}).accepted == 0


def test_a_provider_that_cannot_be_reached_is_tried_again_and_listening_ends_in_time(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*next(iter(SECRETS.items())))
    with SmppSink(tmp_path / "sink.log", login=("shop", "right")) as sink:
        channel = channel_to(sink)
    heard = listen(state, channels={"sms": channel}, workspace=tmp_path, clock=FixedClock(NOW), seconds=0.3)
    assert heard.told == 0


def test_where_no_channel_tells_anything_the_sentence_says_what_does(state: State, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="smartcom serve"):
        listen(state, channels={"email": MemoryChannel()}, workspace=tmp_path, clock=FixedClock(NOW), seconds=1)
