"""A channel that hands messages to a system of the shop's own, signed after Standard Webhooks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.http_address import checked_url
from smartcom_kernel.channels.http_client import HttpClient, accepted
from smartcom_kernel.channels.http_message import message_json
from smartcom_kernel.channels.http_signature import Signatures
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock
from smartcom_kernel.core.section import MEDIA


@CHANNELS.register
class WebhookChannel(Channel):
    """Posts each message as JSON to a system of your own, which knows by a signature who called.

    The key of a message stands in ``webhook-id``: who takes each key once gets each message once.
    """

    kind: ClassVar[str] = "webhook"
    example: ClassVar[dict[str, Any]] = {
        "url": "https://crm.shop.example/messages",
        "secret_env": "SHOP_WEBHOOK_SECRET",
    }
    media: ClassVar[frozenset[str]] = frozenset(MEDIA)
    idempotent: ClassVar[bool] = True

    url: str
    """Where to post: `https`, and never an address inside a private network."""
    secret_env: str = Field(pattern="^[A-Z0-9_]+$")
    """Environment variable that holds the secret: `whsec_` and 24 to 64 octets in base64."""
    further_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of a second secret, which signs too while the first is changed."""
    connections: int = Field(1, ge=1, le=50)
    """How many messages are posted at once."""
    timeout_seconds: float = Field(15, gt=0, le=60)
    """How long to wait for a connection and for the answer."""
    allow_local: bool = False
    """Whether the address may be this machine, also over `http`: for rehearsals."""

    @model_validator(mode="after")
    def _leads_outside(self) -> WebhookChannel:
        checked_url(self.url, allow_local=self.allow_local)
        return self

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[WebhookSender]:  # noqa: ARG002
        """A sender that keeps its connections."""
        signatures = Signatures(secrets, (self.secret_env, self.further_secret_env))
        client = HttpClient(self.url, allow_local=self.allow_local, timeout_seconds=self.timeout_seconds)
        with closing(client):
            yield WebhookSender(client, signatures, SystemClock(), at_once=self.connections)

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        host = checked_url(self.url, allow_local=self.allow_local).host
        return f"передаёт сообщения системе {host}" if lang == "ru" else f"hands messages to the system at {host}"


class WebhookSender(Sender):
    """Posts messages, each signed at the moment it is sent.

    Args:
        client: Posts.
        signatures: Sign.
        clock: Dates the signatures: receivers refuse old ones.
        at_once: How many messages may be under way.
    """

    def __init__(self, client: HttpClient, signatures: Signatures, clock: Clock, *, at_once: int = 1) -> None:
        self._client = client
        self._signatures = signatures
        self._clock = clock
        self.at_once = at_once

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post one message; see `Sender.send`."""
        body = message_json(outgoing)
        signed = self._signatures.headers(outgoing.key, body, now=self._clock.now())
        accepted(self._client.post(body, {"Content-Type": "application/json", **signed}))
        return Accepted(outgoing.key)
