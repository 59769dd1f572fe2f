"""One bound connection to an SMS centre: asks and answers matched by number, everything else served in between.

The PDUs are smpplib's. Its client is not used: it connects to IPv4 only, does not tell TLS whom it expects, writes
passwords into debug logs, believes any length, and cannot wait for one answer while receipts arrive.
"""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smpplib import consts, exceptions  # type: ignore[import-untyped]
from smpplib.smpp import make_pdu, parse_pdu  # type: ignore[import-untyped]

HEADER = struct.Struct(">LLLL")
LARGEST_PDU = 70_000
LONGEST_INBOX = 1_000
LAST_SEQUENCE = 0x7FFFFFFF
FAREWELL_SECONDS = 2.0

RESPONSE = 0x80000000
GENERIC_NACK = 0x80000000
DELIVER_SM = 0x05
UNBIND = 0x06
ENQUIRE_LINK = 0x15
NO_ANSWER_WANTED = {0x0B, 0x102}  # outbind, alert_notification

UNKNOWN_COMMAND = 0x03
QUEUE_FULL = 0x14
WILL_NOT_DO = 0x65


@dataclass(frozen=True)
class Answer:
    """What the SMS centre answered: a command status, 0 for yes, and the id it gave a message."""

    status: int
    message_id: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message or a receipt that the SMS centre handed to us.

    Args:
        esm_class: Whether it is a receipt, and whether the octets begin with a header.
        source: From whom, as digits.
        source_ton: What kind of number that is: 1 for international.
        data_coding: How the octets are to be read.
        octets: The text.
        receipted_id: Of a receipt: the id that was given to the message; empty where only the text says it.
        message_state: Of a receipt: the state as a number; None where only the text says it.
        network_error: Of a receipt: three octets from the phone's network, or none.
    """

    esm_class: int
    source: str
    source_ton: int
    data_coding: int
    octets: bytes
    receipted_id: str = ""
    message_state: int | None = None
    network_error: bytes = b""


class Lost(OSError):
    """The connection has ended, or the other side speaks nonsense."""


class Session:
    """A connection to an SMS centre; every wait in it has an end.

    Args:
        host: Name or address of the SMS centre.
        port: Its port.
        timeout: Seconds for connecting and for each answer.
        tls: Speak TLS with this context.
    """

    def __init__(self, host: str, port: int, *, timeout: float, tls: ssl.SSLContext | None = None) -> None:
        self.timeout = timeout
        link = socket.create_connection((host.strip("[]"), port), timeout)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._link = tls.wrap_socket(link, server_hostname=host.strip("[]")) if tls else link
        except BaseException:
            link.close()
            raise
        self._unread = b""
        self._sequence = 0
        self._answers: dict[int, Answer] = {}
        self._awaited = 0
        self._inbox: list[tuple[int, Incoming]] = []
        self._unconfirmed: list[int] = []
        self.last_heard = time.monotonic()

    def put(self, command: str, **fields: Any) -> int:
        """Send a request; returns its number.

        Raises:
            OSError: It did not leave whole, so that nobody can have taken it.
        """
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        self._write(command, self._sequence, **fields)
        return self._sequence

    def answer(self, sequence: int) -> Answer:
        """Wait for the answer to a request, and serve what comes before it.

        Raises:
            OSError: None came in time.
        """
        self._awaited = sequence
        deadline = time.monotonic() + self.timeout
        while sequence not in self._answers:
            if not self._step(deadline):
                raise TimeoutError(f"no answer within {self.timeout:g} s")
        return self._answers.pop(sequence)

    def ask(self, command: str, **fields: Any) -> Answer:
        """Send a request and wait for its answer."""
        return self.answer(self.put(command, **fields))

    def serve(self, seconds: float = 0) -> None:
        """Answer whatever comes within so many seconds; with 0, what has come already.

        Raises:
            OSError: The connection has ended.
        """
        deadline = time.monotonic() + seconds
        for _ in range(LONGEST_INBOX):
            if not self._step(deadline):
                return

    def take(self) -> Sequence[Incoming]:
        """What was handed to us since this was last asked; the SMS centre keeps it until `confirm`."""
        taken, self._inbox = self._inbox, []
        self._unconfirmed += [sequence for sequence, _ in taken]
        return [incoming for _, incoming in taken]

    def confirm(self) -> None:
        """Tell the SMS centre that what was taken is safe with us.

        Raises:
            OSError: The connection has ended; it will hand the rest over again.
        """
        while self._unconfirmed:
            self._write("deliver_sm_resp", self._unconfirmed[0])
            del self._unconfirmed[0]

    def unbind(self) -> None:
        """Take leave and close."""
        self.timeout = min(self.timeout, FAREWELL_SECONDS)
        try:
            self.ask("unbind")
        except OSError:
            pass  # whoever has gone already needs no farewell
        finally:
            self.close()

    def close(self) -> None:
        """Close without a word."""
        self._link.close()

    def _write(self, command: str, sequence: int, **fields: Any) -> None:
        pdu = make_pdu(command, sequence=sequence, **fields)
        pdu.sequence = sequence  # the constructor takes note of it, and keeps its own
        self._link.settimeout(self.timeout)
        self._link.sendall(pdu.generate())

    def _step(self, deadline: float) -> bool:
        """Read one PDU and act on it; False where none came in time."""
        raw = self._read(deadline)
        if raw is None:
            return False
        self.last_heard = time.monotonic()
        _, command, status, sequence = HEADER.unpack_from(raw)
        if command & RESPONSE:
            if sequence == self._awaited:
                self._answers[sequence] = Answer(status, _text(raw[HEADER.size :].partition(b"\0")[0]))
        elif command == DELIVER_SM:
            self._receive(raw, sequence)
        elif command == ENQUIRE_LINK:
            self._write("enquire_link_resp", sequence)
        elif command == UNBIND:
            self._write("unbind_resp", sequence)
            raise Lost("the SMS centre ended the session")
        elif command not in NO_ANSWER_WANTED:
            self._write("generic_nack", sequence, status=UNKNOWN_COMMAND)
        return True

    def _receive(self, raw: bytes, sequence: int) -> None:
        if len(self._inbox) + len(self._unconfirmed) >= LONGEST_INBOX:
            self._write("deliver_sm_resp", sequence, status=QUEUE_FULL)
            return
        try:
            pdu = parse_pdu(raw, sequence=sequence, allow_unknown_opt_params=True)
            incoming = _incoming(pdu)
        except (struct.error, ValueError, TypeError, IndexError, exceptions.UnknownCommandError):
            self._write("deliver_sm_resp", sequence, status=WILL_NOT_DO)
            return
        self._inbox.append((sequence, incoming))

    def _read(self, deadline: float) -> bytes | None:
        while True:
            if len(self._unread) >= 4:
                length = int.from_bytes(self._unread[:4])
                if not HEADER.size <= length <= LARGEST_PDU:
                    raise Lost(f"the SMS centre announces a PDU of {length:,} octets")
                if len(self._unread) >= length:
                    raw, self._unread = self._unread[:length], self._unread[length:]
                    return raw
            try:
                self._link.settimeout(max(deadline - time.monotonic(), 0))
                piece = self._link.recv(65_536)
            except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
                return None
            if not piece:
                raise Lost("the SMS centre closed the connection")
            self._unread += piece


def _incoming(pdu: Any) -> Incoming:
    payload = getattr(pdu, "message_payload", None)
    return Incoming(
        esm_class=int(pdu.esm_class), source=_text(pdu.source_addr), source_ton=int(pdu.source_addr_ton),
        data_coding=int(pdu.data_coding), octets=bytes(payload or pdu.short_message or b""),
        receipted_id=_text(pdu.receipted_message_id or b""), message_state=pdu.message_state,
        network_error=bytes(pdu.network_error_code or b""),
    )  # fmt: skip


def _text(octets: bytes) -> str:
    return octets.decode("ascii", "replace").strip("\0 ")


def status_name(status: int) -> str:
    """A command status as people look it up: ``0x58 (Throttling error)``."""
    said = consts.DESCRIPTIONS.get(status)
    return f"0x{status:02X} ({said})" if said else f"0x{status:02X}"
