"""What services of messengers have in common: the medium, secrets of one line, and people who ask for no more."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import SecretStr

from smartcom_kernel.channels.device_service import DeviceService
from smartcom_kernel.channels.report import Callback
from smartcom_kernel.core.errors import DataError, NotAuthentic, SetupError

SHORTEST_SECRET = 24
"""Characters of the secret by which a service proves that it calls."""
STOP_WORDS = frozenset({"stop", "/stop", "unsubscribe", "стоп", "/стоп", "отписка", "отписаться"})


class MessengerService(DeviceService):
    """A service that carries messages to chats."""

    media: ClassVar[frozenset[str]] = frozenset({"messenger"})


def token_of(secrets: Mapping[str, str], name: str, *, what: str) -> SecretStr:
    """A secret that may stand in a header or in an address.

    Raises:
        SetupError: It is missing, or holds what cannot stand there.
    """
    token = secrets.get(name, "").strip()
    if not token:
        raise SetupError(f"{what} is missing: set {name}")
    if not token.isascii() or not token.isprintable() or any(letter in token for letter in " /?#\\"):
        raise SetupError(f"{name} holds something that is no token")
    return SecretStr(token)


def refuse_strangers(given: str, secrets: Mapping[str, str], name: str) -> None:
    """Refuse a call that does not carry the secret that an environment variable names.

    Raises:
        NotAuthentic: It does not, or none is set.
        SetupError: The secret is too short.
    """
    if not name:
        raise NotAuthentic("this channel has no secret for calls, so none are heard")
    secret = secrets.get(name, "")
    if len(secret) < SHORTEST_SECRET:
        raise SetupError(f"{name} must hold at least {SHORTEST_SECRET} characters")
    if not hmac.compare_digest(secret.encode("utf-8", "replace"), given.encode("utf-8", "replace")):
        raise NotAuthentic("the call does not carry this channel's secret")


def told_in(callback: Callback) -> dict[str, Any]:
    """The JSON object of a call.

    Raises:
        DataError: It is none.
    """
    try:
        found = json.loads(callback.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise DataError("the call holds no JSON object")
    return found


def asks_to_stop(text: object) -> bool:
    """Whether what somebody wrote is a wish to get no more."""
    return isinstance(text, str) and text.strip().rstrip(".!").casefold() in STOP_WORDS
