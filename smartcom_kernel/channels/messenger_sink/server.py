"""A real HTTP/1.1 server that answers as messengers do: it keeps each message, then answers, then writes to nobody."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the sink answers: a status, and an object that leaves as JSON."""

    status: int
    told: Mapping[str, Any] = field(default_factory=dict)


DROP = Answer(0)
"""The message is kept, and the connection ends without an answer."""


class MessengerSink:
    """The server; usable as a context manager. `telegram` and `chat2desk` beside it know the answers.

    Args:
        service: Which messenger it is: its `address` names the chat of a request, its `send` answers.
    """

    def __init__(self, service: Any) -> None:
        self.received: list[Asked] = []
        self._service = service
        self._script: dict[str, deque[Answer]] = defaultdict(deque)
        self._server = ThreadingHTTPServer((HOST, 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), name="messenger-sink", daemon=True
        )

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def answer(self, chat: str, *answers: Answer) -> None:
        """Script the next answers to messages for a chat; then the usual ones come back."""
        self._script[chat].extend(answers)

    def respond(self, asked: Asked) -> Answer:
        """The answer to a request; a message that was taken is kept before."""
        usual = self._service.send(asked)
        script = self._script[self._service.address(asked)]
        answer = script.popleft() if script and usual.status < 300 else usual
        if answer is DROP or answer.status < 300:
            self.received.append(asked)
        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(sink: MessengerSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            try:
                told = json.loads(body)
            except ValueError:
                told = {}
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = sink.respond(Asked(self.path, headers, told))
            if answer is DROP:
                self.close_connection = True
                return
            content = json.dumps(answer.told).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
            """Says nothing: paths hold tokens."""

    return Handler
