"""The sink as Chat2Desk."""

from __future__ import annotations

from smartcom_kernel.channels.messenger_sink.server import Answer, Asked

REFUSED = Answer(200, {"status": "error", "errors": {"client": ["client not found"]}})


class Chat2Desk:
    """One company.

    Args:
        token: Of its API; requests with another are refused.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._sent = 0

    def send(self, asked: Asked) -> Answer:
        """What it answers where nothing is wrong with the client."""
        if asked.headers.get("authorization") != self._token:
            return Answer(401, {"status": "error", "message": "unauthorized"})
        if asked.path != "/v1/messages":
            return Answer(404, {"status": "error", "message": "not found"})
        if not isinstance(asked.told.get("client_id"), int) or not (asked.told.get("text") or "").strip():
            return Answer(400, {"status": "error", "errors": {"text": ["can't be blank"]}})
        self._sent += 1
        return Answer(200, {"status": "success", "data": {
            "message_id": self._sent, "client_id": asked.told["client_id"], "type": asked.told.get("type"),
        }})  # fmt: skip

    def address(self, asked: Asked) -> str:
        """To which client a message is."""
        return str(asked.told.get("client_id", ""))
