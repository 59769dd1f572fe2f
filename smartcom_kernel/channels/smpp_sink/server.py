"""A real SMS centre on this machine that delivers to nobody: it logs each message, then answers.

The protocol is that of smpp34, which shares no line with the client. Before it stands a gate, which looks at logins and
can hang up. The log is the truth about what was sent: a line is in the file before the answer leaves.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import smpp34

HOST = "127.0.0.1"
RECEIPT = 0x04
HEADER_OCTETS = 16
WRONG_PASSWORD = 0x0E
RESPONSE = 0x80000000
MESSAGE_PAYLOAD = 0x0424


@dataclass(frozen=True)
class Submitted:
    """A message, or one part of one, that the sink took.

    Args:
        message_id: What it was called in the answer.
        source: From whom.
        destination: To whom, as digits.
        octets: The text with its header, wherever it stood.
        data_coding: How the octets are to be read.
        esm_class: Whether a header precedes them.
        receipt_wanted: Whether a receipt was asked for.
        payload: Whether the text stood in the message_payload parameter.
    """

    message_id: str
    source: str
    destination: str
    octets: bytes
    data_coding: int
    esm_class: int
    receipt_wanted: bool
    payload: bool


@dataclass(frozen=True)
class _Scripted:
    status: int | None
    logged: bool
    receipt_first: str


class SmppSink:
    """The SMS centre; usable as a context manager.

    Args:
        log: File that gets one JSON line per message; appended to.
        port: Where to listen on 127.0.0.1; a free port when 0, then in `port`.
        fsync: Whether each line is on the disk before the answer leaves.
        keep: Whether `received` keeps the messages.
        login: Name and password to ask for; whoever gives others is turned away.
        tls: Certificate to speak TLS with.
        receipts: Whether each message that asks for it gets a receipt at once: it was delivered.
    """

    def __init__(
        self,
        log: Path | None = None,
        *,
        port: int = 0,
        fsync: bool = False,
        keep: bool = True,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        receipts: bool = False,
    ) -> None:
        self.log = log
        self.port = port
        self.received: list[Submitted] = []
        self.messages = 0
        self.connections = 0
        self.acknowledged = 0
        self._fsync = fsync
        self._keep = keep
        self._login = login
        self._tls = tls
        self._receipts = receipts
        self._script: deque[_Scripted] = deque()
        self._bind_status: deque[int] = deque()
        self._file: int | None = None
        self._bound: dict[str, smpp34.Esme] = {}
        self._links: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Future[smpp34.DeliverSmResp]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def answer(self, status: int | None, *, times: int = 1, logged: bool = False, receipt_first: str = "") -> None:
        """Script the next answers to messages.

        Args:
            status: Command status, such as 0x58; 0 takes the message, None hangs up without an answer.
            times: How many messages, before all are taken again.
            logged: Whether a message that gets no answer counts as received all the same.
            receipt_first: A state, such as ``DELIVRD``, that is told before the answer.
        """
        self._script.extend([_Scripted(status, logged, receipt_first)] * times)

    def answer_bind(self, status: int) -> None:
        """Turn the next login away with a command status."""
        self._bind_status.append(status)

    def tell(self, octets: bytes, **fields: object) -> None:
        """Hand a message or a receipt to whoever is bound, or to the next who is.

        Args:
            octets: Its text.
            fields: Further fields of deliver_sm: `esm_class` (a receipt unless told otherwise), `source_addr`, `tlvs`.
        """
        asyncio.run_coroutine_threadsafe(self._hand_over(octets, fields), self._running)

    def hang_up(self) -> None:
        """Cut all connections."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._running).result()

    # life ---------------------------------------------------------------------------------------------------------

    def start(self) -> SmppSink:
        """Listen, in a thread of its own; `port` says where.

        Raises:
            OSError: The port is taken.
        """
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="smpp-sink", daemon=True)
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

    def __enter__(self) -> SmppSink:
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
        inner, inner_port = await _started()
        gate = await asyncio.start_server(lambda r, w: self._pass_on(r, w, inner_port), HOST, self.port, ssl=self._tls)
        self.port = gate.sockets[0].getsockname()[1]
        if self.log is not None:
            self._file = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        events = asyncio.ensure_future(self._attend(inner))
        try:
            listening()
            await self._end.wait()
        finally:
            events.cancel()
            gate.close()
            await self._cut()
            await inner.stop()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            if self._file is not None:
                os.close(self._file)

    # what is asked of it ------------------------------------------------------------------------------------------

    async def _attend(self, server: smpp34.Server) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self._bound[event.session_id] = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)
            else:
                self._bound.pop(event.session_id, None)

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        scripted = self._script.popleft() if self._script else _Scripted(0, logged=True, receipt_first="")
        message_id = f"{self.messages + 1:08x}"
        if scripted.receipt_first:
            await self._hand_over(
                _receipt(message_id, scripted.receipt_first), {"source_addr": event.destination_addr}, wait=False
            )
        if scripted.status == 0 or (scripted.status is None and scripted.logged):
            self._write_down(event, message_id)
        if scripted.status is None:
            await self._cut()
        elif scripted.status:
            event.reject(scripted.status)
        else:
            event.accept(message_id)
            if self._receipts and event.registered_delivery & 1:
                await self._hand_over(
                    _receipt(message_id, "DELIVRD"), {"source_addr": event.destination_addr}, wait=False
                )

    def _write_down(self, event: smpp34.SubmitSmEvent, message_id: str) -> None:
        payload = next((tlv.value for tlv in event.tlvs if tlv.tag == MESSAGE_PAYLOAD), None)
        octets = event.short_message if payload is None else payload
        taken = Submitted(
            message_id, event.source_addr, event.destination_addr, octets, event.data_coding, event.esm_class,
            bool(event.registered_delivery & 1), payload is not None,
        )  # fmt: skip
        self.messages += 1
        if self._file is not None:
            line = {
                "id": message_id,
                "to": [taken.destination],
                "octets": octets.hex(),
                "data_coding": taken.data_coding,
            }
            os.write(self._file, json.dumps(line).encode() + b"\n")
            if self._fsync:
                os.fsync(self._file)
        if self._keep:
            self.received.append(taken)

    async def _hand_over(self, octets: bytes, fields: dict[str, object], *, wait: bool = True) -> None:
        while wait and not self._bound:
            await asyncio.sleep(0.005)
        for esme in list(self._bound.values())[-1:]:
            more = {"destination_addr": "shop", "esm_class": RECEIPT, "source_addr_ton": 1, **fields}
            told = asyncio.ensure_future(esme.deliver_sm(short_message=octets, **more))  # type: ignore[arg-type]
            self._tasks.add(told)
            told.add_done_callback(self._acknowledge)

    def _acknowledge(self, told: asyncio.Future[smpp34.DeliverSmResp]) -> None:
        self._tasks.discard(told)
        if not told.cancelled() and told.exception() is None and told.result().is_success:
            self.acknowledged += 1

    @property
    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the sink is not started")
        return self._loop

    # the gate -----------------------------------------------------------------------------------------------------

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inner_port: int) -> None:
        self.connections += 1
        self._links.add(writer)
        try:
            bind = await _pdu(reader)
            status = self._judge(bind)
            if status:
                command, sequence = int.from_bytes(bind[4:8]) | RESPONSE, bind[12:16]
                answer = b"".join(n.to_bytes(4) for n in (HEADER_OCTETS, command, status)) + sequence
                writer.write(answer)
                await writer.drain()
                return
            inside, out = await asyncio.open_connection(HOST, inner_port)
            self._links.add(out)
            out.write(bind)
            await asyncio.gather(_pump(reader, out), _pump(inside, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever went has gone
        finally:
            writer.close()

    def _judge(self, bind: bytes) -> int:
        if self._bind_status:
            return self._bind_status.popleft()
        name, password = bind[HEADER_OCTETS:].split(b"\0")[:2]
        return 0 if self._login in {None, (name.decode(), password.decode())} else WRONG_PASSWORD

    async def _cut(self) -> None:
        self._bound.clear()
        for link in self._links:
            with suppress(OSError):
                link.transport.abort()
        self._links.clear()


def _receipt(message_id: str, state: str) -> bytes:
    dates = "submit date:2611230900 done date:2611230901"
    return f"id:{message_id} sub:001 dlvrd:001 {dates} stat:{state} err:000 text:".encode()


async def _started() -> tuple[smpp34.Server, int]:
    """A server on a port that was free a moment ago, as the library cannot be asked for any free one."""
    for _ in range(20):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        server = smpp34.Server(HOST, port, system_id="smpp-sink")
        with suppress(smpp34.SmppError):
            await server.start()
            return server, port
    raise OSError("no free port was found")


async def _pdu(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(4)
    return head + await reader.readexactly(int.from_bytes(head) - 4)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()
