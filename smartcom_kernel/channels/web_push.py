"""A channel that hands pushes to browsers: Web Push (RFC 8030), encrypted (RFC 8291), signed with VAPID (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import http_ece  # type: ignore[import-untyped]
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import Field

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_http import answer_to, client, refused, word
from smartcom_kernel.channels.push_service import (
    NO_SUCH_ADDRESS,
    VARIABLE,
    PushService,
    fitting,
    no_address,
    seconds_left,
    secret_text,
)  # fmt: skip
from smartcom_kernel.channels.push_token import Token, private_key, signed
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.errors import DeliveryError, SetupError

LARGEST = 3993
"""Octets of a text that fill 4,096 once encrypted (RFC 8291, 4)."""
LONGEST_SECONDS = 28 * 24 * 3600
TOKEN_LASTS = timedelta(hours=12)
"""RFC 8292, 2 allows 24 hours."""
SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com")


@CHANNELS.register
class WebPushChannel(PushService):
    """Hands pushes to browsers that have subscribed on the shop's site."""

    kind: ClassVar[str] = "web_push"
    example: ClassVar[dict[str, Any]] = {"key_env": "SHOP_VAPID_KEY", "contact": "mailto:push@shop.example"}
    provider: ClassVar[str] = "web"

    key_env: str = Field(pattern=VARIABLE)
    """Environment variable that holds the VAPID key in PEM (P-256), or the path of its file."""
    contact: str = Field(pattern=r"^(mailto:\S+@\S+|https://\S+)$")
    """Whom a push service can ask about our pushes."""
    services: tuple[str, ...] = SERVICES
    """Hosts that pushes may go to, with all below them: where a browser listens is what anybody can claim."""
    timeout_seconds: float = Field(30, gt=0, le=600)
    """How long to wait for a connection and for each answer."""

    @classmethod
    def checked_address(cls, address: str) -> str:
        """A subscription as the browser gives it: endpoint, and its keys p256dh and auth."""
        endpoint, public, auth = _subscription(address)
        keys = {"auth": _base64(auth), "p256dh": _base64(public)}
        return json.dumps({"endpoint": endpoint, "keys": keys}, separators=(",", ":"))

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[WebPushSender]:  # noqa: ARG002
        """A sender that keeps its connections and one token for each service."""
        pem = secret_text(secrets, self.key_env, what="the VAPID key", starts="-----BEGIN")
        with client(timeout_seconds=self.timeout_seconds) as http:
            yield WebPushSender(self, pem, http, SystemClock())

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "отправляет push в браузеры" if lang == "ru" else "sends pushes to browsers"


class WebPushSender(Sender):
    """Sends one push at a time.

    Args:
        channel: As whom.
        pem: The VAPID key.
        http: The connections.
        clock: Dates the tokens.
    """

    def __init__(self, channel: WebPushChannel, pem: str, http: httpx.Client, clock: Clock) -> None:
        self._channel = channel
        key = private_key(pem, where=channel.key_env)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise SetupError(f"{channel.key_env} holds no key on the curve P-256")
        self._key = key
        self._public = _base64(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        self._http = http
        self._clock = clock
        self._tokens: dict[str, Token] = {}

    def send(self, outgoing: Outgoing) -> Accepted:
        """Encrypt and hand over one push; see `Sender.send`."""
        endpoint, public, auth = _subscription(self._channel.device_of(outgoing))
        url = httpx.URL(endpoint)
        if not any(url.host == service or url.host.endswith(f".{service}") for service in self._channel.services):
            raise DeliveryError(f"{url.host} is not among the push services of the channel", code="service")
        token = self._tokens.setdefault(_origin(url), self._token_for(_origin(url)))
        headers = {
            "authorization": f"vapid t={token()}, k={self._public}",
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(seconds_left(outgoing, most=LONGEST_SECONDS)),
            "urgency": "normal",
            "topic": _base64(hashlib.sha256(outgoing.key.encode()).digest()[:24]),
        }
        content = encrypted(_payload(outgoing), public, auth, ec.generate_private_key(ec.SECP256R1()), os.urandom(16))
        response = answer_to(self._http, endpoint, content=content, headers=headers)
        if response.status_code in (200, 201, 202):
            return Accepted(word(response.headers.get("location", "")))
        raise refused(response, "", quality=NO_SUCH_ADDRESS if response.status_code in (404, 410) else 0)

    def _token_for(self, origin: str) -> Token:
        def made(now: datetime) -> tuple[str, datetime]:
            ends = now + TOKEN_LASTS
            claims = {"aud": origin, "exp": int(ends.timestamp()), "sub": self._channel.contact}
            return signed(claims, self._key, algorithm="ES256", where=self._channel.key_env), ends

        return Token(made, self._clock)


def encrypted(text: bytes, public: bytes, auth: bytes, ours: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """A text as only one browser can read it: content coding aes128gcm in one record (RFC 8188, RFC 8291).

    Args:
        text: What it says.
        public: The browser's key: an uncompressed point on P-256.
        auth: The secret it shares with us: 16 octets.
        ours: A key for this text alone.
        salt: 16 octets for this text alone.
    """
    octets: bytes = http_ece.encrypt(
        text, salt=salt, private_key=ours, dh=public, auth_secret=auth, version="aes128gcm", rs=4096
    )
    return octets


def _payload(outgoing: Outgoing) -> bytes:
    said = {
        "title": outgoing.subject, "body": outgoing.text, "image": outgoing.image_url, "link": outgoing.link_url,
        "message_id": outgoing.key,
    }  # fmt: skip
    return fitting({name: value for name, value in said.items() if value}, most=LARGEST)


def _subscription(address: str) -> tuple[str, bytes, bytes]:
    try:
        found = json.loads(address)
        endpoint, keys = found["endpoint"], found["keys"]
        public, auth = _octets(keys["p256dh"]), _octets(keys["auth"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        url = httpx.URL(endpoint)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, httpx.InvalidURL):
        raise no_address("a browser's subscription is JSON with endpoint, keys.p256dh and keys.auth") from None
    if url.scheme != "https" or not url.host or url.userinfo or len(public) != 65 or len(auth) != 16:
        raise no_address("its endpoint must be https, p256dh 65 octets and auth 16 octets long")
    return str(url), public, auth


def _origin(url: httpx.URL) -> str:
    return f"https://{url.netloc.decode('ascii')}"


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=").encode("ascii") + b"=" * (-len(text.rstrip("=")) % 4), b"-_", True)
    except binascii.Error:
        raise ValueError("is no base64url") from None


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
