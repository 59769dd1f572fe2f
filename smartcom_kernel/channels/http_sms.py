"""A channel that hands SMS to a local provider over HTTP, in whatever form that provider asks for."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, SecretStr, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.http_address import checked_url
from smartcom_kernel.channels.http_client import HttpClient, accepted
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_http import mapping_in
from smartcom_kernel.channels.report import Callback, Report
from smartcom_kernel.channels.smpp import FORMAT_ERROR, NUMBER
from smartcom_kernel.channels.sms_gateway import Gateway, at_path, filled, preset
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic, SetupError

OF_THE_MESSAGE = {"to", "text", "sender", "key"}
SECRET_PLACES = ("login", "password", "token", "callback_secret")
SHORTEST_SECRET = 24
"""Characters of the secret in the address of receipts."""


@CHANNELS.register
class HttpSmsChannel(Channel):
    """Hands SMS to a provider over HTTP: SMSC.ru, SMS Aero, MTS Exolve, or any that takes flat fields by your table."""

    kind: ClassVar[str] = "http_sms"
    example: ClassVar[dict[str, Any]] = {
        "preset": "smsc",
        "sender": "MyShop",
        "login_env": "SHOP_SMSC_LOGIN",
        "password_env": "SHOP_SMSC_PASSWORD",
    }
    media: ClassVar[frozenset[str]] = frozenset({"sms"})
    idempotent: ClassVar[bool] = False

    preset: str = ""
    """A provider that the workbench knows: `smsc`, `smsaero` or `exolve`."""
    gateway: Gateway | None = None
    """Any other provider, described by you; in place of `preset`."""
    url: str = ""
    """Another address than the provider's usual one: `https`, and never inside a private network."""
    sender: str = Field(min_length=1, max_length=20)
    """Who people see as the sender: a name or a number that is registered with the provider."""
    login_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the login, for providers that ask for one: `{login}`."""
    password_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the password, or of the key that goes with a login: `{password}`."""
    token_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the token, for providers that ask for one alone: `{token}`."""
    parameters: dict[str, str] = Field({}, max_length=50)
    """Further parameters, with places to fill in; `{callback_secret}` too."""
    callback_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable of the secret behind `?secret=` in the address of receipts; without one, none are heard."""
    connections: int = Field(1, ge=1, le=50)
    """How many messages are posted at once."""
    timeout_seconds: float = Field(15, gt=0, le=60)
    """How long to wait for a connection and for the answer."""
    allow_local: bool = False
    """Whether the address may be this machine, also over `http`: for rehearsals."""

    @model_validator(mode="after")
    def _is_whole(self) -> HttpSmsChannel:
        if bool(self.preset) == (self.gateway is not None):
            raise ValueError("give either a preset or a gateway")
        spoken = self.provider()
        checked_url(self.url or spoken.url, allow_local=self.allow_local)
        needed = spoken.places(self.parameters) - OF_THE_MESSAGE
        if "basic" in needed:
            needed = needed - {"basic"} | {"login", "password"}
        if strange := sorted(needed - set(SECRET_PLACES)):
            raise ValueError(
                f"nothing fills {', '.join(strange)}; there are {', '.join(sorted(OF_THE_MESSAGE))}, "
                f"basic, {', '.join(SECRET_PLACES)}"
            )
        if missing := sorted(needed - set(self.secret_names())):
            raise ValueError(f"this provider needs {', '.join(f'{place}_env' for place in missing)}")
        return self

    @property
    def learns(self) -> bool:
        """Where receipts are heard."""
        return bool(self.callback_secret_env) and self.provider().receipt is not None

    def __hash__(self) -> int:
        return hash(self.model_dump_json())

    def secret_names(self) -> dict[str, str]:
        """The environment variables that are named, by the places they fill."""
        names = {place: getattr(self, f"{place}_env") for place in SECRET_PLACES}
        return {place: name for place, name in names.items() if name}

    def provider(self) -> Gateway:
        """How the provider speaks."""
        return self.gateway or preset(self.preset)

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[HttpSmsSender]:  # noqa: ARG002
        """A sender that keeps its connections."""
        if missing := [name for name in self.secret_names().values() if not secrets.get(name)]:
            raise SetupError(f"secrets of the SMS provider are missing: set {', '.join(missing)}")
        values = {place: SecretStr(secrets[name]) for place, name in self.secret_names().items()}
        url = self.url or self.provider().url
        client = HttpClient(url, allow_local=self.allow_local, timeout_seconds=self.timeout_seconds)
        with closing(client):
            yield HttpSmsSender(self, client, values)

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report]:
        """What the provider tells of one message; see `Channel.hear`.

        Such providers sign nothing that holds for all of them, so the address they call carries a secret.
        """
        receipt = self.provider().receipt
        if not self.callback_secret_env or receipt is None:
            raise NotAuthentic("this channel has no callback_secret_env, or its provider tells nothing later")
        secret = secrets.get(self.callback_secret_env, "")
        if len(secret) < SHORTEST_SECRET:
            raise SetupError(f"{self.callback_secret_env} must hold at least {SHORTEST_SECRET} characters")
        given = callback.query.get("secret", "").encode("utf-8", "replace")
        if not hmac.compare_digest(secret.encode("utf-8", "replace"), given):
            raise NotAuthentic("the address that was called does not carry this channel's secret")
        report = receipt.read(callback)
        return [report] if report else []

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        host = checked_url(self.url or self.provider().url, allow_local=self.allow_local).host
        if lang == "ru":
            return f"отправляет SMS через провайдера {host} от имени {self.sender}"
        return f"sends SMS through the provider at {host} as {self.sender}"


