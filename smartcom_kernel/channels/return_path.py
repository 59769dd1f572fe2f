"""A return path for each message, so that a bounce says of which it is even where it quotes nothing (VERP).

``b@bounces.shop.example`` becomes ``b+KEY.PROOF@bounces.shop.example``. A key alone proves nothing: those of one
sending share their beginning, so whoever got one message could make up the keys of others and have these people counted
as bounced. The proof is an HMAC that only the shop can make.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from smartcom_kernel.channels.message import KEY
from smartcom_kernel.core.errors import DeliveryError

PROOF_OCTETS = 5
LONGEST_LOCAL_PART = 64
"""RFC 5321, 4.5.3.1.1."""
LONGEST_OWN_PART = 9
"""Of the part before the ``+``: a key of 32 characters, a dot, 12 digits and the proof take the other 55."""


def return_path(bounce_address: str, key: str, secret: str) -> str:
    """The envelope sender of one message.

    Args:
        bounce_address: Where bounces go, such as ``b@bounces.shop.example``.
        key: The message's key.
        secret: What proofs are made with.

    Raises:
        DeliveryError: Not retryable: the part before the ``@`` would be longer than 64 octets.
    """
    local, _, domain = bounce_address.rpartition("@")
    whole = f"{local}+{key}.{_proof(key, secret)}"
    if len(whole) > LONGEST_LOCAL_PART:
        raise DeliveryError(
            f"the return path {whole}@{domain} is too long: the key {key} leaves no room for {local}", code="5.1.7"
        )
    return f"{whole}@{domain}"


def key_of_return_path(address: str, *, bounce_address: str, secret: str) -> str | None:
    """The key of the message that an envelope sender was made for; None where we did not make it.

    Args:
        address: Where a bounce was sent to; its case may have changed on the way as long as the key's has not.
        bounce_address: As `return_path` was told.
        secret: As `return_path` was told.
    """
    local, _, domain = address.strip().strip("<>").rpartition("@")
    own, _, token = local.partition("+")
    key, _, proof = token.rpartition(".")
    expected = bounce_address.lower().rpartition("@")
    if (own.lower(), domain.lower()) != (expected[0], expected[2]) or not KEY.fullmatch(key) or not proof.isascii():
        return None
    return key if hmac.compare_digest(proof.lower(), _proof(key, secret)) else None


def _proof(key: str, secret: str) -> str:
    """Eight characters: who guesses gets one in a million million."""
    digest = hmac.digest(secret.encode("utf-8", "surrogateescape"), f"return path {key}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:PROOF_OCTETS]).decode().lower()
