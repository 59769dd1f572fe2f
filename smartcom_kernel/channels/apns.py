"""A channel that hands pushes to the Apple Push Notification service over HTTP/2."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
from pydantic import Field

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_http import answer_to, client, mapping_in, refused, word
from smartcom_kernel.channels.push_service import (
    HTTPS,
    NO_SUCH_ADDRESS,
    SOFT,
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

DEVICE = re.compile(r"[0-9a-f]{16,400}")
LARGEST = 4096
LONGEST_SECONDS = 30 * 24 * 3600
TOKEN_LASTS = timedelta(minutes=55)
"""Apple wants a token renewed between 20 and 60 minutes."""
KEYS = uuid.UUID("6f1c0e0e-6a3c-5f43-9d6a-0b5a7c9f2b11")
GONE = {"Unregistered", "ExpiredToken"}
PERHAPS = {"BadDeviceToken", "DeviceTokenNotForTopic"}
"""Also the answer to every good token where we talk to the wrong environment or for another app."""
OF_US = {"InvalidProviderToken", "MissingProviderToken", "Forbidden", "BadCertificate", "BadCertificateEnvironment",
         "UnrelatedKeyIdInToken", "BadEnvironmentKeyIdInToken", "ExpiredProviderToken", "TopicDisallowed", "BadTopic",
         "MissingTopic"}  # fmt: skip


@CHANNELS.register
class ApnsChannel(PushService):
    """Hands pushes to Apple's service: iPhone, iPad, Mac."""

    kind: ClassVar[str] = "apns"
    example: ClassVar[dict[str, Any]] = {
        "key_env": "SHOP_APNS_KEY", "key_id": "ABC123DEFG", "team_id": "DEF123GHIJ", "topic": "example.shop.app",
    }  # fmt: skip
    provider: ClassVar[str] = "apns"

    key_env: str = Field(pattern=VARIABLE)
    """Environment variable that holds the signing key (.p8), or the path of its file."""
    key_id: str = Field(pattern="^[A-Z0-9]{10}$")
    """Identifier of that key."""
    team_id: str = Field(pattern="^[A-Z0-9]{10}$")
    """Identifier of the team at Apple."""
    topic: str = Field(pattern=r"^[A-Za-z0-9.-]{1,155}$")
    """Bundle id of the app."""
    url: str = Field("https://api.push.apple.com", pattern=HTTPS)
    """Where the service is; `https://api.sandbox.push.apple.com` for apps in development."""
    timeout_seconds: float = Field(30, gt=0, le=600)
    """How long to wait for a connection and for each answer."""

    @classmethod
    def checked_address(cls, address: str) -> str:
        """A device token: hexadecimal digits."""
        if not DEVICE.fullmatch(address.lower()):
            raise no_address("a token of Apple is made of hexadecimal digits")
        return address.lower()

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[ApnsSender]:  # noqa: ARG002
        """A sender that keeps one connection and one token."""
        pem = secret_text(secrets, self.key_env, what="the signing key", starts="-----BEGIN")
        with client(timeout_seconds=self.timeout_seconds) as http:
            yield ApnsSender(self, pem, http, SystemClock())

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        if lang == "ru":
            return f"отправляет push приложению {self.topic} через Apple"
        return f"sends pushes to the app {self.topic} through Apple"


class ApnsSender(Sender):
    """Sends one push at a time.

    Args:
        channel: Where and for which app.
        pem: The signing key.
        http: The connection.
        clock: Dates the tokens.
    """

    def __init__(self, channel: ApnsChannel, pem: str, http: httpx.Client, clock: Clock) -> None:
        self._channel = channel
        self._key = private_key(pem, where=channel.key_env)
        self._http = http
        self._token = Token(self._made, clock)

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one push; see `Sender.send`. A token that has ended at Apple's clock is renewed once."""
        device = self._channel.device_of(outgoing)
        content = _payload(outgoing)
        response = self._post(device, outgoing, content)
        if _reason(response) == "ExpiredProviderToken":
            self._token.forget()
            response = self._post(device, outgoing, content)
        if response.status_code == 200:
            return Accepted(response.headers.get("apns-id", ""))
        raise self._refusal(response)

    def _post(self, device: str, outgoing: Outgoing, content: bytes) -> httpx.Response:
        until = int(outgoing.sent_at.timestamp()) + seconds_left(outgoing, most=LONGEST_SECONDS)
        headers = {
            "authorization": f"bearer {self._token()}",
            "apns-id": str(uuid.uuid5(KEYS, outgoing.key)),
            "apns-topic": self._channel.topic,
            "apns-push-type": "alert",
            "apns-priority": "10",
            "apns-expiration": str(until),
        }
        return answer_to(self._http, f"{self._channel.url}/3/device/{device}", content=content, headers=headers)

    def _made(self, now: datetime) -> tuple[str, datetime]:
        claims = {"iss": self._channel.team_id, "iat": int(now.timestamp())}
        where, key_id = self._channel.key_env, self._channel.key_id
        return signed(claims, self._key, algorithm="ES256", where=where, key_id=key_id), now + TOKEN_LASTS

    def _refusal(self, response: httpx.Response) -> DeliveryError | SetupError:
        reason = _reason(response)
        if reason in OF_US:
            return SetupError(
                f"Apple refuses every push ({response.status_code} {reason}): check key_id, team_id, topic and "
                f"{self._channel.key_env}"
            )
        if response.status_code == 410 and reason in GONE:
            return refused(response, reason, quality=NO_SUCH_ADDRESS, quality_at=_since(response))
        return refused(response, reason, quality=SOFT if reason in PERHAPS else 0)


def _payload(outgoing: Outgoing) -> bytes:
    alert = {"title": outgoing.subject, "body": outgoing.text}
    aps: dict[str, Any] = {"alert": {name: text for name, text in alert.items() if text}, "sound": "default"}
    if outgoing.image_url:
        aps["mutable-content"] = 1  # the app's extension fetches the picture
    more = {"message_id": outgoing.key, "link": outgoing.link_url, "image": outgoing.image_url}
    return fitting({"aps": aps, **{name: value for name, value in more.items() if value}}, most=LARGEST)


def _reason(response: httpx.Response) -> str:
    return "" if response.status_code == 200 else word(mapping_in(response).get("reason"))


def _since(response: httpx.Response) -> datetime | None:
    """When Apple last confirmed that the token is of no use: milliseconds since 1970."""
    stamp = mapping_in(response).get("timestamp")
    try:
        return (
            datetime.fromtimestamp(stamp / 1000, UTC) if isinstance(stamp, int | float) and stamp is not True else None
        )
    except (OverflowError, OSError, ValueError):
        return None
