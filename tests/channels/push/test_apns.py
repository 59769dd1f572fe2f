from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest

from smartcom_kernel.channels.push_sink import Answer, Break, PushSink
from smartcom_kernel.channels.push_sink.apns import REASONS, error
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.push.conftest import (
    APPLE,
    GOOGLE,
    IPHONE,
    KEY_ID,
    TEAM,
    VAPID,
    apns_channel,
    push,
    secrets_of,
    send,
)

KNOWN_AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
TO_IPHONE = f"apns:{IPHONE}"


def failure(sink: PushSink, *answers: Answer | Break) -> DeliveryError:
    sink.answer(IPHONE, *answers)
    with pytest.raises(DeliveryError) as caught:
        send(apns_channel(sink), sink, push(TO_IPHONE))
    return caught.value


def test_a_push_arrives_with_its_words_and_until_when_it_is_worth_delivering(sink: PushSink) -> None:
    (apns_id,) = send(apns_channel(sink), sink, push(TO_IPHONE))
    asked = sink.received[0]
    assert asked.json() == {
        "aps": {"alert": {"title": "Sale", "body": "Anna, -20 % today"}, "sound": "default", "mutable-content": 1},
        "message_id": "7.anna", "link": "app://sale/7", "image": "https://shop.example/sale.png",
    }  # fmt: skip
    expires_at = push(TO_IPHONE).expires_at
    assert expires_at is not None
    assert asked.headers["apns-expiration"] == str(int(expires_at.timestamp()))
    assert asked.headers["apns-topic"] == "example.shop.app"
    assert asked.headers["apns-id"] == apns_id


def test_every_try_of_a_message_carries_one_id(sink: PushSink) -> None:
    one, again, other = send(apns_channel(sink), sink, push(TO_IPHONE), push(TO_IPHONE), push(TO_IPHONE, key="8"))
    assert one == again != other


def test_the_token_is_signed_by_the_teams_key_and_kept(sink: PushSink) -> None:
    send(apns_channel(sink), sink, push(TO_IPHONE), push(TO_IPHONE, key="8"))
    first, second = (asked.headers["authorization"].removeprefix("bearer ") for asked in sink.received)
    assert first == second
    assert jwt.get_unverified_header(first) == {"alg": "ES256", "kid": KEY_ID, "typ": "JWT"}
    assert jwt.decode(first, APPLE.public, ["ES256"])["iss"] == TEAM
    assert sink.connections == 1


def test_a_token_that_ended_at_apples_clock_is_renewed_once(sink: PushSink) -> None:
    sink.answer(IPHONE, error("ExpiredProviderToken"))
    send(apns_channel(sink), sink, push(TO_IPHONE))
    assert len(sink.received) == 1


def test_a_clock_that_is_hours_off_stops_everything(sink: PushSink) -> None:
    assert sink.apns is not None
    sink.apns.now += 7200
    with pytest.raises(SetupError, match="ExpiredProviderToken"):
        send(apns_channel(sink), sink, push(TO_IPHONE))


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_only_a_token_that_is_certainly_gone_is_called_so(sink: PushSink, reason: str) -> None:
    sink.answer(IPHONE, error(reason), error(reason))
    with pytest.raises((DeliveryError, SetupError)) as caught:
        send(apns_channel(sink), sink, push(TO_IPHONE))
    quality = caught.value.quality if isinstance(caught.value, DeliveryError) else 0
    assert (quality >= 30) is (reason in {"Unregistered", "ExpiredToken"})
    assert sink.received == []


def test_a_token_that_is_gone_is_so_as_of_the_providers_date(sink: PushSink) -> None:
    found = failure(sink, error("Unregistered", since=KNOWN_AT))
    assert (found.quality, found.quality_at, found.retryable) == (32, KNOWN_AT, False)


@pytest.mark.parametrize("stamp", [1e300, "soon", None, True, -1e300, 10**400, []])
def test_a_date_that_makes_no_sense_is_none(sink: PushSink, stamp: object) -> None:
    found = failure(sink, Answer(410, {"reason": "Unregistered", "timestamp": stamp}))
    assert (found.quality, found.quality_at) == (32, None)


