"""What the services that carry pushes have in common: whose addresses they take, and where their secrets stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from smartcom_kernel.channels.device_service import DeviceService
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.errors import DeliveryError, SetupError

VARIABLE = "^[A-Z0-9_]+$"
HTTPS = r"^https://[^/?#@\s]+$"
FORMAT_ERROR = 31
NO_SUCH_ADDRESS = 32
SOFT = 1
"""Quality of an address that may be good: only a number of these in a row ends it."""
TOO_LARGE = "too large"


class PushService(DeviceService):
    """A service that carries pushes to devices of its own."""

    media: ClassVar[frozenset[str]] = frozenset({"push"})


def no_address(what: str) -> DeliveryError:
    """The error of an address that is none."""
    return DeliveryError(f"the device's address is none: {what}", code="address", quality=FORMAT_ERROR)


def fitting(payload: Mapping[str, Any], *, most: int) -> bytes:
    """A payload as JSON in UTF-8.

    Raises:
        DeliveryError: It has more octets than the service takes; none of it was sent.
    """
    octets = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if len(octets) > most:
        raise DeliveryError(f"the push has {len(octets):,} octets, at most {most:,} are taken", code=TOO_LARGE)
    return octets


def secret_text(secrets: Mapping[str, str], name: str, *, what: str, starts: str) -> str:
    """A secret from an environment variable that holds it or the path of its file.

    Args:
        secrets: The environment.
        name: Of the variable.
        what: What it holds, for the sentence that says that it is missing.
        starts: How the secret itself begins; everything else is a path.

    Raises:
        SetupError: The variable is not set, or the file cannot be read.
    """
    value = secrets.get(name, "").strip()
    if not value:
        raise SetupError(f"{what} is missing: set {name} to it, or to the path of its file")
    if value.startswith(starts):
        return value
    try:
        return Path(value).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, ValueError):
        raise SetupError(f"{what} cannot be read: {name} is neither it nor the path of a readable file") from None


def seconds_left(outgoing: Outgoing, *, most: int) -> int:
    """For how long the service may try: until the message expires, and at most what the service takes.

    Raises:
        DeliveryError: It has expired.
    """
    if outgoing.expires_at is None:
        return most
    left = int((outgoing.expires_at - outgoing.sent_at).total_seconds())
    if left <= 0:
        raise DeliveryError("the push has expired", code="expired")
    return min(left, most)
