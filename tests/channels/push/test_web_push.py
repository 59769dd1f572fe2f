"""Web Push: what leaves is decrypted here as a browser does, step by step after RFC 8291, 3.4, and RFC 8188, 2."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from smartcom_kernel.channels.push_sink import Answer, Break, PushSink
from smartcom_kernel.channels.web_push import WebPushChannel, encrypted
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.push.conftest import GOOGLE, VAPID, push, secrets_of, send, web_channel


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def private(value: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(octets(value)), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@dataclass(frozen=True)
class Browser:
    key: ec.EllipticCurvePrivateKey
    auth: bytes

    def read(self, body: bytes) -> bytes:
        salt, length, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        assert (int.from_bytes(body[16:20]), length) == (4096, 65)
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = hkdf(self.auth, shared, b"WebPush: info\0" + point(self.key) + theirs, 32)
        key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        words, mark, padding = padded.rpartition(b"\x02")
        assert mark == b"\x02"
        assert padding.strip(b"\0") == b""
        return words

    def address(self, sink: PushSink, **changes: str) -> str:
        keys = {"p256dh": text_of(point(self.key)), "auth": text_of(self.auth)}
        return "web:" + json.dumps({"endpoint": f"{sink.url}/push/s1", "keys": keys, **changes})


ANNAS = Browser(ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef")


def failure(sink: PushSink, *answers: Answer | Break) -> DeliveryError:
    sink.answer("s1", *answers)
    with pytest.raises(DeliveryError) as caught:
        send(web_channel(sink), sink, push(ANNAS.address(sink)))
    return caught.value


def test_the_printed_example_of_the_standard_comes_out_to_the_octet() -> None:
    """RFC 8291, appendix A (and section 5)."""
    browser = Browser(private("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), octets("BTBZMqHH6r4Tts7J_aSIgg"))
    assert text_of(point(browser.key)) == (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    ours = private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    words = b"When I grow up, I want to be a watermelon"
    body = encrypted(words, point(browser.key), browser.auth, ours, octets("DGv6ra1nlYgDCS1FRnbzlw"))
    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
        "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.read(body) == words


def test_the_browser_reads_what_was_meant(sink: PushSink) -> None:
    assert send(web_channel(sink), sink, push(ANNAS.address(sink))) == [f"{sink.url}/message/s1"]
    asked = sink.received[0]
    assert json.loads(ANNAS.read(asked.body)) == {
        "title": "Sale", "body": "Anna, -20 % today", "image": "https://shop.example/sale.png",
        "link": "app://sale/7", "message_id": "7.anna",
    }  # fmt: skip
    assert (asked.headers["ttl"], asked.headers["urgency"]) == ("7200", "normal")
    assert b"Anna" not in asked.body


def test_no_two_pushes_are_encrypted_alike(sink: PushSink) -> None:
    send(web_channel(sink), sink, *[push(ANNAS.address(sink))] * 2)
    one, other = (asked.body for asked in sink.received)
    assert (one[:16] != other[:16], one[21:86] != other[21:86]) == (True, True)


def test_a_second_try_replaces_the_first_where_that_still_waits(sink: PushSink) -> None:
    to = ANNAS.address(sink)
    send(web_channel(sink), sink, push(to), push(to), push(to, key="8"))
    one, again, other = (asked.headers["topic"] for asked in sink.received)
    assert one == again != other
    assert len(one) == 32


def test_the_service_can_tell_who_sends(sink: PushSink) -> None:
    send(web_channel(sink), sink, push(ANNAS.address(sink)))
    token = sink.received[0].headers["authorization"].removeprefix("vapid t=").partition(",")[0]
    claims = jwt.decode(token, VAPID.public, ["ES256"], audience=sink.url)
    assert claims["sub"] == "mailto:push@shop.example"


@pytest.mark.parametrize(
    ("answer", "retryable", "wait", "quality"),
    [
        (Answer(404), False, None, 32),
        (Answer(410), False, None, 32),
        (Answer(400), False, None, 0),
        (Answer(403), False, None, 0),
        (Answer(413), False, None, 0),
        (Answer(429, headers={"retry-after": "5"}), True, 5.0, 0),
        (Answer(429, headers={"retry-after": "9" * 400}), True, 86_400.0, 0),
        (Answer(500), True, None, 0),
        (Answer(503, headers={"retry-after": "nonsense"}), True, None, 0),
        (Answer(307, headers={"location": "https://localhost:1/push/x"}), False, None, 0),
    ],
)
def test_each_status_means_what_the_standard_says(
    sink: PushSink, answer: Answer, retryable: bool, wait: float | None, quality: int
) -> None:
    found = failure(sink, answer)
    assert (found.retryable, found.uncertain) == (retryable, False)
    assert (found.retry_after_seconds, found.quality) == (wait, quality)


@pytest.mark.parametrize("silent", [Break.DROP, Answer(504)])
def test_without_an_answer_of_the_service_the_push_is_in_doubt(sink: PushSink, silent: Answer | Break) -> None:
    assert failure(sink, silent).uncertain


def test_the_largest_push_is_taken_and_one_octet_more_never_leaves(sink: PushSink) -> None:
    to = ANNAS.address(sink)
    bare = push(to, text="", subject="t", image_url="", link_url="")
    room = 3993 - len(json.dumps({"title": "t", "body": "", "message_id": "7.anna"}, separators=(",", ":")))
    send(web_channel(sink), sink, push(to, text="x" * room, subject=bare.subject, image_url="", link_url=""))
    assert len(sink.received[0].body) == 4096
    with pytest.raises(DeliveryError, match="3,994 octets"):
        send(web_channel(sink), sink, push(to, text="x" * (room + 1), subject="t", image_url="", link_url=""))


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.7/push/s1", "https://localhost.evil.example/push/s1", "https://evillocalhost/push/s1",
     "https://metadata.internal/", "https://push.apple.com.evil.example/"],
)  # fmt: skip
def test_a_browser_cannot_send_us_elsewhere(sink: PushSink, endpoint: str) -> None:
    with pytest.raises(DeliveryError, match="not among the push services"):
        send(web_channel(sink), sink, push(ANNAS.address(sink, endpoint=endpoint)))


@pytest.mark.parametrize(
    "address",
    ["{}", "[]", "nonsense", "null", '{"endpoint": 7, "keys": {}}', "[" * 100_000,
     '{"endpoint": "https://localhost/push/s1", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}',
     '{"endpoint": "https://localhost/push/s1", "keys": {"p256dh": "ключ", "auth": null}}'],
)  # fmt: skip
def test_what_is_no_subscription_is_told_as_a_format_error(address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        WebPushChannel.checked_address(address)
    assert caught.value.quality == 31


@pytest.mark.parametrize("endpoint", ["http://localhost/push/s1", "https://user:pass@localhost/push/s1", "https:///x"])
def test_an_endpoint_is_https_and_carries_no_login(sink: PushSink, endpoint: str) -> None:
    address = ANNAS.address(sink, endpoint=endpoint).removeprefix("web:")
    with pytest.raises(DeliveryError, match="must be https"):
        WebPushChannel.checked_address(address)


def test_a_subscription_is_written_in_one_way(sink: PushSink) -> None:
    said = ANNAS.address(sink, expirationTime="").removeprefix("web:")
    other_way = json.dumps(dict(reversed(json.loads(said).items())), indent=2)
    assert WebPushChannel.checked_address(said) == WebPushChannel.checked_address(other_way)


def test_a_key_on_another_curve_is_refused_before_anything_is_sent(sink: PushSink) -> None:
    with (
        pytest.raises(SetupError, match="P-256"),
        web_channel(sink).open(Path(), secrets_of(sink, VAPID=GOOGLE.private)),
    ):
        pass
