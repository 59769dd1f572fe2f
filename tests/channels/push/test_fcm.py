from __future__ import annotations

from pathlib import Path

import jwt
import pytest

from smartcom_kernel.channels.push_sink import Answer, Break, PushSink
from smartcom_kernel.channels.push_sink.fcm import error
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.push.conftest import APPLE, GOOGLE, account, fcm_channel, push, secrets_of, send


def failure(sink: PushSink, *answers: Answer | Break) -> DeliveryError:
    sink.answer("t1", *answers)
    with pytest.raises(DeliveryError) as caught:
        send(fcm_channel(sink), sink, push("fcm:t1"))
    return caught.value


def test_a_push_arrives_with_its_words_its_picture_and_its_link(sink: PushSink) -> None:
    assert send(fcm_channel(sink), sink, push("fcm:t1")) == ["projects/shop-example/messages/7.anna"]
    message = sink.received[0].json()["message"]
    assert message["token"] == "t1"
    assert message["notification"] == {
        "title": "Sale", "body": "Anna, -20 % today", "image": "https://shop.example/sale.png",
    }  # fmt: skip
    assert message["data"] == {"message_id": "7.anna", "link": "app://sale/7"}
    assert message["android"] == {"ttl": "7200s"}


def test_many_pushes_share_one_connection_and_one_access_token(sink: PushSink) -> None:
    send(fcm_channel(sink), sink, *(push(f"fcm:t{n}", key=f"7.{n}") for n in range(5)))
    assert sink.fcm is not None
    assert (len(sink.received), sink.connections, sink.fcm.granted) == (5, 1, 1)


def test_an_access_token_that_is_withdrawn_is_renewed_once(sink: PushSink) -> None:
    assert sink.fcm is not None
    with fcm_channel(sink).open(Path(), secrets_of(sink)) as sender:
        sender.send(push("fcm:t1"))
        sink.fcm.valid.clear()
        sender.send(push("fcm:t2", key="8"))
    assert (len(sink.received), sink.fcm.granted) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "retryable", "wait", "quality"),
    [
        (error("UNREGISTERED"), False, None, 32),
        (error("INVALID_ARGUMENT", field="message.token"), False, None, 31),
        (error("INVALID_ARGUMENT", field="message.data"), False, None, 0),
        (error("SENDER_ID_MISMATCH"), False, None, 1),
        (error("THIRD_PARTY_AUTH_ERROR"), False, None, 0),
        (error("QUOTA_EXCEEDED", headers={"retry-after": "17"}), True, 17.0, 0),
        (error("QUOTA_EXCEEDED"), True, 60.0, 0),
        (error("UNAVAILABLE", headers={"retry-after": "Mon, 23 Nov 2026 08:00:30 GMT",
                                       "date": "Mon, 23 Nov 2026 08:00:00 GMT"}), True, 30.0, 0),
        (error("INTERNAL"), True, None, 0),
    ],
)  # fmt: skip
def test_each_answer_of_the_table_means_what_the_table_says(
    sink: PushSink, answer: Answer, retryable: bool, wait: float | None, quality: int
) -> None:
    found = failure(sink, answer)
    assert (found.retryable, found.uncertain, found.retry_after_seconds, found.quality) == (
        retryable, False, wait, quality,
    )  # fmt: skip
    assert sink.received == []


@pytest.mark.parametrize(
    "body",
    [{"error": 7}, {"error": {"details": 7}}, {"error": {"details": [7, {"errorCode": 7}, {"fieldViolations": 7}]}},
     {"error": {"details": [{"fieldViolations": [7]}]}}],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_says_nothing_of_the_address(sink: PushSink, body: dict[str, object]) -> None:
    found = failure(sink, Answer(400, body))
    assert (found.retryable, found.uncertain, found.quality) == (False, False, 0)


def test_without_an_answer_the_push_is_in_doubt(sink: PushSink) -> None:
    found = failure(sink, Break.DROP)
    assert (found.retryable, found.uncertain, len(sink.received)) == (False, True, 1)


def test_an_account_of_another_project_stops_everything(sink: PushSink) -> None:
    with (
        fcm_channel(sink).open(Path(), secrets_of(sink, FCM=account(sink, project_id="other"))) as sender,
        pytest.raises(SetupError, match="does not let the account in FCM send for the project other"),
    ):
        sender.send(push("fcm:t1"))


@pytest.mark.parametrize("text", ["{}", "{nonsense", '{"project_id": 1}', "[]", "/no/such/file"])
def test_a_faulty_service_account_is_told_by_the_name_of_its_variable(sink: PushSink, text: str) -> None:
    with (
        pytest.raises(SetupError, match="FCM") as caught,
        fcm_channel(sink).open(Path(), {"FCM": text}),
    ):
        pass
    assert "no/such" not in str(caught.value)


@pytest.mark.parametrize("key", ["PRIVATE-WORDS", APPLE.private])
def test_a_key_that_cannot_sign_is_told_without_the_key(sink: PushSink, key: str) -> None:
    with (
        fcm_channel(sink).open(Path(), {"FCM": account(sink, private_key=key)}) as sender,
        pytest.raises(SetupError, match="FCM") as caught,
    ):
        sender.send(push("fcm:t1"))
    assert key[:12] not in str(caught.value)


def test_the_claim_is_signed_for_an_hour_at_most(sink: PushSink, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = []
    assert sink.fcm is not None
    granted = sink.fcm.token

    def token(asked):  # type: ignore[no-untyped-def]
        assertion = asked.body.decode().rpartition("assertion=")[2]
        claims.append(jwt.decode(assertion, GOOGLE.public, ["RS256"], audience=f"{sink.url}/token"))
        return granted(asked)

    monkeypatch.setattr(sink.fcm, "token", token)
    send(fcm_channel(sink), sink, push("fcm:t1"))
    assert claims[0]["exp"] - claims[0]["iat"] == 3600
    assert claims[0]["scope"] == "https://www.googleapis.com/auth/firebase.messaging"


def test_a_push_that_is_too_large_never_leaves(sink: PushSink) -> None:
    with pytest.raises(DeliveryError, match="at most 4,096"):
        send(fcm_channel(sink), sink, push("fcm:t1", text="я" * 2100))
    assert sink.received == []


def test_a_push_that_has_expired_never_leaves(sink: PushSink) -> None:
    old = push("fcm:t1")
    with pytest.raises(DeliveryError, match="has expired"):
        send(fcm_channel(sink), sink, push("fcm:t1", expires_at=old.sent_at))
    assert sink.received == []


@pytest.mark.parametrize("address", ["apns:" + "ab" * 32, "fcm:", "fcm:two words", "fcm:ы", "", "fcm"])
def test_what_is_no_address_of_firebase_never_leaves(sink: PushSink, address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(fcm_channel(sink), sink, push(address))
    assert (caught.value.retryable, sink.received) == (False, [])
