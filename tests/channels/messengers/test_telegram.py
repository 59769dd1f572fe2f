from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.messenger_sink import DROP, Answer, MessengerSink
from smartcom_kernel.channels.messenger_sink.telegram import Telegram, error
from smartcom_kernel.channels.report import Callback, OptOut, Report
from smartcom_kernel.channels.telegram import TelegramChannel
from smartcom_kernel.core.errors import DataError, DeliveryError, NotAuthentic, SetupError, SpecError
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.state import suppressions
from smartcom_kernel.state.connect import State

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOKEN = "700000001:AAexampleTOKENexampleTOKENexample1"
SECRETS = {"TOKEN": TOKEN, "HEAR": "h" * 24}
SALE = Outgoing("k.1", "messenger", "telegram:700", "Anna, *sale* <b>today</b>", NOW)
BUTTON = replace(SALE, link_url="https://shop.example/l/x", link_text="To the sale")
PICTURE = replace(BUTTON, image_url="https://shop.example/sale.png")


@pytest.fixture
def sink() -> Iterator[MessengerSink]:
    with MessengerSink(Telegram(TOKEN)) as server:
        yield server


def channel(sink: MessengerSink | None = None, **more: Any) -> TelegramChannel:
    local = {"url": sink.url, "allow_local": True} if sink else {}
    fields = {"token_env": "TOKEN", "callback_secret_env": "HEAR", **local, **more}
    return TelegramChannel.model_validate(fields)


def sent(sink: MessengerSink, *messages: Outgoing, secrets: dict[str, str] = SECRETS) -> list[str]:
    with channel(sink).open(Path(), secrets) as sender:
        return [sender.send(message).remote_id for message in messages]


def failure(sink: MessengerSink, *answers: Answer, message: Outgoing = SALE) -> DeliveryError:
    sink.answer("700", *answers)
    with pytest.raises(DeliveryError) as caught:
        sent(sink, message)
    return caught.value


def call(update: object, secret: str = "h" * 24) -> Callback:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return Callback("POST", {"x-telegram-bot-api-secret-token": secret}, {}, body, NOW)


def said(text: object, chat: object = 700, update_id: int = 1) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": 5, "chat": {"id": chat}, "text": text}}


def test_words_arrive_as_they_are_and_are_never_markup(sink: MessengerSink) -> None:
    assert sent(sink, SALE) == ["700:1"]
    (asked,) = sink.received
    assert asked.told == {
        "chat_id": 700, "text": "Anna, *sale* <b>today</b>", "link_preview_options": {"is_disabled": True},
    }  # fmt: skip


def test_a_button_opens_a_page(sink: MessengerSink) -> None:
    sent(sink, BUTTON)
    assert sink.received[0].told["reply_markup"] == {
        "inline_keyboard": [[{"text": "To the sale", "url": "https://shop.example/l/x"}]]
    }


def test_a_picture_has_the_text_as_its_caption(sink: MessengerSink) -> None:
    sent(sink, PICTURE)
    (asked,) = sink.received
    assert asked.path.endswith("/sendPhoto")
    assert (asked.told["photo"], asked.told["caption"]) == ("https://shop.example/sale.png", SALE.text)


def test_a_picture_beside_a_long_text_is_its_preview(sink: MessengerSink) -> None:
    sent(sink, replace(PICTURE, text="я" * 4096))
    (asked,) = sink.received
    assert asked.path.endswith("/sendMessage")
    assert asked.told["link_preview_options"] == {
        "url": "https://shop.example/sale.png", "prefer_large_media": True, "show_above_text": True,
    }  # fmt: skip


@pytest.mark.parametrize("length", [1024, 1025, 4095])
def test_whatever_fits_is_taken(sink: MessengerSink, length: int) -> None:
    assert len(sent(sink, replace(PICTURE, text="x" * (length - 2) + "😀"), replace(SALE, text="x" * length))) == 2


def test_what_is_too_long_is_not_sent(sink: MessengerSink) -> None:
    with pytest.raises(DeliveryError, match="the text has 4,097 units, Telegram takes 4,096"):
        sent(sink, replace(SALE, text="x" * 4095 + "😀"))
    with pytest.raises(DeliveryError, match="the button has more than 64 letters"):
        sent(sink, replace(BUTTON, link_text="x" * 65))
    assert sink.received == []


