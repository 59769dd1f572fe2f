"""A channel that hands messages to a bot of Telegram (Bot API 9.2, https://core.telegram.org/bots/api)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

import httpx
from pydantic import Field, model_validator

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
from smartcom_kernel.channels.push_service import FORMAT_ERROR, NO_SUCH_ADDRESS, SOFT, VARIABLE, no_address
from smartcom_kernel.channels.report import Callback, OptOut, Report, Verdict
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, SetupError

CHAT = re.compile(r"-?[1-9][0-9]{0,18}")
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
"""Units of UTF-16 of `sendMessage` and `sendPhoto`."""
LONGEST_BUTTON = 64
BLOCKED = 37
QUALITY = {
    "bot was blocked by the user": BLOCKED,
    "bot was kicked": BLOCKED,
    "user is deactivated": NO_SUCH_ADDRESS,
    "can't initiate conversation": NO_SUCH_ADDRESS,
    "chat not found": SOFT,
    "user not found": SOFT,
    "peer_id_invalid": FORMAT_ERROR,
    "upgraded to a supergroup": NO_SUCH_ADDRESS,
}
"""What descriptions of 400 and 403 hold that speak of the chat; others are about us or the message. Telegram publishes
no list: these are what it is known to answer. A chat that is not found may be one of another bot: all are
answered so when the token was exchanged."""
GONE = frozenset({"kicked", "left"})


@CHANNELS.register
class TelegramChannel(MessengerService):
    """Hands messages to people who have opened a chat with the shop's bot in Telegram."""

    kind: ClassVar[str] = "telegram"
    example: ClassVar[dict[str, Any]] = {
        "token_env": "SHOP_TELEGRAM_TOKEN", "callback_secret_env": "SHOP_TELEGRAM_SECRET",
    }  # fmt: skip
    provider: ClassVar[str] = "telegram"

    token_env: str = Field(pattern=VARIABLE)
    """Environment variable that holds the bot's token."""
    callback_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the `secret_token` that was given to `setWebhook`; without one, nothing is heard."""
    url: str = "https://api.telegram.org"
    """Where the Bot API is: `https`, and never inside a private network."""
    connections: int = Field(1, ge=1, le=30)
    """How many messages are posted at once."""
    timeout_seconds: float = Field(15, gt=0, le=60)
    """How long to wait for a connection and for the answer."""
    allow_local: bool = False
    """Whether the address may be this machine, also over `http`: for rehearsals."""

    @model_validator(mode="after")
    def _leads_outside(self) -> TelegramChannel:
        checked_url(self.url, allow_local=self.allow_local)
        return self

    @classmethod
    def checked_address(cls, address: str) -> str:
        """The number of a chat; of groups it is negative."""
        if not CHAT.fullmatch(address):
            raise no_address("a chat of Telegram is a number")
        return address

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[TelegramSender]:  # noqa: ARG002
        """A sender that keeps its connections."""
        token = token_of(secrets, self.token_env, what="the token of the bot").get_secret_value()
        with ExitStack() as opened:
            methods = {
                name: opened.enter_context(closing(HttpClient(
                    f"{self.url.rstrip('/')}/bot{token}/{name}", allow_local=self.allow_local,
                    timeout_seconds=self.timeout_seconds,
                )))
                for name in ("sendMessage", "sendPhoto")
            }  # fmt: skip
            yield TelegramSender(self, methods)

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report | OptOut]:
        """A word to stop, or that somebody closed the chat; see `Channel.hear`. Everything else says nothing to us."""
        given = callback.headers.get("x-telegram-bot-api-secret-token", "")
        refuse_strangers(given, secrets, self.callback_secret_env)
        update = told_in(callback)
        event_id, at = f"update/{update.get('update_id')}", callback.received_at
        message, member = _in(update, "message"), _in(update, "my_chat_member")
        if asks_to_stop(message.get("text")) and (chat := _chat(message)):
            return [OptOut(event_id, f"telegram:{chat}", at, word(message.get("text")))]
        if _in(member, "new_chat_member").get("status") in GONE and (chat := _chat(member)):
            return [Report(
                event_id, Verdict.BOUNCED, at, address=f"telegram:{chat}", code="chat closed", quality=BLOCKED,
                detail="the person closed the chat with the bot",
            )]  # fmt: skip
        return []

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "отправляет сообщения ботом Telegram" if lang == "ru" else "sends messages by a bot of Telegram"


class TelegramSender(Sender):
    """Posts messages to the Bot API.

    Args:
        channel: As which bot.
        methods: A client for each method.
    """

    def __init__(self, channel: TelegramChannel, methods: Mapping[str, HttpClient]) -> None:
        self._channel = channel
        self._methods = methods
        self.at_once = channel.connections

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post one message; see `Sender.send`. Words are never markup. Telegram knows no key, so doubt stays doubt."""
        chat = self._channel.device_of(outgoing)
        method, payload = _payload(chat, outgoing)
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        answer = self._methods[method].post(body, {"Content-Type": "application/json"})
        told = mapping_in(answer)
        if not answer.is_success:
            raise self._refusal(answer, told)
        message_id = _in(told, "result").get("message_id")
        if told.get("ok") is not True or not isinstance(message_id, int):
            raise DeliveryError("Telegram answered with neither yes nor no", code="no answer", uncertain=True)
        return Accepted(f"{chat}:{message_id}")

    def _refusal(self, answer: httpx.Response, told: Mapping[str, Any]) -> DeliveryError | SetupError:
        status, said = answer.status_code, word(told.get("description"))
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            return SetupError(
                f"Telegram knows no bot by the token in {self._channel.token_env} ({status}): take it from @BotFather"
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = _in(told, "parameters").get("retry_after")
            return DeliveryError(
                f"Telegram asks to wait ({said or status})", code=str(status), retryable=True,
                retry_after_seconds=float(wait) if isinstance(wait, int) else None,
            )  # fmt: skip
        if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN):
            of_chat = (quality for known, quality in QUALITY.items() if known in said.casefold())
            return DeliveryError(f"Telegram refused: {said or status}", code=str(status), quality=next(of_chat, 0))
        try:
            accepted(answer)
        except (DeliveryError, SetupError) as error:
            return error
        return DeliveryError(f"Telegram answered {status}", code=str(status), uncertain=True)


