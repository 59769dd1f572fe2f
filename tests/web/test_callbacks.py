"""Providers that call us are believed once they prove who they are, and answered once what they tell is kept."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from smartcom_kernel.channels.esp import EspChannel
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.web.app import web_app
from smartcom_kernel.web.callbacks import LARGEST
from tests.delivery.posts import NOW, address, book, go, planned, standing
from tests.web.test_unsubscribe import Caller

SECRET = f"whsec_{b64encode(bytes(32)).decode()}"


@pytest.fixture
def caller(state: State, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("ESP_CALLBACKS", SECRET)
    channel = EspChannel(
        url="https://api.esp.example/v1/messages", token_env="ESP_TOKEN", sender="news@shop.example",
        callback_secret_env="ESP_CALLBACKS",
    )  # fmt: skip
    channels = {"email": channel, "sms": MemoryChannel()}
    return Caller(web_app(state, Settings(), FixedClock(NOW), channels=channels))


@pytest.fixture
def key(state: State) -> str:
    """The key of a message that was accepted."""
    planned(state, {"ann": address("ann")})
    channel = MemoryChannel()
    go(state, channel)
    return channel.sent[0].key


def tell(caller: Caller, key: str, kind: str, *, secret: str = SECRET, medium: str = "email") -> httpx.Response:
    told: dict[str, Any] = {"type": kind, "timestamp": NOW.isoformat(), "data": {"key": key, "code": "550 5.1.1"}}
    body = json.dumps(told)
    headers = {
        "webhook-id": f"e-{kind}", "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": Webhook(secret).sign(f"e-{kind}", NOW, body),
    }  # fmt: skip
    return caller.post(f"/callbacks/{medium}", content=body, headers=headers)


def test_what_a_provider_tells_is_kept_before_it_is_answered(state: State, caller: Caller, key: str) -> None:
    assert tell(caller, key, "message.bounced").status_code == 200
    assert standing(state, "ann") == "bounced"
    quality = book(state).quality(address("ann"))
    assert quality is not None
    assert quality.is_hard


def test_reordered_and_repeated_calls_come_to_the_same(state: State, caller: Caller, key: str) -> None:
    for kind in ["message.complained", "message.delivered", "message.bounced"] * 3:
        assert tell(caller, key, kind).status_code == 200
    assert standing(state, "ann") == "complained"
    with state.transaction() as connection:
        assert len(connection.execute("SELECT * FROM reports").fetchall()) == 3


def test_a_forged_call_is_not_believed_and_leaves_nothing(state: State, caller: Caller, key: str) -> None:
    forged = f"whsec_{b64encode(bytes([1]) * 32).decode()}"
    assert tell(caller, key, "message.bounced", secret=forged).status_code == 401
    assert standing(state, "ann") == "accepted"
    with state.transaction() as connection:
        assert connection.execute("SELECT * FROM reports").fetchall() == []


@pytest.mark.parametrize(("medium", "status"), [("sms", 401), ("push", 404), ("..%2f..%2fetc", 404)])
def test_a_call_about_what_nobody_calls_about_is_not_believed(
    caller: Caller, key: str, medium: str, status: int
) -> None:
    assert tell(caller, key, "message.bounced", medium=medium).status_code == status


def test_a_call_that_is_too_large_is_refused(caller: Caller) -> None:
    assert caller.post("/callbacks/email", content=b"x" * (LARGEST + 1)).status_code == 413


def test_looking_at_the_address_of_calls_changes_nothing(caller: Caller) -> None:
    assert caller.get("/callbacks/email").status_code == 405