@pytest.mark.parametrize("reason", ["TooManyRequests", "InternalServerError", "ServiceUnavailable", "Shutdown"])
def test_where_apple_is_busy_a_later_try_can_help(sink: PushSink, reason: str) -> None:
    found = failure(sink, error(reason))
    assert (found.retryable, found.uncertain, found.quality) == (True, False, 0)


def test_a_token_that_apple_calls_bad_may_be_one_of_another_environment(sink: PushSink) -> None:
    assert failure(sink, error("BadDeviceToken")).quality == 1


def test_a_goaway_before_the_push_was_processed_is_answered_with_a_new_connection(sink: PushSink) -> None:
    sink.answer(IPHONE, Answer(200), Break.GOAWAY)
    send(apns_channel(sink), sink, push(TO_IPHONE), push(TO_IPHONE, key="8"), push(TO_IPHONE, key="9"))
    assert [asked.json()["message_id"] for asked in sink.received] == ["7.anna", "8", "9"]
    assert sink.connections == 2


@pytest.mark.parametrize("gone", [Break.GOAWAY, Break.REFUSED_STREAM])
def test_what_was_certainly_not_processed_may_be_tried_again(sink: PushSink, gone: Break) -> None:
    found = failure(sink, gone)
    assert (found.retryable, found.uncertain, sink.received) == (True, False, [])


@pytest.mark.parametrize("gone", [Break.GOAWAY_AFTER, Break.DROP])
def test_what_may_have_been_processed_is_in_doubt(sink: PushSink, gone: Break) -> None:
    found = failure(sink, gone)
    assert (found.retryable, found.uncertain, len(sink.received)) == (False, True, 1)


def test_a_service_that_is_not_there_can_be_tried_later(sink: PushSink) -> None:
    channel = apns_channel(sink, url="https://localhost:1")
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        send(channel, sink, push(TO_IPHONE))
    assert caught.value.retryable


def test_a_certificate_that_does_not_hold_stops_everything(sink: PushSink) -> None:
    channel = apns_channel(sink, url=f"https://127.0.0.1:{sink.port}")
    with pytest.raises(SetupError, match="certificate that does not hold"):
        send(channel, sink, push(TO_IPHONE))


@pytest.mark.parametrize("address", ["apns:xyz", "apns:", "apns:../../etc", "fcm:t1", f"apns:{IPHONE}/x"])
def test_what_is_no_token_of_apple_never_leaves(sink: PushSink, address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(apns_channel(sink), sink, push(address))
    assert (caught.value.retryable, sink.received) == (False, [])


@pytest.mark.parametrize("key", [GOOGLE.private, "-----BEGIN NOTHING-----"])
def test_a_key_that_is_not_apples_is_told_without_the_key(sink: PushSink, key: str) -> None:
    with (
        pytest.raises(SetupError, match="APNS") as caught,
        apns_channel(sink).open(Path(), secrets_of(sink, APNS=key)) as sender,
    ):
        sender.send(push(TO_IPHONE))
    assert "BEGIN" not in str(caught.value)


def test_the_key_of_another_team_stops_everything(sink: PushSink) -> None:
    with (
        apns_channel(sink).open(Path(), secrets_of(sink, APNS=VAPID.private)) as sender,
        pytest.raises(SetupError, match="InvalidProviderToken"),
    ):
        sender.send(push(TO_IPHONE))


def test_a_key_may_stand_in_a_file(sink: PushSink, tmp_path: Path) -> None:
    (tmp_path / "key.p8").write_text(APPLE.private)
    with apns_channel(sink).open(Path(), {"APNS": str(tmp_path / "key.p8")}) as sender:
        sender.send(push(TO_IPHONE))
    assert len(sink.received) == 1


def test_a_missing_key_is_told_before_anything_is_sent(sink: PushSink) -> None:
    with pytest.raises(SetupError, match="set APNS"), apns_channel(sink).open(Path(), {}):
        pass
