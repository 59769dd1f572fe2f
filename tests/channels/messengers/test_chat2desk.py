from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.chat2desk import Chat2DeskChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.messenger_sink import DROP, Answer, MessengerSink
from smartcom_kernel.channels.messenger_sink.chat2desk import REFUSED, Chat2Desk
from smartcom_kernel.channels.report import Callback, OptOut
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic, SetupError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = {"TOKEN": "t0ken", "HEAR": "h" * 24}
SALE = Outgoing(
    "k.1", "messenger", "chat2desk:41", "Anna, sale", NOW, image_url="https://shop.example/sale.png",
    link_url="https://shop.example/l/x", link_text="To the sale",
)  # fmt: skip


@pytest.fixture
def sink() -> Iterator[MessengerSink]:
    with MessengerSink(Chat2Desk("t0ken")) as server:
        yield server


def channel(sink: MessengerSink | None = None, **more: Any) -> Chat2DeskChannel:
    local = {"url": sink.url, "allow_local": True} if sink else {}
    return Chat2DeskChannel.model_validate({"token_env": "TOKEN", "callback_secret_env": "HEAR", **local, **more})


def sent(sink: MessengerSink, message: Outgoing = SALE, token: str = "t0ken", **more: Any) -> str:
    with channel(sink, **more).open(Path(), {"TOKEN": token}) as sender:
        return sender.send(message).remote_id


def hook(told: object, secret: str = "h" * 24) -> Callback:
    return Callback("POST", {}, {"secret": secret}, json.dumps(told).encode(), NOW)


def test_a_message_arrives_with_its_picture_and_its_link_below_the_text(sink: MessengerSink) -> None:
    assert sent(sink, transport="whatsapp", channel_id=3) == "1"
    assert sink.received[0].told == {
        "client_id": 41, "type": "to_client", "text": "Anna, sale\n\nTo the sale: https://shop.example/l/x",
        "attachment": "https://shop.example/sale.png", "transport": "whatsapp", "channel_id": 3, "external_id": "k.1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "retryable", "uncertain"),
    [
        (REFUSED, False, False), (Answer(400), False, False), (Answer(404), False, False), (Answer(429), True, False),
        (Answer(503), True, False), (Answer(500), False, True), (Answer(200, {"status": "success"}), False, True),
        (Answer(200), False, True), (DROP, False, True),
    ],
)  # fmt: skip
def test_each_error_means_what_it_says(sink: MessengerSink, answer: Answer, retryable: bool, uncertain: bool) -> None:
    sink.answer("41", answer)
    with pytest.raises(DeliveryError) as caught:
        sent(sink)
    assert (caught.value.retryable, caught.value.uncertain, caught.value.quality) == (retryable, uncertain, 0)


def test_a_token_that_is_refused_stops_the_channel(sink: MessengerSink) -> None:
    with pytest.raises(SetupError, match="check the secret") as caught:
        sent(sink, token="an0ther")
    assert "an0ther" not in str(caught.value)


def test_what_is_no_client_is_of_no_use(sink: MessengerSink) -> None:
    with pytest.raises(DeliveryError) as caught:
        sent(sink, replace(SALE, address="chat2desk:anna"))
    assert caught.value.quality == 31


def test_a_word_to_stop_is_heard_and_nothing_else() -> None:
    told = {"hook_type": "inbox", "client_id": 41, "message_id": 7, "text": "Стоп"}
    assert channel().hear(hook(told), SECRETS) == [OptOut("inbox/7", "chat2desk:41", NOW, "Стоп")]
    for other in ({"text": "when is the sale?"}, {"hook_type": "outbox"}, {"client_id": "x"}, {"text": None}):
        assert channel().hear(hook({**told, **other}), SECRETS) == []
    with pytest.raises(NotAuthentic):
        channel().hear(hook(told, "x" * 24), SECRETS)
