from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.messenger import MessengerChannel
from smartcom_kernel.channels.messenger_sink import MessengerSink
from smartcom_kernel.channels.messenger_sink.chat2desk import Chat2Desk
from smartcom_kernel.channels.messenger_sink.telegram import Telegram
from smartcom_kernel.channels.report import Callback, OptOut
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic, SpecError, UnknownName
from smartcom_kernel.delivery.devices import DeviceBook
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.state.connect import State
from tests.delivery.posts import go, planned

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = {"BOT": "7:AAx", "C2D": "t0ken", "HEAR": "h" * 24, "HOOK": "k" * 24}


def both(bot: MessengerSink | None = None, desk: MessengerSink | None = None) -> MessengerChannel:
    def where(sink: MessengerSink | None) -> dict[str, Any]:
        return {"url": sink.url, "allow_local": True} if sink else {}

    return MessengerChannel.model_validate({"through": [
        {"kind": "telegram", "token_env": "BOT", "callback_secret_env": "HEAR", **where(bot)},
        {"kind": "chat2desk", "token_env": "C2D", "callback_secret_env": "HOOK", **where(desk)},
    ]})  # fmt: skip


def test_each_message_goes_to_the_messenger_of_its_chat() -> None:
    with (
        MessengerSink(Telegram("7:AAx")) as bot,
        MessengerSink(Chat2Desk("t0ken")) as desk,
        both(bot, desk).open(Path(), SECRETS) as sender,
    ):
        sender.send(Outgoing("k.1", "messenger", "telegram:700", "Sale", NOW))
        sender.send(Outgoing("k.2", "messenger", "chat2desk:41", "Sale", NOW))
        with pytest.raises(DeliveryError, match="no service for devices of 'viber'"):
            sender.send(Outgoing("k.3", "messenger", "viber:1", "Sale", NOW))
    assert (len(bot.received), len(desk.received)) == (1, 1)


def test_either_messenger_is_believed_by_its_own_secret() -> None:
    update = {"update_id": 1, "message": {"chat": {"id": 700}, "text": "/stop"}}
    hook = {"hook_type": "inbox", "client_id": 41, "message_id": 7, "text": "stop"}
    of_bot = Callback("POST", {"x-telegram-bot-api-secret-token": "h" * 24}, {}, json.dumps(update).encode(), NOW)
    of_desk = Callback("POST", {}, {"secret": "k" * 24}, json.dumps(hook).encode(), NOW)
    found = [said for call in (of_bot, of_desk) for said in both().hear(call, SECRETS)]
    assert [one.address for one in found if isinstance(one, OptOut)] == ["telegram:700", "chat2desk:41"]
    with pytest.raises(NotAuthentic, match=r"telegram: .*; chat2desk: "):
        both().hear(Callback("POST", {}, {}, b"{}", NOW), SECRETS)


def test_who_says_stop_while_a_sending_runs_gets_nothing_more(state: State) -> None:
    people = {f"c{n}": f"telegram:70{n}" for n in range(3)}
    planned(state, people, medium="messenger")
    with MessengerSink(Telegram("7:AAx")) as bot, pytest.MonkeyPatch.context() as patch:
        for name, secret in SECRETS.items():
            patch.setenv(name, secret)
        go(state, {"messenger": both(bot)}, limit=1, quiet_hours={})
        record(state, "messenger", [OptOut("update/1", "telegram:702", NOW, "/stop")], now=NOW)
        go(state, {"messenger": both(bot)}, quiet_hours={})
        assert sorted(asked.told["chat_id"] for asked in bot.received) == [700, 701]


def test_a_chat_of_a_messenger_that_nobody_carries_is_refused(state: State) -> None:
    book = DeviceBook(state, clock=FixedClock(NOW))
    with pytest.raises(UnknownName, match="did you mean 'telegram'"):
        book.add("anna", "telegramm", "700", medium="messenger")
    with pytest.raises(DeliveryError, match="a chat of Telegram is a number"):
        book.add("anna", "telegram", "@anna", medium="messenger")


@pytest.mark.parametrize("kind", ["fcm", "smtp"])
def test_a_service_that_is_no_messenger_is_refused(kind: str) -> None:
    fields = {"fcm": {"credentials_env": "A"}, "smtp": {"host": "h", "sender": "a@example.com"}}[kind]
    with pytest.raises(SpecError, match=f"{kind} is no service for"):
        CHANNELS.parse({"kind": "messenger", "through": [{"kind": kind, **fields}]})
