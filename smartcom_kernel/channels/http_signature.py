"""Signatures after Standard Webhooks: who calls proves that it knows the secret, and that the call is fresh."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from standardwebhooks.webhooks import Webhook

from smartcom_kernel.channels.report import Callback
from smartcom_kernel.core.errors import NotAuthentic, SetupError

TOLERANCE = timedelta(minutes=5)
SHORTEST, LONGEST = 24, 64
"""Octets of a secret, after Standard Webhooks 1.0."""


class Signatures:
    """The secrets of one address, several while they are changed.

    Args:
        secrets: The environment, or what stands for it.
        names: The variables that hold them, as ``whsec_`` and base64; empty names are left out.

    Raises:
        SetupError: One is missing, or is no such secret.
    """

    def __init__(self, secrets: Mapping[str, str], names: Iterable[str]) -> None:
        self._hooks = [_webhook(secrets, name) for name in names if name]

    def headers(self, key: str, body: bytes, *, now: datetime) -> dict[str, str]:
        """The three headers that go with a call; every secret signs.

        Args:
            key: Names the message for ever.
            body: The octets that are sent, UTF-8.
            now: When they are sent, aware.
        """
        moment = now.astimezone(UTC)
        return {
            "webhook-id": key,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(hook.sign(key, moment, body.decode()) for hook in self._hooks),
        }

    def verify(self, callback: Callback) -> str:
        """The id of a call, once one of the secrets has signed it within five minutes of its arrival.

        Raises:
            NotAuthentic: It is not so.
        """
        event_id = callback.headers.get("webhook-id", "")
        stamp = callback.headers.get("webhook-timestamp", "")
        if not event_id or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
            raise NotAuthentic("the call has no webhook-id or no webhook-timestamp")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        if abs(callback.received_at - moment) > TOLERANCE:
            raise NotAuthentic("the call was signed more than five minutes from now")
        try:
            signed = [hook.sign(event_id, moment, callback.body.decode()).encode() for hook in self._hooks]
        except UnicodeDecodeError:
            raise NotAuthentic("the call is not UTF-8, so nothing it could be signed with fits") from None
        given = callback.headers.get("webhook-signature", "").encode("utf-8", "replace").split(b" ")
        if not any(hmac.compare_digest(ours, theirs) for ours in signed for theirs in given):
            raise NotAuthentic("none of the call's signatures is by a secret of this channel")
        return event_id


def _webhook(secrets: Mapping[str, str], name: str) -> Webhook:
    if not secrets.get(name):
        raise SetupError(f"the secret of signatures is missing: set {name}")
    try:
        secret = base64.b64decode(secrets[name].removeprefix("whsec_"), validate=True)
    except ValueError:
        secret = b""
    if not SHORTEST <= len(secret) <= LONGEST:
        raise SetupError(f"{name} must hold whsec_ and then {SHORTEST} to {LONGEST} octets in base64")
    return Webhook(secret)
