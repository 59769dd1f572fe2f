"""A real SMTP server on this machine that delivers to nobody: it logs each message, then answers.

The log is the truth about what was sent: a line is in the file before the 250 leaves. Tests script its answers, and the
demo mails to it.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

Place = Literal["connect", "ehlo", "mail", "rcpt", "data", "dot", "rset"]
HOST = "127.0.0.1"
MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>\r\n]*)>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Received:
    """A message the sink took."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def key(self) -> str:
        """The part of the Message-ID before the ``@``."""
        return self.message_id.partition("@")[0]


@dataclass(frozen=True)
class _Scripted:
    text: str | None
    after_seconds: float
    logged: bool


class SmtpSink:
    """The server; usable as a context manager.

    Args:
        log: File that gets one JSON line per message; appended to.
        port: Where to listen on 127.0.0.1; a free port when 0, then in `port`.
        fsync: Whether each line is on the disk before the answer leaves.
        keep: Whether `received` keeps the messages.
        tls: Certificate to offer STARTTLS with.
        tls_at_once: Whether TLS is spoken from the first octet instead.
        login: User and password to ask for; whoever gives others is answered 535.
        pipelining: Whether several commands may come in one packet (RFC 2920), as almost every server allows.
    """

    def __init__(
        self,
        log: Path | None = None,
        *,
        port: int = 0,
        fsync: bool = False,
        keep: bool = True,
        tls: ssl.SSLContext | None = None,
        tls_at_once: bool = False,
        login: tuple[str, str] | None = None,
        pipelining: bool = True,
    ) -> None:
        self.log = log
        self.port = port
        self.received: list[Received] = []
        self.messages = 0
        self.connections = 0
        self.commands: list[str] = []
        self.login = login
        self.pipelining = pipelining
        self._fsync = fsync
        self._keep = keep
        self._tls = tls
        self._tls_at_once = tls_at_once
        self._script: dict[Place, deque[_Scripted]] = defaultdict(deque)
        self._file: int | None = None
        self._live: set[_Conversation] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def answer(
        self, place: Place, text: str | None, *, times: int = 1, after_seconds: float = 0, logged: bool = False
    ) -> None:
        """Script the next answers at one place of the conversation.

        Args:
            place: After which command; ``"dot"`` is the end of a message.
            text: What to say, such as ``"451 4.3.0 later"``; ``""`` for the usual answer, None to hang up.
            times: How many times, before the usual answers come back.
            after_seconds: How long to wait before it.
            logged: At the dot: whether the message counts as received all the same.
        """
        self._script[place].extend([_Scripted(text, after_seconds, logged)] * times)

    # life ---------------------------------------------------------------------------------------------------------

    def start(self) -> SmtpSink:
        """Listen, in a thread of its own; `port` says where.

        Raises:
            OSError: The port is taken.
        """
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="smtp-sink", daemon=True)
        self._thread.start()
        ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """Hang up on everybody and stop listening."""
        if self._thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self.end)
            self._thread.join()
            self._thread = None

    def end(self) -> None:
        """Ask `serve` to finish; to be called in its event loop."""
        self._end.set()

    def __enter__(self) -> SmtpSink:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self.serve(ready.set))
        except OSError as error:
            self._failure = error
            ready.set()

    async def serve(self, listening: Callable[[], None]) -> None:
        """Listen until `end`, in the running event loop; `listening` is called once the port is open."""
        self._loop = asyncio.get_running_loop()
        context = self._tls if self._tls_at_once else None
        server = await self._loop.create_server(self._conversation, HOST, self.port, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        if self.log is not None:
            self._file = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            listening()
            await self._end.wait()
        finally:
            server.close()
            await self._hang_up_on_all()
            await server.wait_closed()
            if self._file is not None:
                os.close(self._file)

    async def _hang_up_on_all(self) -> None:
        for conversation in list(self._live):
            conversation.hang_up()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    # what conversations need --------------------------------------------------------------------------------------

    def _conversation(self) -> _Conversation:
        tls = None if self._tls_at_once else self._tls
        conversation = _Conversation(self, tls_context=tls, loop=self._loop)
        self._live.add(conversation)
        return conversation

    def next_scripted(self, place: Place) -> _Scripted | None:
        """What was scripted for the next answer at a place."""
        waiting = self._script[place]
        return waiting.popleft() if waiting else None

    def take(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Log one message; returns the usual answer."""
        found = MESSAGE_ID.search(content)
        message = Received(found[1].decode("ascii", "replace") if found else "", sender, tuple(recipients), content)
        if self._file is not None:
            line = {"key": message.key, "message_id": message.message_id, "from": sender, "to": recipients}
            os.write(self._file, json.dumps(line).encode() + b"\n")
            if self._fsync:
                os.fsync(self._file)
        if self._keep:
            self.received.append(message)
        self.messages += 1
        return f"250 2.0.0 taken as number {self.messages}"

    def left(self, conversation: _Conversation) -> None:
        """A conversation is over."""
        self._live.discard(conversation)


class _Conversation(SMTP):  # type: ignore[misc] # aiosmtpd has no types
    """One connection; asks the script before it answers as usual."""

    def __init__(self, sink: SmtpSink, **more: Any) -> None:
        self._sink = sink
        self._greeted = False
        super().__init__(
            self, hostname="smtp-sink.localhost", authenticator=self._knows, auth_require_tls=False,
            auth_exclude_mechanism=[] if sink.login else ["PLAIN", "LOGIN"], **more,
        )  # fmt: skip

    def connection_lost(self, error: Exception | None) -> None:
        self._sink.left(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        if self.transport is not None:
            with suppress(AttributeError):  # of a TLS connection that was closed twice nothing is left to abort
                self.transport.abort()

    async def push(self, status: str | bytes) -> None:
        if not self._greeted:
            self._greeted = True
            self._sink.connections += 1
            if await self._played("connect"):
                return
        await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 -- the name aiosmtpd looks for
        if not await self._played("ehlo"):
            await super().smtp_EHLO(hostname)

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Any, _envelope: object, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [answers[0], "250-PIPELINING", *answers[1:]] if self._sink.pipelining else answers

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if not await self._played("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if not await self._played("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self._played("data"):
            await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str | None) -> None:  # noqa: N802
        if not await self._played("rset"):
            await super().smtp_RSET(arg)

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Any) -> str:  # noqa: N802
        scripted = self._sink.next_scripted("dot")
        if scripted is None:
            return self._take(envelope)
        usual = self._take(envelope) if scripted.logged or scripted.text == "" else ""
        await asyncio.sleep(scripted.after_seconds)
        if scripted.text is None:
            await self._gone()
        return scripted.text or usual

    def _take(self, envelope: Any) -> str:
        return self._sink.take(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)

    async def _played(self, place: Place) -> bool:
        self._sink.commands.append(place)
        scripted = self._sink.next_scripted(place)
        if scripted is None:
            return False
        await asyncio.sleep(scripted.after_seconds)
        if scripted.text is None:
            await self._gone()
        elif scripted.text:
            await super().push(scripted.text)
        return bool(scripted.text)

    async def _gone(self) -> None:
        self.hang_up()
        await asyncio.Future()  # until the loss of the connection cancels this task

    def _knows(self, _server: SMTP, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
        self._sink.commands.append("auth")
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self._sink.login, handled=False)
