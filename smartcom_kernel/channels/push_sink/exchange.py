"""One request to the sink and its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request as it arrived.

    Args:
        method: ``"POST"``.
        path: With what stands behind the ``?``.
        host: The authority it names.
        headers: By name.
        body: Its octets.
    """

    method: str
    path: str
    host: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object of the body; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Answer:
    """What the sink answers.

    Args:
        status: The status of HTTP.
        body: An object that leaves as JSON; nothing when empty.
        headers: By name.
    """

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