@pytest.mark.parametrize(
    ("answer", "retryable", "uncertain", "wait", "quality"),
    [
        (error("blocked"), False, False, None, 37),
        (error("deactivated"), False, False, None, 32),
        (error("never started"), False, False, None, 32),
        (error("moody"), False, False, None, 0),
        (error("no chat"), False, False, None, 1),
        (error("picture"), False, False, None, 0),
        (error("button"), False, False, None, 0),
        (error("too many"), True, False, 17.0, 0),
        (error("internal"), False, True, None, 0),
        (error("gateway"), False, True, None, 0),
        (Answer(503), True, False, None, 0),
        (Answer(200, {"ok": False}), False, True, None, 0),
        (Answer(200, {"ok": True, "result": {}}), False, True, None, 0),
        (DROP, False, True, None, 0),
    ],
)  # fmt: skip
def test_each_error_means_what_it_says(
    sink: MessengerSink, answer: Answer, retryable: bool, uncertain: bool, wait: float | None, quality: int
) -> None:
    found = failure(sink, answer)
    assert (found.retryable, found.uncertain, found.retry_after_seconds, found.quality) == (
        retryable, uncertain, wait, quality,
    )  # fmt: skip


def test_a_token_that_telegram_does_not_know_stops_the_channel_and_is_not_told(
    sink: MessengerSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    other = {"TOKEN": "700000001:another-token", "HEAR": "h" * 24}
    with pytest.raises(SetupError, match="no bot by the token in TOKEN") as caught:
        sent(sink, SALE, secrets=other)
    told = "".join(traceback.format_exception(caught.value)) + repr(channel(sink)) + str(caught.value)
    assert "another-token" not in told + caplog.text


def test_an_answer_that_never_comes_does_not_tell_the_token(
    sink: MessengerSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    found = failure(sink, DROP)
    assert TOKEN not in "".join(traceback.format_exception(found)) + caplog.text


@pytest.mark.parametrize(
    ("secret", "why"), [("", "set TOKEN"), ("a b", "no token"), ("a/../b", "no token"), ("я", "no")]
)
def test_what_is_no_token_is_told_before_anything_is_sent(sink: MessengerSink, secret: str, why: str) -> None:
    with pytest.raises(SetupError, match=why), channel(sink).open(Path(), {"TOKEN": secret}):
        pass


@pytest.mark.parametrize("address", ["telegram:", "telegram:@anna", "telegram:7e3", "telegram:007", "telegram:7\n"])
def test_what_is_no_chat_is_of_no_use(sink: MessengerSink, address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        sent(sink, replace(SALE, address=address))
    assert caught.value.quality == 31


def test_the_api_is_never_inside_our_own_network() -> None:
    with pytest.raises(SpecError, match="https"):
        CHANNELS.parse({"kind": "telegram", "token_env": "TOKEN", "url": "http://api.telegram.example"})


# what it tells ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/stop", "STOP", " Стоп! ", "отписаться"])
def test_a_word_to_stop_is_heard(text: str) -> None:
    assert channel().hear(call(said(text)), SECRETS) == [OptOut("update/1", "telegram:700", NOW, text.strip())]


def test_a_chat_that_is_closed_is_gone(state: State) -> None:
    update = {"update_id": 8, "my_chat_member": {"chat": {"id": 700}, "new_chat_member": {"status": "kicked"}}}
    (told,) = channel().hear(call(update), SECRETS)
    assert isinstance(told, Report)
    book = DeviceBook(state)
    book.add("anna", "telegram", "700", medium="messenger")
    record(state, "messenger", [replace(told, happened_at=datetime.now(UTC))], now=datetime.now(UTC))
    assert [device.gone_why for device in book.of("anna")] == ["the person closed the chat with the bot"]
    with state.transaction() as connection:
        assert suppressions.find(connection, "messenger", "telegram:700") is None


@pytest.mark.parametrize(
    "update",
    [
        said("hello, stop sending me this"), said(None), said(["/stop"]), said("/stop", chat="x"), {},
        {"update_id": 1, "message": "/stop"}, {"update_id": 1, "my_chat_member": {"chat": {"id": 700}}},
        {"update_id": 1, "edited_message": {"chat": {"id": 700}, "text": "/stop"}},
    ],
)  # fmt: skip
def test_everything_else_says_nothing(update: dict[str, Any]) -> None:
    assert channel().hear(call(update), SECRETS) == []


def test_strangers_are_not_believed() -> None:
    for secret in ("", "x" * 24, "h" * 23):
        with pytest.raises(NotAuthentic):
            channel().hear(call(said("/stop"), secret), SECRETS)
    with pytest.raises(NotAuthentic, match="no secret"):
        channel(callback_secret_env="").hear(call(said("/stop")), SECRETS)
    with pytest.raises(SetupError, match="at least 24 characters"):
        channel().hear(call(said("/stop")), {"HEAR": "short"})
    for body in (b"[]", b"{", b"\xff"):
        with pytest.raises(DataError):
            channel().hear(call(body), SECRETS)
