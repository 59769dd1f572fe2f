"""The sink as Apple's service, after its table of statuses and reasons."""

from __future__ import annotations

import re
from datetime import datetime

import jwt

from smartcom_kernel.channels.push_sink.exchange import Answer, Asked

LARGEST = 4096
OLDEST_SECONDS = 3600
REASONS = {
    "BadDeviceToken": 400, "DeviceTokenNotForTopic": 400, "BadExpirationDate": 400, "MissingTopic": 400,
    "PayloadEmpty": 400, "TopicDisallowed": 400, "ExpiredProviderToken": 403, "InvalidProviderToken": 403,
    "MissingProviderToken": 403, "ExpiredToken": 410, "Unregistered": 410, "PayloadTooLarge": 413,
    "TooManyProviderTokenUpdates": 429, "TooManyRequests": 429, "InternalServerError": 500,
    "ServiceUnavailable": 503, "Shutdown": 503,
}  # fmt: skip


class Apns:
    """One app.

    Args:
        topic: Its bundle id.
        team: The team whose key signs.
        public_key: PEM of that key.
        now: What time it is at Apple, in seconds; tokens older than an hour are refused.
    """

    def __init__(self, topic: str, team: str, public_key: str, *, now: float) -> None:
        self.topic = topic
        self.now = now
        self._team = team
        self._public_key = public_key

    def send(self, asked: Asked) -> Answer:
        """What the service answers to a push when nothing is wrong with the device."""
        reason = self._wrong(asked)
        given = {"apns-id": asked.headers.get("apns-id", "")}
        return error(reason) if reason else Answer(200, headers=given)

    def _wrong(self, asked: Asked) -> str:
        token = asked.headers.get("authorization", "")
        if not token.startswith("bearer "):
            return "MissingProviderToken"
        try:
            claims = jwt.decode(token[7:], self._public_key, ["ES256"], options={"verify_iat": False})
        except jwt.PyJWTError:
            return "InvalidProviderToken"
        if claims.get("iss") != self._team:
            return "InvalidProviderToken"
        if not self.now - OLDEST_SECONDS <= claims.get("iat", 0) <= self.now + OLDEST_SECONDS:
            return "ExpiredProviderToken"
        if "apns-topic" not in asked.headers:
            return "MissingTopic"
        if asked.headers["apns-topic"] != self.topic:
            return "TopicDisallowed"
        if not re.fullmatch("[0-9a-f]{64}", device(asked)):
            return "BadDeviceToken"
        if not re.fullmatch(r"\d+", asked.headers.get("apns-expiration", "0")):
            return "BadExpirationDate"
        if len(asked.body) > LARGEST:
            return "PayloadTooLarge"
        return "" if asked.json().get("aps") else "PayloadEmpty"


def device(asked: Asked) -> str:
    """To which device a push is."""
    return asked.path.rpartition("/")[2]


def error(reason: str, *, since: datetime | None = None) -> Answer:
    """An answer with a reason of the table; `since` is when a token of a 410 was last known to be of no use."""
    stamp = {} if since is None else {"timestamp": int(since.timestamp() * 1000)}
    return Answer(REASONS[reason], {"reason": reason, **stamp})
