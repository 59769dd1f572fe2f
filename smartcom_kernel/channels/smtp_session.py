"""One connection to an SMTP server, with a limit on how long and how large an answer may be."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections import deque
from contextlib import suppress

from smartcom_kernel.core.errors import DeliveryError

LARGEST_ANSWER = 65_536
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
CLOSING = "421"
GO_AHEAD = 354
NO_CONNECTION = "connection"
NO_ANSWER = "no answer"
PARTING_SECONDS = 5
WAIT = re.compile(r"\b(?:in|after|for|wait)\s+(\d{1,5})\s*(s|sec|second|m|min|minute|h|hour)s?\b", re.IGNORECASE)
"""How servers that defer say for how long; SMTP has no form for it. Greylisting mostly does."""
SECONDS = {"s": 1, "m": 60, "h": 3600}


class Session(smtplib.SMTP):
    """A connection whose every answer arrives whole within `timeout`, or counts as lost.

    The standard class waits `timeout` for each piece, so a server that sends one octet a second holds it for hours,
    and reads an answer of any number of lines.

    Args:
        host: Name or address of the server.
        port: Its port.
        timeout: Seconds for connecting, for each answer, and for each piece that is sent.
        tls: Speak TLS from the first octet, with this context.
    """

    def __init__(self, host: str, port: int, *, timeout: float, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._unread = b""
        self._given: deque[str] = deque()
        super().__init__(host, port, timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        link = socket.create_connection((host, port), timeout)
        # the final dot is sent on its own and must not wait for the body to be acknowledged
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._tls.wrap_socket(link, server_hostname=host) if self._tls else link

    def secure(self, context: ssl.SSLContext) -> None:
        """Change to TLS; whatever the server said before it is forgotten."""
        self.starttls(context=context)
        self._unread = b""
        self.ehlo()

    def login(self, user: str, password: str, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        """Authenticate; the password is not kept."""
        try:
            return super().login(user, password, initial_response_ok=initial_response_ok)
        finally:
            self.user = self.password = ""

    def give(self, *commands: str) -> None:
        """Give commands that `ask` will ask next, in one packet where the server takes them so (RFC 2920)."""
        if self.has_extn("pipelining"):
            self.send("".join(f"{command}\r\n" for command in commands))
            self._given.extend(commands)

    def ask(self, command: str, expected: int) -> None:
        """Give a command, unless it is given already, and require its answer; after another one nothing is owed.

        Raises:
            DeliveryError: Another answer came.
            OSError: None came.
        """
        if self._given and self._given[0] == command:
            self._given.popleft()
            code, text = self.getreply()
        else:
            code, text = self.docmd(command)
        if code // 10 != expected // 10:  # 251 is a yes as well
            self._hear_out()
            raise refused(code, text)

    def _hear_out(self) -> None:
        """Hear the answers to what was given and will not be asked; a message that may begin has nobody to go to."""
        with suppress(OSError):
            while self._given:
                self._given.popleft()
                if self.getreply()[0] == GO_AHEAD:
                    self.end()
                    if self.getreply()[0] // 100 == 2:
                        self.close()

    def hand_over(self, content: bytes) -> None:
        """Send a message after the server asked for it, all but the dot that ends it."""
        stuffed = (b"\n" + content).replace(b"\n.", b"\n..")[1:]
        self.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said."""
        return self.sock is not None

    def leave(self) -> None:
        """Say goodbye, and wait only a little for it to be returned."""
        try:
            self.send(b"QUIT\r\n")
            self.getreply(min(self.timeout, PARTING_SECONDS))
        except OSError:
            pass  # whoever has gone already needs no goodbye
        finally:
            self.close()

    def break_off(self) -> None:
        """End whatever another thread is waiting for here: it finds the connection closed."""
        link = self.sock
        if link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """End the message with its dot: from here on it may have been accepted, and `getreply` says so."""
        self.send(b".\r\n")

    def getreply(self, patience: float | None = None) -> tuple[int, bytes]:
        """The next answer: its code, -1 for nonsense, and its lines."""
        deadline = time.monotonic() + (patience or self.timeout)
        lines: list[bytes] = []
        size = 0
        while True:
            line = self._line(deadline)
            lines.append(line[4:].strip())
            size += len(line)
            if line[3:4] != b"-":
                break
            if size > LARGEST_ANSWER:
                raise self._lost(f"an answer of more than {LARGEST_ANSWER:,} octets")
        self._require_socket().settimeout(self.timeout)
        return int(line[:3]) if re.match(rb"\d{3}", line) else -1, b"\n".join(lines)

    def _line(self, deadline: float) -> bytes:
        link = self._require_socket()
        while b"\n" not in self._unread:
            if len(self._unread) > LARGEST_ANSWER:
                raise self._lost(f"an answer of more than {LARGEST_ANSWER:,} octets")
            try:
                link.settimeout(max(deadline - time.monotonic(), 0.001))
                piece = link.recv(4096)
            except OSError as error:
                raise self._lost(str(error) or type(error).__name__) from error
            if not piece:
                raise self._lost("the server closed the connection")
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _require_socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock

    def _lost(self, why: str) -> smtplib.SMTPServerDisconnected:
        self.close()
        return smtplib.SMTPServerDisconnected(why)


def refused(code: int, text: bytes | str) -> DeliveryError:
    """What an answer other than the expected one means: 5xx is for good, anything else may pass, in due time."""
    said = words(text)
    enhanced = ENHANCED.match(said)
    full_code = f"{code} {enhanced[0]}" if enhanced else str(code)
    for_good = 500 <= code <= 599
    wait = None if for_good else WAIT.search(said)
    return DeliveryError(
        f"the server answered {code} {said}", code=full_code, retryable=not for_good,
        retry_after_seconds=int(wait[1]) * SECONDS[wait[2][0].lower()] if wait else None,
    )  # fmt: skip


def words(text: bytes | str) -> str:
    """What a server said, on one line and not too long."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(said.split())[:300]
