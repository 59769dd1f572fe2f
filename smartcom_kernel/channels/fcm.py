"""A channel that hands pushes to Firebase Cloud Messaging by its HTTP v1 interface."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
from pydantic import Field

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_http import NO_CONNECTION, answer_to, client, mapping_in, refused, retry_after, word
from smartcom_kernel.channels.push_service import (
    FORMAT_ERROR,
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

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
LARGEST = 4096
LONGEST_SECONDS = 28 * 24 * 3600
LONGEST_TOKEN = 4096
WAIT_SECONDS = 60.0
"""What Firebase asks of those who get 429 without Retry-After."""
QUALITY = {"UNREGISTERED": NO_SUCH_ADDRESS, "SENDER_ID_MISMATCH": SOFT}
"""A token of another sender may be good: all of them are answered so when it is our project that is wrong."""


@CHANNELS.register
class FcmChannel(PushService):
    """Hands pushes to Firebase Cloud Messaging: Android, and apps and sites that use Firebase."""

    kind: ClassVar[str] = "fcm"
    example: ClassVar[dict[str, Any]] = {"credentials_env": "SHOP_FCM_CREDENTIALS"}
    provider: ClassVar[str] = "fcm"

    credentials_env: str = Field(pattern=VARIABLE)
    """Environment variable that holds the JSON of the service account, or the path of its file."""
    url: str = Field("https://fcm.googleapis.com", pattern=HTTPS)
    """Where the service is."""
    timeout_seconds: float = Field(30, gt=0, le=600)
    """How long to wait for a connection and for each answer."""

    @classmethod
    def checked_address(cls, address: str) -> str:
        """A registration token: one word of ASCII."""
        if not 1 <= len(address) <= LONGEST_TOKEN or not all("!" <= letter <= "~" for letter in address):
            raise no_address("a token of Firebase is one word of ASCII")
        return address

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[FcmSender]:  # noqa: ARG002
        """A sender that keeps one connection and one access token."""
        account = _account(secret_text(secrets, self.credentials_env, what="the service account", starts="{"), self)
        with client(timeout_seconds=self.timeout_seconds) as http:
            yield FcmSender(self, account, http, SystemClock())

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        where = "Firebase Cloud Messaging"
        return f"отправляет push через {where}" if lang == "ru" else f"sends pushes through {where}"


class FcmSender(Sender):
    """Sends one push at a time.

    Args:
        channel: Where.
        account: The service account: `project_id`, `client_email`, `private_key`, `token_uri`.
        http: The connection.
        clock: Dates the tokens.
    """

    def __init__(self, channel: FcmChannel, account: Mapping[str, str], http: httpx.Client, clock: Clock) -> None:
        self._channel = channel
        self._account = account
        self._http = http
        self._token = Token(self._granted, clock)

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one push; see `Sender.send`. An access token that is refused is renewed once."""
        content = _payload(self._channel.device_of(outgoing), outgoing)
        response = self._post(content)
        if response.status_code == 401 and not _reason(response):
            self._token.forget()
            response = self._post(content)
        if response.status_code == 200:
            return Accepted(word(mapping_in(response).get("name")))
        raise self._refusal(response)

    def _post(self, content: bytes) -> httpx.Response:
        url = f"{self._channel.url}/v1/projects/{self._account['project_id']}/messages:send"
        headers = {"authorization": f"Bearer {self._token()}", "content-type": "application/json"}
        return answer_to(self._http, url, content=content, headers=headers)

    def _granted(self, now: datetime) -> tuple[str, datetime]:
        """An access token for a signed claim (RFC 7523, 2.1); failing here, no push has left."""
        where, uri = self._channel.credentials_env, self._account["token_uri"]
        at = int(now.timestamp())
        claims = {"iss": self._account["client_email"], "scope": SCOPE, "aud": uri, "iat": at, "exp": at + 3600}
        key = private_key(self._account["private_key"], where=where)
        assertion = signed(claims, key, algorithm="RS256", where=where)
        try:
            response = answer_to(self._http, uri, data={"grant_type": GRANT, "assertion": assertion})
        except DeliveryError as error:
            raise DeliveryError(f"no access token: {error}", code=NO_CONNECTION, retryable=True) from None
        said = mapping_in(response)
        if response.status_code == 429 or response.status_code >= 500:
            wait = retry_after(response)
            raise DeliveryError(
                f"no access token: {response.status_code}", code=NO_CONNECTION, retryable=True, retry_after_seconds=wait
            )
        token, seconds = said.get("access_token"), said.get("expires_in")
        if response.status_code != 200 or not isinstance(token, str) or not isinstance(seconds, int | float):
            raise SetupError(f"the service account in {where} gets no access token: {word(said.get('error'))}")
        return token, now + timedelta(seconds=seconds)

    def _refusal(self, response: httpx.Response) -> DeliveryError | SetupError:
        reason, status = _reason(response), response.status_code
        if not reason and status in (401, 403, 404):
            return SetupError(
                f"Firebase does not let the account in {self._channel.credentials_env} send for the project "
                f"{self._account['project_id']} ({status}): check both, and that Cloud Messaging is enabled"
            )
        quality = QUALITY.get(reason, 0)
        if status == 400 and _is_about_the_token(response):
            quality = FORMAT_ERROR
        wait = WAIT_SECONDS if status == 429 else None
        return refused(response, reason or _status(response), quality=quality, default_seconds=wait)