def _payload(chat: str, outgoing: Outgoing) -> tuple[str, dict[str, Any]]:
    """The method and its parameters: a picture has the text as its caption, or is the preview of a longer text."""
    length = len(outgoing.text.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST_TEXT:
        raise DeliveryError(f"the text has {length:,} units, Telegram takes {LONGEST_TEXT:,}", code="too large")
    if len(outgoing.link_text) > LONGEST_BUTTON:
        raise DeliveryError(f"the button has more than {LONGEST_BUTTON} letters", code="too large")
    button = [[{"text": outgoing.link_text, "url": outgoing.link_url}]]
    common: dict[str, Any] = {
        "chat_id": int(chat), **({"reply_markup": {"inline_keyboard": button}} if outgoing.link_url else {}),
    }  # fmt: skip
    if outgoing.image_url and length <= LONGEST_CAPTION:
        return "sendPhoto", {**common, "photo": outgoing.image_url, "caption": outgoing.text}
    preview: dict[str, Any] = {"is_disabled": True}
    if outgoing.image_url:
        preview = {"url": outgoing.image_url, "prefer_large_media": True, "show_above_text": True}
    return "sendMessage", {**common, "text": outgoing.text, "link_preview_options": preview}


def _in(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _chat(told: Mapping[str, Any]) -> str:
    """The number of the chat something happened in; empty where it is none."""
    found = str(_in(told, "chat").get("id", ""))
    return found if CHAT.fullmatch(found) else ""
