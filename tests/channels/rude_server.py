"""A server of few lines that says exactly what a test wants, octet by octet if need be, and notes what it is told."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

LISTENING = "127.0.0.1"


@dataclass
class Rude:
    """Such a server.

    Args:
        port: Where it listens.
        told: What it was told, line by line.
    """

    port: int
    told: list[str] = field(default_factory=list)

    def verbs(self) -> set[str]:
        """The first words of what it was told."""
        return {line.split(" ")[0].rstrip().upper() for line in self.told}


@contextmanager
def rude(*answers: bytes, pause: float = 0, tls: ssl.SSLContext | None = None) -> Iterator[Rude]:
    """A server that serves one connection.

    Args:
        answers: What it says: at once, and then one after each line it is told; after the last it is silent.
        pause: Seconds between the octets of the last answer.
        tls: Once it was told STARTTLS and has answered, it goes on with this.
    """
    over = threading.Event()
    with socket.create_server((LISTENING, 0)) as listening:
        server = Rude(listening.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listening, server, answers, pause, tls, over))
        thread.start()
        try:
            yield server
        finally:
            over.set()
            with suppress(OSError):  # wakes a server that nobody came to
                socket.create_connection((LISTENING, server.port), 1).close()
            thread.join()


def _serve(
    listening: socket.socket, server: Rude, answers: Sequence[bytes], pause: float, tls: ssl.SSLContext | None,
    over: threading.Event,
) -> None:  # fmt: skip
    with suppress(OSError), ExitStack() as opened:
        link = opened.enter_context(listening.accept()[0])
        lines = opened.enter_context(link.makefile("rb"))
        for number, answer in enumerate(answers):
            if number:
                server.told.append(lines.readline().decode("latin-1"))
            if pause and number == len(answers) - 1:
                _dribble(link, answer, pause, over)
            else:
                link.sendall(answer)
            if tls is not None and server.told and server.told[-1].upper().startswith("STARTTLS"):
                link = opened.enter_context(tls.wrap_socket(link, server_side=True))
                lines = opened.enter_context(link.makefile("rb"))
        server.told += [line.decode("latin-1") for line in lines]


def _dribble(link: socket.socket, answer: bytes, pause: float, over: threading.Event) -> None:
    for octet in answer:
        if over.wait(pause):
            return
        link.sendall(bytes([octet]))