def _account(text: str, channel: FcmChannel) -> dict[str, str]:
    try:
        found = json.loads(text)
        account = {name: found[name] for name in ("project_id", "client_email", "private_key", "token_uri")}
    except (ValueError, TypeError, KeyError, RecursionError):
        account = {}
    if not account or not all(isinstance(value, str) for value in account.values()):
        raise SetupError(f"{channel.credentials_env} holds no service account: take the JSON that Firebase gives")
    if not account["token_uri"].startswith("https://"):
        raise SetupError(f"the service account in {channel.credentials_env} names a token_uri that is not https")
    return account


def _payload(token: str, outgoing: Outgoing) -> bytes:
    seconds = seconds_left(outgoing, most=LONGEST_SECONDS)
    words = {"title": outgoing.subject, "body": outgoing.text, "image": outgoing.image_url}
    data = {"message_id": outgoing.key, "link": outgoing.link_url}
    until = int(outgoing.sent_at.timestamp()) + seconds
    message = {
        "token": token,
        "notification": {name: value for name, value in words.items() if value},
        "data": {name: value for name, value in data.items() if value},
        "android": {"ttl": f"{seconds}s"},
        "apns": {"headers": {"apns-expiration": str(until)}},
        "webpush": {
            "headers": {"TTL": str(seconds)},
            **({"fcm_options": {"link": outgoing.link_url}} if outgoing.link_url.startswith("https://") else {}),
        },
    }
    fitting({"notification": message["notification"], "data": message["data"]}, most=LARGEST)
    return json.dumps({"message": message}, ensure_ascii=False).encode("utf-8", "replace")


def _details(response: httpx.Response) -> list[dict[str, Any]]:
    error = mapping_in(response).get("error")
    found = error.get("details") if isinstance(error, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _reason(response: httpx.Response) -> str:
    """The code of Firebase, such as ``UNREGISTERED``; empty where only the gateway speaks."""
    return next((word(one["errorCode"]) for one in _details(response) if "errorCode" in one), "")


def _status(response: httpx.Response) -> str:
    error = mapping_in(response).get("error")
    return word(error.get("status")) if isinstance(error, dict) else ""


def _is_about_the_token(response: httpx.Response) -> bool:
    lists = [one["fieldViolations"] for one in _details(response) if isinstance(one.get("fieldViolations"), list)]
    return any(isinstance(fault, dict) and fault.get("field") == "message.token" for found in lists for fault in found)
