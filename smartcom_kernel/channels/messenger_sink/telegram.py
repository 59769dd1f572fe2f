"""The sink as the Bot API of Telegram, with the errors it is known to answer."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.channels.messenger_sink.server import Answer, Asked

LONGEST = {"text": 4096, "caption": 1024}
ERRORS = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "never started": (403, "Forbidden: bot can't initiate conversation with a user"),
    "moody": (403, "Forbidden: bot can't send messages to the user"),
    "no chat": (400, "Bad Request: chat not found"),
    "picture": (400, "Bad Request: wrong file identifier/HTTP URL specified"),
    "button": (400, "Bad Request: BUTTON_URL_INVALID"),
    "too many": (429, "Too Many Requests: retry after 17"),
    "unauthorized": (401, "Unauthorized"),
    "internal": (500, "Internal Server Error"),
    "gateway": (502, "Bad Gateway"),
}
"""By what they mean: the status and the description."""


class Telegram:
    """One bot.

    Args:
        token: Its token; requests with another are refused.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._sent = 0

    def send(self, asked: Asked) -> Answer:
        """What the Bot API answers where nothing is wrong with the chat."""
        if asked.path not in (f"/bot{self._token}/sendMessage", f"/bot{self._token}/sendPhoto"):
            return error("unauthorized")
        words = "caption" if asked.path.endswith("/sendPhoto") else "text"
        said = str(asked.told.get(words, ""))
        if words == "text" and not said.strip():
            return Answer(400, _refusal(400, "Bad Request: message text is empty"))
        if len(said.encode("utf-16-le")) // 2 > LONGEST[words]:
            return Answer(400, _refusal(400, f"Bad Request: message {words} is too long"))
        if not isinstance(asked.told.get("chat_id"), int):
            return error("no chat")
        self._sent += 1
        return Answer(200, {"ok": True, "result": {"message_id": self._sent, "chat": {"id": asked.told["chat_id"]}}})

    def address(self, asked: Asked) -> str:
        """To which chat a message is."""
        return str(asked.told.get("chat_id", ""))


def error(what: str) -> Answer:
    """An answer of the table."""
    status, description = ERRORS[what]
    more = {"parameters": {"retry_after": 17}} if status == 429 else {}
    return Answer(status, {**_refusal(status, description), **more})


def _refusal(status: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": status, "description": description}
