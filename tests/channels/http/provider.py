"""A provider on this machine that notes each request whole and then answers, or misbehaves, as it is told."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

RESET = b"reset"
"""Told as an answer: the connection is reset in its place."""


@dataclass
class Request:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """Gives the answers in turn, then goes on with the last."""

    answers: list[bytes]
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def url(self, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/messages"

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as incoming:
            while line := incoming.readline():
                headers = {}
                while header := incoming.readline().strip():
                    name, _, value = header.decode().partition(": ")
                    headers[name.lower()] = value
                body = incoming.read(int(headers.get("content-length", "0")))
                self.requests.append(Request(line.decode().strip(), headers, body))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                connection.sendall(answer)


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers])
    return f"{head}\r\n\r\n".encode() + body


@contextmanager
def provider(*answers: bytes, tls: ssl.SSLContext | None = None) -> Iterator[Provider]:
    """A provider, until the context ends."""
    told = Provider(list(answers) or [answer("200 OK", b'{"id": "p-1"}')])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told.port = listener.getsockname()[1]
        open_ones: list[socket.socket] = []

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                told.connections += 1
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        def one(connection: socket.socket) -> None:
            open_ones.append(connection)
            try:
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                    open_ones.append(connection)
                told.serve(connection)
            except OSError:
                return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in open_ones:
                connection.close()
            thread.join(5)
