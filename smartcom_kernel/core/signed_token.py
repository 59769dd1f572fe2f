"""Tokens in links: what they name can be read by anybody, and made by nobody else.

A token is ``v1.KID.PAYLOAD.MAC``: the number of the key, what it names in base64url, and the first 128 bits of
HMAC-SHA256 (RFC 2104) over the purpose and all that stands before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

FORM = re.compile(r"v1\.([1-9][0-9]{0,4})\.([A-Za-z0-9_-]{1,200})\.([A-Za-z0-9_-]{22})")
MAC_OCTETS = 16


def signed(purpose: str, payload: str, keys: Mapping[int, bytes]) -> str:
    """A token that names `payload`, by the newest key.

    Args:
        purpose: What it may be used for; a token of one purpose is none of another.
        payload: Names a thing, at most 150 octets.
        keys: Secrets by their numbers.
    """
    kid = max(keys)
    head = f"v1.{kid}.{_text(payload.encode())}"
    return f"{head}.{_text(_mac(keys[kid], purpose, head))}"


def verified(purpose: str, token: str, keys: Mapping[int, bytes]) -> str | None:
    """What a token names; None where it is none of ours, or of another purpose."""
    found = FORM.fullmatch(token)
    key = keys.get(int(found[1])) if found else None
    if found is None or key is None:
        return None
    head = token.rpartition(".")[0]
    if not hmac.compare_digest(_text(_mac(key, purpose, head)).encode(), found[3].encode()):
        return None
    return base64.urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4)).decode()


def _mac(key: bytes, purpose: str, head: str) -> bytes:
    return hmac.new(key, f"{purpose}\0{head}".encode(), hashlib.sha256).digest()[:MAC_OCTETS]


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
