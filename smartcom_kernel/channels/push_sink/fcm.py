"""The sink as Firebase Cloud Messaging and Google's token service: HTTP v1, its `ErrorCode` table, RFC 7523."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import jwt

from smartcom_kernel.channels.push_sink.exchange import Answer, Asked

LARGEST = 4096
ERRORS = {
    "INVALID_ARGUMENT": (400, "INVALID_ARGUMENT"),
    "UNREGISTERED": (404, "NOT_FOUND"),
    "SENDER_ID_MISMATCH": (403, "PERMISSION_DENIED"),
    "QUOTA_EXCEEDED": (429, "RESOURCE_EXHAUSTED"),
    "UNAVAILABLE": (503, "UNAVAILABLE"),
    "INTERNAL": (500, "INTERNAL"),
    "THIRD_PARTY_AUTH_ERROR": (401, "UNAUTHENTICATED"),
}
"""Each code with the status of HTTP and the canonical one."""


class Fcm:
    """One project.

    Args:
        project: Its id.
        public_key: PEM of the service account's key; claims of others are refused.
    """

    def __init__(self, project: str, public_key: str) -> None:
        self.project = project
        self._public_key = public_key
        self.valid: set[str] = set()
        self.granted = 0

    def token(self, asked: Asked) -> Answer:
        """An access token for a claim that the account signed for this address."""
        form = parse_qs(asked.body.decode("ascii", "replace"))
        assertion = form.get("assertion", [""])[0]
        try:
            jwt.decode(assertion, self._public_key, ["RS256"], audience=f"https://{asked.host}{asked.path}")
        except jwt.PyJWTError:
            return Answer(400, {"error": "invalid_grant"})
        self.granted += 1
        token = f"ya29.{self.granted}"
        self.valid.add(token)
        return Answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def send(self, asked: Asked) -> Answer:
        """What the service answers to a message when nothing is wrong with the device."""
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.valid:
            return plain(401, "UNAUTHENTICATED")
        if asked.path != f"/v1/projects/{self.project}/messages:send":
            return plain(403, "PERMISSION_DENIED")
        message = asked.json().get("message")
        if not isinstance(message, dict) or not message.get("token"):
            return error("INVALID_ARGUMENT", field="message.token")
        told = {name: message.get(name) for name in ("notification", "data")}
        if len(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()) > LARGEST:
            return error("INVALID_ARGUMENT", field="message")
        return Answer(200, {"name": f"projects/{self.project}/messages/{message['data']['message_id']}"})


def device(asked: Asked) -> str:
    """To which device a message is."""
    message = asked.json().get("message")
    return str(message.get("token", "")) if isinstance(message, dict) else ""


def error(code: str, *, field: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a code of the table; `field` is what an INVALID_ARGUMENT is about."""
    status, canonical = ERRORS[code]
    kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
    details: list[dict[str, Any]] = [{"@type": kind, "errorCode": code}]
    if field:
        violation = {"field": field, "description": "The value is not valid"}
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]})
    return plain(status, canonical, details=details, headers=headers)


def plain(
    status: int, canonical: str, *, details: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:  # fmt: skip
    """An answer of the gateway: an error without a code of Firebase."""
    said = {"code": status, "message": canonical.lower(), "status": canonical}
    return Answer(status, {"error": {**said, **({"details": details} if details else {})}}, headers or {})
