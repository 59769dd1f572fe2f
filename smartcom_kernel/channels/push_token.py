"""The token that proves to a push service who we are: made once, kept, and renewed before it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import SetupError

MARGIN = timedelta(minutes=5)


class Token:
    """A token that is renewed when it is asked for shortly before its end.

    Args:
        made: Makes one as of a moment and says when it ends.
        clock: What time it is.
    """

    def __init__(self, made: Callable[[datetime], tuple[str, datetime]], clock: Clock) -> None:
        self._made = made
        self._clock = clock
        self._kept: tuple[str, datetime] | None = None

    def __call__(self) -> str:
        """The token."""
        now = self._clock.now()
        if self._kept is None or now >= self._kept[1] - MARGIN:
            self._kept = self._made(now)
        return self._kept[0]

    def forget(self) -> None:
        """The service does not accept it any more: the next one is new."""
        self._kept = None


def private_key(pem: str, *, where: str) -> PrivateKeyTypes:
    """A private key from PEM.

    Raises:
        SetupError: It is none.
    """
    try:
        return load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError):
        raise SetupError(f"{where} holds no private key in PEM without a password") from None


def signed(claims: Mapping[str, Any], key: Any, *, algorithm: str, where: str, key_id: str = "") -> str:
    """Claims as a signed token (RFC 7519).

    Raises:
        SetupError: The key is not one for this algorithm.
    """
    try:
        return jwt.encode(dict(claims), key, algorithm=algorithm, headers={"kid": key_id} if key_id else None)
    except (jwt.PyJWTError, TypeError, ValueError):
        raise SetupError(f"the key in {where} cannot sign with {algorithm}") from None
