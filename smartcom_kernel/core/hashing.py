"""Repeatable chance: a hash of ids in place of a random number, that anybody can recompute.

A draw is the first eight hexadecimal digits of ``md5("{salt}:{customer_id}")``. Digits compare as text just as the
numbers do, so the same rule is one comparison in any SQL engine.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

DIGITS = 8


def draw(salt: str, customer_id: str) -> str:
    """Eight hexadecimal digits, uniform over all salts and customers."""
    return hashlib.md5(f"{salt}:{customer_id}".encode(), usedforsecurity=False).hexdigest()[:DIGITS]


def threshold(share: float) -> str:
    """The digits below which a `share` (0..1) of all draws lie. ``threshold(1)`` is above every draw.

    Raises:
        ValueError: The share is outside 0..1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share must lie between 0 and 1, not {share}")
    return "g" if share == 1 else format(int(share * 16**DIGITS), f"0{DIGITS}x")


def fingerprint(data: Any) -> str:
    """Twelve hexadecimal digits that tell one piece of plain data from another, whatever its key order."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
