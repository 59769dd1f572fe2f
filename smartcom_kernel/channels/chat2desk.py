"""A channel that hands messages to Chat2Desk, an aggregator of messengers, by its REST interface, version 1."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, SecretStr, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Sender
from smartcom_kernel.channels.http_address import checked_url
from smartcom_kernel.channels.http_client import HttpClient, accepted
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.messenger_service import (
    MessengerService,
    asks_to_stop,
    refuse_strangers,
    token_of,
    told_in,
)
from smartcom_kernel.channels.push_http import mapping_in, word
from smartcom_kernel.channels.push_service import VARIABLE, no_address
from smartcom_kernel.channels.report import Callback, OptOut, Report
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError

CLIENT = re.compile(r"[1-9][0-9]{0,18}")


@CHANNELS.register
class Chat2DeskChannel(MessengerService):
    """Hands messages to Chat2Desk, which writes to its clients in Telegram, WhatsApp, Viber, VK and others."""

    kind: ClassVar[str] = "chat2desk"
    example: ClassVar[dict[str, Any]] = {"token_env": "SHOP_CHAT2DESK_TOKEN", "transport": "telegram"}
    provider: ClassVar[str] = "chat2desk"

    token_env: str = Field(pattern=VARIABLE)
    """Environment variable that holds the token of the API."""
    transport: str = Field("", pattern="^[a-z0-9_]*$", max_length=40)
    """Through which messenger; the one the client wrote through last when empty."""
    channel_id: int | None = Field(None, ge=1)
    """Which of the company's channels; the client's own when absent."""
    callback_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the secret behind `?secret=` in the webhook's address; without one, nothing is heard."""
    url: str = "https://api.chat2desk.com"
    """Where the API is: `https`, and never inside a private network."""
    connections: int = Field(1, ge=1, le=20)
    """How many messages are posted at once."""
    timeout_seconds: float = Field(15, gt=0, le=60)
    """How long to wait for a connection and for the answer."""
    allow_local: bool = False
    """Whether the address may be this machine, also over `http`: for rehearsals."""

    @model_validator(mode="after")
    def _leads_outside(self) -> Chat2DeskChannel:
        checked_url(self.url, allow_local=self.allow_local)
        return self

    @classmethod
    def checked_address(cls, address: str) -> str:
        """The number of a client."""
        if not CLIENT.fullmatch(address):
            raise no_address("a client of Chat2Desk is a number")
        return address

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[Chat2DeskSender]:  # noqa: ARG002
        """A sender that keeps its connections."""
        token = token_of(secrets, self.token_env, what="the token of Chat2Desk")
        client = HttpClient(
            f"{self.url.rstrip('/')}/v1/messages", allow_local=self.allow_local, timeout_seconds=self.timeout_seconds
        )
        with closing(client):
            yield Chat2DeskSender(self, client, token)

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report | OptOut]:
        """A word to stop that a client wrote; see `Channel.hear`. Everything else says nothing to us."""
        refuse_strangers(callback.query.get("secret", ""), secrets, self.callback_secret_env)
        told = told_in(callback)
        client = str(told.get("client_id", ""))
        if told.get("hook_type") != "inbox" or not CLIENT.fullmatch(client) or not asks_to_stop(told.get("text")):
            return []
        event_id = f"inbox/{word(str(told.get('message_id', '')))}"
        return [OptOut(event_id, f"chat2desk:{client}", callback.received_at, word(told.get("text")))]

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "отправляет сообщения через Chat2Desk" if lang == "ru" else "sends messages through Chat2Desk"


class Chat2DeskSender(Sender):
    """Posts messages to Chat2Desk.

    Args:
        channel: Through which messenger.
        client: Posts.
        token: Of the API.
    """

    def __init__(self, channel: Chat2DeskChannel, client: HttpClient, token: SecretStr) -> None:
        self._channel = channel
        self._client = client
        self._token = token
        self.at_once = channel.connections

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post one message; see `Sender.send`. What it does not call taken or refused may have arrived."""
        payload = self._payload(self._channel.device_of(outgoing), outgoing)
        answer = self._client.post(
            json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace"),
            {"Content-Type": "application/json", "Authorization": self._token.get_secret_value()},
        )
        told = mapping_in(accepted(answer))
        data = told.get("data")
        if told.get("status") == "error":
            raise DeliveryError(f"Chat2Desk refused: {_why(told)}", code="error")
        message_id = data.get("message_id") if isinstance(data, dict) else None
        if told.get("status") != "success" or not isinstance(message_id, int | str):
            raise DeliveryError("Chat2Desk answered with neither yes nor no", code="no answer", uncertain=True)
        return Accepted(str(message_id))

    def _payload(self, client: str, outgoing: Outgoing) -> dict[str, Any]:
        """Its messengers have no button in common, so what it opens stands below the text."""
        below = f"\n\n{outgoing.link_text}: {outgoing.link_url}" if outgoing.link_url else ""
        told = {
            "client_id": int(client), "type": "to_client", "text": outgoing.text + below,
            "attachment": outgoing.image_url, "transport": self._channel.transport,
            "channel_id": self._channel.channel_id, "external_id": outgoing.key,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value}


def _why(told: Mapping[str, Any]) -> str:
    said = told.get("message") or told.get("errors")
    return word(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))
