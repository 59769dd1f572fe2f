"""A sink for pushes, keys for it, and a push to send."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from smartcom_kernel.channels.apns import ApnsChannel
from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.fcm import FcmChannel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_sink import PushSink
from smartcom_kernel.channels.push_sink.apns import Apns
from smartcom_kernel.channels.push_sink.fcm import Fcm
from smartcom_kernel.channels.web_push import WebPushChannel

SENT_AT = datetime.now(UTC).replace(microsecond=0)
IPHONE = "ab" * 32
TEAM, KEY_ID, TOPIC, PROJECT = "DEF123GHIJ", "ABC123DEFG", "example.shop.app", "shop-example"


@dataclass(frozen=True)
class Keys:
    """A private key in PEM, and its public half."""

    private: str
    public: str

    @classmethod
    def of(cls, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Keys:
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return cls(pem(key), public)


def pem(key: PrivateKeyTypes) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


GOOGLE = Keys.of(rsa.generate_private_key(65537, 2048))
APPLE = Keys.of(ec.generate_private_key(ec.SECP256R1()))
VAPID = Keys.of(ec.generate_private_key(ec.SECP256R1()))
AUTHORITY = trustme.CA()


def push(address: str, **changes: Any) -> Outgoing:
    of_anna = Outgoing(
        key="7.anna", medium="push", address=address, text="Anna, -20 % today", sent_at=SENT_AT, subject="Sale",
        image_url="https://shop.example/sale.png", link_url="app://sale/7", expires_at=SENT_AT + timedelta(hours=2),
    )  # fmt: skip
    return replace(of_anna, **changes)


def account(sink: PushSink, **changes: str) -> str:
    said = {"project_id": PROJECT, "client_email": "push@shop.example", "token_uri": f"{sink.url}/token"}
    return json.dumps({**said, "private_key": GOOGLE.private, **changes})


def secrets_of(sink: PushSink, **changes: str) -> dict[str, str]:
    return {"FCM": account(sink), "APNS": APPLE.private, "VAPID": VAPID.private, **changes}


def fcm_channel(sink: PushSink, **more: Any) -> FcmChannel:
    return FcmChannel.model_validate({"credentials_env": "FCM", "url": sink.url, "timeout_seconds": 5, **more})


def apns_channel(sink: PushSink, **more: Any) -> ApnsChannel:
    fields = {"key_env": "APNS", "key_id": KEY_ID, "team_id": TEAM, "topic": TOPIC, "timeout_seconds": 5}
    return ApnsChannel.model_validate({**fields, "url": sink.url, **more})


def web_channel(sink: PushSink, **more: Any) -> WebPushChannel:
    assert sink.port
    fields = {"key_env": "VAPID", "contact": "mailto:push@shop.example", "services": ["localhost"]}
    return WebPushChannel.model_validate({**fields, "timeout_seconds": 5, **more})


def send(channel: Channel, sink: PushSink, *pushes: Outgoing) -> list[str]:
    with channel.open(Path(), secrets_of(sink)) as sender:
        return [sender.send(one).remote_id for one in pushes]


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushSink]:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(tls)
    apple = Apns(TOPIC, TEAM, APPLE.public, now=SENT_AT.timestamp())
    with PushSink(tls, fcm=Fcm(PROJECT, GOOGLE.public), apns=apple, log=tmp_path / "push.log") as running:
        yield running
