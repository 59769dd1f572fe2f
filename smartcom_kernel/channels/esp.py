"""A channel that hands e-mails to a provider over HTTP, each under a key by which it takes it once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.http_address import checked_url
from smartcom_kernel.channels.http_client import HttpClient, accepted
from smartcom_kernel.channels.http_message import message_json
from smartcom_kernel.channels.http_signature import Signatures
from smartcom_kernel.channels.mail_reports.classify import quality_of
from smartcom_kernel.channels.message import Outgoing, email_address, own_address
from smartcom_kernel.channels.push_http import mapping_in, word
from smartcom_kernel.channels.report import Callback, Report, Verdict
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import DataError, DeliveryError, NotAuthentic, SetupError

COMPLAINT = 36
"""Quality of a contact whose owner called a message spam."""


@CHANNELS.register
class EspChannel(Channel):
    """Hands e-mails to a provider over HTTP, with a key by which it takes each once."""

    kind: ClassVar[str] = "esp"
    example: ClassVar[dict[str, Any]] = {
        "url": "https://api.esp.example/v1/messages",
        "token_env": "SHOP_ESP_TOKEN",
        "sender": "news@shop.example",
    }
    media: ClassVar[frozenset[str]] = frozenset({"email"})
    idempotent: ClassVar[bool] = True

    url: str
    """Where to post: `https`, and never an address inside a private network."""
    token_env: str = Field(pattern="^[A-Z0-9_]+$")
    """Environment variable that holds the token, sent as `Authorization: Bearer`."""
    sender: str
    """Address e-mails come from."""
    sender_name: str = ""
    """Name that people see as the sender."""
    callback_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the secret that signs what the provider tells later; without one, nothing is heard."""
    further_callback_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of a second secret that is believed too, while the first is changed."""
    connections: int = Field(1, ge=1, le=50)
    """How many messages are posted at once."""
    timeout_seconds: float = Field(10, gt=0, le=60)
    """How long to wait for a connection and for the answer."""
    allow_local: bool = False
    """Whether the address may be this machine, also over `http`: for rehearsals."""

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        try:
            return email_address(address)
        except DeliveryError as error:
            raise ValueError(str(error)) from None

    @model_validator(mode="after")
    def _leads_outside(self) -> EspChannel:
        checked_url(self.url, allow_local=self.allow_local)
        return self

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[EspSender]:  # noqa: ARG002
        """A sender that keeps its connections."""
        token = secrets.get(self.token_env, "")
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise SetupError(f"the token is missing or not plain ASCII: set {self.token_env}")
        client = HttpClient(self.url, allow_local=self.allow_local, timeout_seconds=self.timeout_seconds)
        with closing(client):
            yield EspSender(self, client, SecretStr(token))

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report]:
        """What the provider tells of one message; see `Channel.hear`."""
        if not self.callback_secret_env:
            raise NotAuthentic("this channel has no callback_secret_env, so nobody can prove to be its provider")
        names = (self.callback_secret_env, self.further_callback_secret_env)
        return [_report(Signatures(secrets, names).verify(callback), callback.body)]

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        host = checked_url(self.url, allow_local=self.allow_local).host
        if lang == "ru":
            return f"отправляет e-mail через провайдера {host} от имени {self.sender}"
        return f"sends e-mail through the provider at {host} as {self.sender}"


class EspSender(Sender):
    """Posts e-mails, each with its key in ``Idempotency-Key``.

    Args:
        channel: As whom.
        client: Posts.
        token: Proves to the provider who we are.
    """

    def __init__(self, channel: EspChannel, client: HttpClient, token: SecretStr) -> None:
        self._channel = channel
        self._client = client
        self._token = token
        self.at_once = channel.connections

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post one e-mail; a provider that has its key already (409) has accepted it. See `Sender.send`."""
        headers = {
            "Authorization": f"Bearer {self._token.get_secret_value()}",
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.key,
        }
        answer = self._client.post(self._body(outgoing), headers)
        if answer.status_code != HTTPStatus.CONFLICT:
            accepted(answer)
        return Accepted(word(mapping_in(answer).get("id")) or outgoing.key)

    def _body(self, outgoing: Outgoing) -> bytes:
        sender = own_address(outgoing.sender or self._channel.sender)
        name = outgoing.sender_name or self._channel.sender_name
        return message_json(outgoing, **{"to": email_address(outgoing.address), "from": sender, "from_name": name})


def _report(event_id: str, body: bytes) -> Report:
    try:
        told = json.loads(body)
        verdict = Verdict(told["type"].removeprefix("message."))
        data = told["data"]
        key, remote_id, address, code, detail = (word(data.get(n)) for n in ("key", "id", "to", "code", "detail"))
        return Report(
            event_id, verdict, instant(told["timestamp"]), key=key, remote_id=remote_id, address=address, code=code,
            detail=detail, quality=_quality(verdict, code, detail),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise DataError(
            "a call of the provider must be JSON with type (message.delivered, message.bounced or message.complained), "
            f"timestamp, and data with key, id or to: {type(error).__name__}"
        ) from None


def _quality(verdict: Verdict, code: str, detail: str) -> int:
    if verdict is Verdict.COMPLAINED:
        return COMPLAINT
    return quality_of(code, detail) if verdict is Verdict.BOUNCED else 0
