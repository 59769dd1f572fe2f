"""A real HTTP/2 server that answers as push services do: it logs each push, then answers, then delivers to nobody.

Tests script what a device's push is answered, and where the connection breaks (RFC 9113).
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections import defaultdict, deque
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

from smartcom_kernel.channels.push_sink import apns, fcm, web
from smartcom_kernel.channels.push_sink.apns import Apns
from smartcom_kernel.channels.push_sink.exchange import Answer, Asked
from smartcom_kernel.channels.push_sink.fcm import Fcm

HOST = "127.0.0.1"


class Break(Enum):
    """Where a conversation breaks instead of an answer."""

    DROP = "the push is logged, and the connection ends without an answer"
    GOAWAY = "the connection is closed, and the push was not processed"
    GOAWAY_AFTER = "the push is logged and was processed, and the connection is closed without its answer"
    REFUSED_STREAM = "the push alone is refused, and was not processed"


class PushSink:
    """The server; usable as a context manager.

    Args:
        tls: Its certificate.
        fcm: The project it is at Firebase.
        apns: The app it is at Apple.
        log: File that gets one JSON line per push; appended to.
    """

    def __init__(
        self, tls: ssl.SSLContext, *, fcm: Fcm | None = None, apns: Apns | None = None, log: Path | None = None
    ) -> None:  # fmt: skip
        tls.set_alpn_protocols(["h2"])
        self.fcm = fcm
        self.apns = apns
        self.port = 0
        self.received: list[Asked] = []
        self.connections = 0
        self._tls = tls
        self._log = log
        self._script: dict[str, deque[Answer | Break]] = defaultdict(deque)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"https://localhost:{self.port}"

    def answer(self, device: str, *answers: Answer | Break) -> None:
        """Script the next answers to pushes for a device; then the usual ones come back."""
        self._script[device].extend(answers)

    def respond(self, asked: Asked) -> Answer | Break:
        """The answer to a request; a push that was processed is logged before."""
        if asked.path == "/token" and self.fcm is not None:
            return self.fcm.token(asked)
        if asked.path.startswith("/v1/projects/") and self.fcm is not None:
            device, usual = fcm.device(asked), self.fcm.send(asked)
        elif asked.path.startswith("/3/device/") and self.apns is not None:
            device, usual = apns.device(asked), self.apns.send(asked)
        elif asked.path.startswith("/push/"):
            device, usual = web.device(asked), web.send(asked)
        else:
            return Answer(404)
        script = self._script[device]
        answer = script.popleft() if script and usual.status < 300 else usual
        if answer in (Break.DROP, Break.GOAWAY_AFTER) or (isinstance(answer, Answer) and answer.status < 300):
            self._keep(asked, device)
        return answer

    def _keep(self, asked: Asked, device: str) -> None:
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"path": asked.path, "device": device}) + "\n")
        self.received.append(asked)

    # life ---------------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="push-sink", daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(ready))
        finally:
            ready.set()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        live: set[asyncio.StreamWriter] = set()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            live.add(writer)
            with suppress(OSError, h2.exceptions.ProtocolError):
                await _Conversation(self, reader, writer).run()
            live.discard(writer)
            writer.close()

        server = await asyncio.start_server(converse, HOST, 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._end.wait()
        server.close()
        for writer in live:
            writer.transport.abort()
        await asyncio.sleep(0)


class _Conversation:
    """One connection of HTTP/2."""

    def __init__(self, sink: PushSink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._sink = sink
        self._reader = reader
        self._writer = writer
        config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        self._http = h2.connection.H2Connection(config)
        self._heads: dict[int, dict[str, str]] = {}
        self._bodies: dict[int, bytearray] = defaultdict(bytearray)
        self._last = 0
        self._over = False

    async def run(self) -> None:
        """Answer until the other side hangs up or a script says so."""
        self._http.initiate_connection()
        await self._flush()
        while not self._over and (octets := await self._reader.read(65536)):
            for event in self._http.receive_data(octets):
                self._take(event)
            await self._flush()

    def _take(self, event: h2.events.Event) -> None:
        match event:
            case h2.events.RequestReceived(stream_id=int(stream)):
                self._heads[stream] = {str(name): str(value) for name, value in event.headers or ()}
            case h2.events.DataReceived(stream_id=int(stream)):
                self._bodies[stream] += event.data or b""
                self._http.acknowledge_received_data(event.flow_controlled_length or 0, stream)
            case h2.events.StreamEnded(stream_id=int(stream)):
                self._answer(stream)
            case h2.events.ConnectionTerminated():
                self._over = True

    def _answer(self, stream: int) -> None:
        head = self._heads.pop(stream)
        fields = {name: value for name, value in head.items() if not name.startswith(":")}
        asked = Asked(head[":method"], head[":path"], head[":authority"], fields, bytes(self._bodies.pop(stream, b"")))
        answer = self._sink.respond(asked)
        if isinstance(answer, Answer):
            self._last = stream
            self._say(stream, answer)
        elif answer is Break.REFUSED_STREAM:
            self._http.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
        else:
            self._over = True
            if answer is not Break.DROP:
                last = stream if answer is Break.GOAWAY_AFTER else self._last
                self._http.close_connection(last_stream_id=last)

    def _say(self, stream: int, answer: Answer) -> None:
        body = json.dumps(answer.body).encode() if answer.body else b""
        self._http.send_headers(stream, [(":status", str(answer.status)), *answer.headers.items()], end_stream=not body)
        if body:
            self._http.send_data(stream, body, end_stream=True)

    async def _flush(self) -> None:
        self._writer.write(self._http.data_to_send())
        await self._writer.drain()
