"""E-mails through a provider over HTTP, and what it tells later."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from smartcom_kernel.channels.esp import EspChannel
from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.core.errors import DataError, DeliveryError, NotAuthentic, SetupError
from tests.channels.conftest import hello
from tests.channels.http.provider import RESET, Provider, answer, provider

NOW = datetime(2017, 12, 31, 9, 30, tzinfo=UTC)
SECRET, OTHER = (f"whsec_{b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
SECRETS = {"TOKEN": "t0ken-of-the-shop", "SECRET": SECRET, "NEXT": OTHER}


def channel_to(told: Provider | None, **more: Any) -> EspChannel:
    url = told.url() if told else "https://api.esp.example/v1/messages"
    fields = {"token_env": "TOKEN", "sender": "news@shop.example", "allow_local": told is not None}
    return EspChannel.model_validate({"url": url, "callback_secret_env": "SECRET", **fields, **more})


def call(body: bytes, *, secret: str = SECRET, signed_at: datetime = NOW, event_id: str = "e-1") -> Callback:
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, signed_at, body.decode("utf-8", "replace")),
    }
    return Callback("POST", headers, {}, body, NOW)


def event(kind: str = "message.bounced", **data: str) -> bytes:
    told = {"type": kind, "timestamp": "2017-12-31T09:29:00Z", "data": {"key": "7.anna", **data}}
    return json.dumps(told).encode()


def test_an_email_arrives_with_its_key_and_our_token(tmp_path: Path) -> None:
    with provider() as told, channel_to(told, sender_name="Shop").open(tmp_path, SECRETS) as sender:
        assert sender.send(hello()).remote_id == "p-1"
    (request,) = told.requests
    said = json.loads(request.body)
    assert request.headers["idempotency-key"] == "7.anna"
    assert request.headers["authorization"] == "Bearer t0ken-of-the-shop"
    assert (said["to"], said["from"], said["from_name"]) == ("anna@example.com", "news@shop.example", "Shop")


@pytest.mark.parametrize("first", [answer("500 Internal Server Error"), RESET])
def test_what_was_taken_before_the_answer_was_lost_is_taken_once(tmp_path: Path, first: bytes) -> None:
    """The provider took it, failed to say so, and knows the key when it comes again."""
    known = answer("409 Conflict", b'{"id": "p-1"}')
    with provider(first, known) as told, channel_to(told).open(tmp_path, SECRETS) as sender:
        with pytest.raises(DeliveryError) as failed:
            sender.send(hello())
        assert failed.value.uncertain
        assert sender.send(hello()).remote_id == "p-1"
    assert [r.headers["idempotency-key"] for r in told.requests] == ["7.anna", "7.anna"]
    assert told.requests[0].body == told.requests[1].body


def test_an_address_that_is_none_never_leaves(tmp_path: Path) -> None:
    with provider() as told, channel_to(told).open(tmp_path, SECRETS) as sender, pytest.raises(DeliveryError) as failed:
        sender.send(hello(address="anna@"))
    assert (failed.value.quality, told.requests) == (31, [])


@pytest.mark.parametrize("status", ["401 Unauthorized", "422 Unprocessable Entity", "500 Oops", "302 Found"])
def test_no_error_tells_the_token(tmp_path: Path, status: str) -> None:
    with provider(answer(status, b"t0ken-of-the-shop")) as told, channel_to(told).open(tmp_path, SECRETS) as sender:
        with pytest.raises((DeliveryError, SetupError)) as failed:
            sender.send(hello())
        assert "t0ken" not in f"{failed.value!r} {failed.value} {vars(sender)}"


@pytest.mark.parametrize("token", ["", "with space", "two\r\nLines: yes", "ключ"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_and_not_told(tmp_path: Path, token: str) -> None:
    with pytest.raises(SetupError, match="TOKEN") as refused, channel_to(None).open(tmp_path, {"TOKEN": token}):
        pass
    assert not token or token not in str(refused.value)


def test_a_bounce_is_heard_with_what_it_means_for_the_address() -> None:
    body = event(code="550 5.1.1", detail="User unknown", id="p-1", to="anna@example.com")
    assert channel_to(None).hear(call(body), SECRETS) == [
        Report(
            "e-1", Verdict.BOUNCED, NOW - timedelta(minutes=1), key="7.anna", remote_id="p-1",
            address="anna@example.com", code="550 5.1.1", detail="User unknown", quality=32,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "verdict", "quality"),
    [("message.delivered", Verdict.DELIVERED, 0), ("message.complained", Verdict.COMPLAINED, 36)],
)
def test_deliveries_and_complaints_are_heard(kind: str, verdict: Verdict, quality: int) -> None:
    (report,) = channel_to(None).hear(call(event(kind)), SECRETS)
    assert (report.verdict, report.quality) == (verdict, quality)


def test_a_bounce_for_our_reputation_says_nothing_of_the_address() -> None:
    body = event(code="550 5.7.1", detail="Your IP is on a blacklist")
    assert channel_to(None).hear(call(body), SECRETS)[0].quality == 0


def test_the_same_call_twice_carries_the_same_id() -> None:
    channel = channel_to(None)
    assert channel.hear(call(event()), SECRETS) == channel.hear(call(event()), SECRETS)


def test_a_second_secret_is_believed_while_the_first_is_changed() -> None:
    channel = channel_to(None, further_callback_secret_env="NEXT")
    assert len(channel.hear(call(event(), secret=OTHER), SECRETS)) == 1


@pytest.mark.parametrize("minutes", [6, -6])
def test_a_call_that_is_six_minutes_off_is_refused(minutes: int) -> None:
    with pytest.raises(NotAuthentic, match="five minutes"):
        channel_to(None).hear(call(event(), signed_at=NOW - timedelta(minutes=minutes)), SECRETS)


def forged(**changes: str) -> Callback:
    genuine = call(event())
    return Callback("POST", {**genuine.headers, **changes}, {}, genuine.body, NOW)


@pytest.mark.parametrize(
    "callback",
    [
        call(event(), secret=OTHER),
        Callback("POST", call(event()).headers, {}, event(code="other"), NOW),
        Callback("POST", {}, {}, event(), NOW),
        Callback("POST", call(event()).headers, {}, b"\xff\xfe", NOW),
        forged(**{"webhook-id": "e-2"}),
        forged(**{"webhook-signature": ""}),
        forged(**{"webhook-signature": "v1, v1,= v2,xyz \udcff ключ"}),
        forged(**{"webhook-timestamp": "-1"}),
        forged(**{"webhook-timestamp": "99999999999999999999"}),
        forged(**{"webhook-timestamp": "NaN"}),
        forged(**{"webhook-timestamp": "١٥١٤"}),
    ],
)
def test_a_forged_call_is_refused(callback: Callback) -> None:
    with pytest.raises(NotAuthentic):
        channel_to(None).hear(callback, SECRETS)


def test_without_a_secret_nobody_is_believed() -> None:
    with pytest.raises(NotAuthentic, match="callback_secret_env"):
        channel_to(None, callback_secret_env="").hear(call(event()), SECRETS)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{}", b"{", b'{"type": 7}',
        event("message.opened"), event("message."), event("delivered "),
        event().replace(b'"7.anna"', b'""'), event().replace(b"2017-12-31T09:29:00Z", b"yesterday"),
        event().replace(b'"2017-12-31T09:29:00Z"', b"1514712540"),
        b'{"type": "message.bounced", "timestamp": "2017-12-31", "data": 1}', b"[" * 99_999,
    ],
)  # fmt: skip
def test_an_authentic_call_that_makes_no_sense_is_told_apart(body: bytes) -> None:
    with pytest.raises(DataError, match=r"message\.delivered"):
        channel_to(None).hear(call(body), SECRETS)
