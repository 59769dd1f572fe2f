"""SMS through local providers over HTTP, each in its own form, and what they tell later."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from smartcom_kernel.channels.http_sms import HttpSmsChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.channels.sms_gateway import presets
from smartcom_kernel.core.errors import DataError, DeliveryError, NotAuthentic, SetupError
from tests.channels.conftest import hello
from tests.channels.http.provider import RESET, Provider, answer, provider

NOW = datetime(2017, 12, 31, 9, 30, tzinfo=UTC)
SECRETS = {"LOGIN": "shop@shop.example", "PASSWORD": "s3cret-w0rd", "TOKEN": "t0ken", "HEAR": "h" * 24}
NAMES = {"login_env": "LOGIN", "password_env": "PASSWORD", "token_env": "TOKEN", "callback_secret_env": "HEAR"}
HEARD = "https://shop.example/callbacks/sms?secret="
TAKEN = answer("200 OK", b'{"id": 41, "cnt": 1}')
SMS = hello(medium="sms", address="+79000000000", text="Привет, {password} & Анна!")


def channel_to(told: Provider | None, **more: Any) -> HttpSmsChannel:
    local = {"url": told.url(), "allow_local": True} if told else {}
    fields = {"preset": "smsc", "sender": "MyShop", **NAMES}
    return HttpSmsChannel.model_validate(fields | local | more)


def sent(told: Provider, folder: Path, sms: Outgoing = SMS, **more: Any) -> str:
    with channel_to(told, **more).open(folder, SECRETS) as sender:
        return sender.send(sms).remote_id


def call(body: bytes, secret: str = "h" * 24) -> Callback:
    return Callback("POST", {}, {"secret": secret}, body, NOW)


def test_smsc_gets_a_form_and_its_number_of_the_message_is_kept(tmp_path: Path) -> None:
    with provider(TAKEN) as told:
        assert sent(told, tmp_path) == "41"
    (request,) = told.requests
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert form == {
        "login": "shop@shop.example", "psw": "s3cret-w0rd", "phones": "79000000000", "charset": "utf-8", "fmt": "3",
        "mes": "Привет, {password} & Анна!", "sender": "MyShop",
    }  # fmt: skip


def test_sms_aero_gets_json_and_the_login_in_a_header(tmp_path: Path) -> None:
    taken = answer("200 OK", b'{"success": true, "data": {"id": 42, "status": 0}, "message": null}')
    with provider(taken) as told:
        assert sent(told, tmp_path, preset="smsaero", parameters={"callbackUrl": f"{HEARD}{{callback_secret}}"}) == "42"
    (request,) = told.requests
    assert b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"shop@shop.example:s3cret-w0rd"
    assert json.loads(request.body) == {
        "number": "79000000000", "text": SMS.text, "sign": "MyShop", "callbackUrl": f"{HEARD}{SECRETS['HEAR']}",
    }  # fmt: skip


def test_exolve_gets_json_and_a_token(tmp_path: Path) -> None:
    with provider(answer("200 OK", b'{"message_id": "439166538"}')) as told:
        assert sent(told, tmp_path, preset="exolve") == "439166538"
    (request,) = told.requests
    assert request.headers["authorization"] == "Bearer t0ken"
    assert json.loads(request.body)["destination"] == "79000000000"


@pytest.mark.parametrize(
    ("code", "retryable", "after_seconds", "quality"),
    [(7, False, None, 31), (8, False, None, 1), (6, False, None, 0), (9, True, 60, 0), (4, True, 600, 0),
     (777, False, None, 0)],
)  # fmt: skip
def test_what_smsc_refuses_is_read_from_its_table(
    tmp_path: Path, code: int, retryable: bool, after_seconds: float | None, quality: int
) -> None:
    refused = answer("200 OK", json.dumps({"error": "no", "error_code": code, "id": 503}).encode())
    with provider(refused) as told, pytest.raises(DeliveryError) as failed:
        sent(told, tmp_path)
    error = failed.value
    assert (error.code, error.retryable, error.retry_after_seconds, error.quality, error.uncertain) == (
        str(code), retryable, after_seconds, quality, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        answer("200 OK", b'{"error": "authorise error", "error_code": 2}'),
        answer("200 OK", b'{"error": "no money", "error_code": 3, "id": 503}'),
        answer("401 Unauthorized"), answer("402 Payment Required"), answer("302 Found"),
    ],
)  # fmt: skip
def test_what_every_message_would_meet_stops_the_channel_and_tells_no_secret(tmp_path: Path, said: bytes) -> None:
    with provider(said) as told, channel_to(told).open(tmp_path, SECRETS) as sender:
        with pytest.raises(SetupError) as stopped:
            sender.send(SMS)
        assert "s3cret" not in f"{stopped.value!r} {vars(sender)}"


@pytest.mark.parametrize(
    "said",
    [
        answer("200 OK"), answer("200 OK", b"<html>"), answer("200 OK", b"[1]"), answer("200 OK", b'{"id": null}'),
        answer("200 OK", b"[" * 99_999), answer("500 Oops", b'{"error_code": 7}'), RESET,
    ],
)  # fmt: skip
def test_an_answer_that_says_neither_yes_nor_no_is_uncertain(tmp_path: Path, said: bytes) -> None:
    """There is no key by which such a provider takes a message once, so it must not be repeated by itself."""
    with provider(said) as told, pytest.raises(DeliveryError) as failed:
        sent(told, tmp_path)
    assert (failed.value.uncertain, failed.value.quality, channel_to(told).idempotent) == (True, 0, False)


def test_a_success_that_says_false_is_none(tmp_path: Path) -> None:
    refused = answer("200 OK", b'{"success": false, "data": {"id": 42}, "message": "Sign is not approved"}')
    with provider(refused) as told, pytest.raises(DeliveryError, match="Sign is not approved") as failed:
        sent(told, tmp_path, preset="smsaero")
    assert not failed.value.uncertain


def test_a_code_that_comes_with_a_status_of_blame_is_read(tmp_path: Path) -> None:
    with provider(answer("400 Bad Request", b'{"error_code": 7}')) as told, pytest.raises(DeliveryError) as failed:
        sent(told, tmp_path)
    assert failed.value.quality == 31


def test_haste_waits_as_long_as_the_provider_says(tmp_path: Path) -> None:
    with provider(answer("429 Too Many", b"", "Retry-After: 30")) as told, pytest.raises(DeliveryError) as failed:
        sent(told, tmp_path)
    assert (failed.value.retryable, failed.value.retry_after_seconds) == (True, 30)


@pytest.mark.parametrize("address", ["", "anna@example.com", "+0", "7900 000", "79000000000,79000000001"])
def test_what_is_no_number_never_leaves(tmp_path: Path, address: str) -> None:
    with provider(TAKEN) as told, pytest.raises(DeliveryError) as failed:
        sent(told, tmp_path, hello(address=address))
    assert (failed.value.quality, told.requests) == (31, [])


def test_a_provider_of_your_own_is_described_by_a_table(tmp_path: Path) -> None:
    gateway = {
        "url": "https://sms.provider.example/send", "parameters": {"k": "{token}", "n": "{to}", "t": "{text}"},
        "success_path": "result.state", "success_pattern": "queued|sent", "id_path": "result.id",
        "error_path": "result.state", "errors": {"later": {"kind": "retry", "after_seconds": 5}},
    }  # fmt: skip
    yes, no = (answer("200 OK", b'{"result": {"id": "a", "state": "%s"}}' % state) for state in (b"queued", b"later"))
    with provider(yes, no) as told:
        assert sent(told, tmp_path, preset="", gateway=gateway) == "a"
        with pytest.raises(DeliveryError) as failed:
            sent(told, tmp_path, preset="", gateway=gateway)
    assert failed.value.retry_after_seconds == 5


def test_a_token_with_a_line_end_does_not_get_into_a_header(tmp_path: Path) -> None:
    secrets = SECRETS | {"TOKEN": "t0ken\r\nX-Admin: yes"}
    opened = channel_to(None, preset="exolve").open(tmp_path, secrets)
    with pytest.raises(SetupError, match="Authorization") as refused, opened:
        pass
    assert "t0ken" not in str(refused.value)


@pytest.mark.parametrize("name", presets())
def test_each_preset_can_be_used(name: str) -> None:
    assert channel_to(None, preset=name).provider().url.startswith("https://")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"preset": "nobody"}, "there are exolve, smsaero, smsc"),
        ({"preset": ""}, "either a preset or a gateway"),
        ({"login_env": "", "token_env": ""}, "needs login_env"),
        ({"parameters": {"x": "{nonsense}"}}, "nothing fills nonsense"),
        ({"url": "http://smsc.ru/send"}, "https://"),
    ],
)
def test_a_channel_that_could_not_work_is_refused_when_it_is_read(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        channel_to(None, **wrong)


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="PASSWORD, TOKEN, HEAR"), channel_to(None).open(tmp_path, {"LOGIN": "x"}):
        pass


@pytest.mark.parametrize(
    ("body", "verdict", "code", "quality"),
    [
        (b"id=41&phone=79000000000&status=1&err=0", Verdict.DELIVERED, "0", 0),
        (b"id=41&status=20&err=1", Verdict.BOUNCED, "1", 32),
        (b"id=41&status=3", Verdict.BOUNCED, "3", 1),
        (b'{"id": 41, "status": 22}', Verdict.BOUNCED, "22", 31),
        (b"id=41&status=24", Verdict.BOUNCED, "24", 0),
    ],
)
def test_a_receipt_says_what_became_of_a_message(body: bytes, verdict: Verdict, code: str, quality: int) -> None:
    (report,) = channel_to(None).hear(call(body), SECRETS)
    assert isinstance(report, Report)
    assert (report.remote_id, report.verdict, report.code, report.quality) == ("41", verdict, code, quality)


def test_the_same_receipt_twice_carries_the_same_id() -> None:
    channel, again = channel_to(None), Callback("POST", {}, {"secret": "h" * 24}, b"id=41&status=1", datetime.now(UTC))
    assert channel.hear(call(b"id=41&status=1"), SECRETS)[0].event_id == channel.hear(again, SECRETS)[0].event_id


def test_a_message_still_under_way_is_no_report() -> None:
    assert channel_to(None).hear(call(b"id=41&status=0"), SECRETS) == []


@pytest.mark.parametrize("secret", ["", "h" * 23, "H" * 24, "ключ", "\udcff"])
def test_a_receipt_without_the_secret_is_not_believed(secret: str) -> None:
    with pytest.raises(NotAuthentic):
        channel_to(None).hear(call(b"id=41&status=1", secret), SECRETS)


@pytest.mark.parametrize("more", [{"callback_secret_env": ""}, {"preset": "exolve"}])
def test_nobody_is_believed_where_no_receipts_are_agreed(more: dict[str, str]) -> None:
    with pytest.raises(NotAuthentic):
        channel_to(None, **more).hear(call(b"id=41&status=1"), SECRETS)


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_secret_that_could_be_guessed_opens_nothing(secret: str) -> None:
    with pytest.raises(SetupError, match="24 characters"):
        channel_to(None).hear(call(b"id=41&status=1", secret), SECRETS | {"HEAR": secret})


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"{", b"[]", b"status=1", b"id=41", b"id=41&status=99", b'{"a":' * 9_999, b"&a=1" * 200,
     b'{"id": {"id": 1}, "status": 1}'],
)  # fmt: skip
def test_a_receipt_that_makes_no_sense_is_told_apart(body: bytes) -> None:
    with pytest.raises(DataError, match="receipt"):
        channel_to(None).hear(call(body), SECRETS)