class HttpSmsSender(Sender):
    """Posts SMS in the form of one provider.

    Args:
        channel: As whom.
        client: Posts.
        secrets: Values of places, by their names.
    """

    def __init__(self, channel: HttpSmsChannel, client: HttpClient, secrets: Mapping[str, SecretStr]) -> None:
        self._gateway = channel.provider()
        self._sender = channel.sender
        self._parameters = {**self._gateway.parameters, **channel.parameters}
        self._client = client
        self._secrets = secrets
        self._headers = self._checked_headers()
        self.at_once = channel.connections

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post one SMS; see `Sender.send`. An answer that says neither yes nor no leaves it uncertain."""
        number = NUMBER.fullmatch(outgoing.address)
        if number is None:
            raise DeliveryError(f"{outgoing.address!r} is no phone number", code="number", quality=FORMAT_ERROR)
        values = self._values() | {
            "to": number[1], "text": outgoing.text, "sender": outgoing.sender_name or self._sender, "key": outgoing.key,
        }  # fmt: skip
        body = self._gateway.written({name: filled(text, values) for name, text in self._parameters.items()})
        answer = self._client.post(body, {name: v.get_secret_value() for name, v in self._headers.items()})
        if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
            raise SetupError("the SMS provider wants to be paid (402): check the balance")
        told = mapping_in(answer)
        if answer.is_client_error and at_path(told, self._gateway.error_path) in self._gateway.errors:
            return Accepted(self._gateway.judged(told))
        return Accepted(self._gateway.judged(mapping_in(accepted(answer))))

    def _values(self) -> dict[str, str]:
        values = {place: secret.get_secret_value() for place, secret in self._secrets.items()}
        pair = f"{values.get('login', '')}:{values.get('password', '')}"
        return values | {"basic": base64.b64encode(pair.encode()).decode()}

    def _checked_headers(self) -> dict[str, SecretStr]:
        kind = "application/json" if self._gateway.body == "json" else "application/x-www-form-urlencoded"
        try:
            headers = {name: filled(text, self._values()) for name, text in self._gateway.headers.items()}
        except KeyError as error:
            raise SetupError(f"headers can hold secrets, and not {error} of a message") from None
        for name, value in headers.items():
            if not value.isascii() or not value.isprintable():
                raise SetupError(f"the secret in the header {name} is not plain ASCII")
        return {name: SecretStr(value) for name, value in ({"Content-Type": kind} | headers).items()}
