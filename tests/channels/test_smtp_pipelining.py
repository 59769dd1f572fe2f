"""Commands in one packet (RFC 2920), and e-mails written while the one before is under way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.channels.smtp_sender import Envelope, SmtpSender
from smartcom_kernel.channels.smtp_sink import Place, SmtpSink
from smartcom_kernel.core.errors import DeliveryError
from tests.channels.conftest import channel_to, hello
from tests.channels.test_smtp import refusal, verdict

GREETING, EHLO = b"220 hello\r\n", (b"\r\n", b"250-hello\r\n250 PIPELINING\r\n")
TAKEN = [(b"DATA\r\n", b"250 ok\r\n250 ok\r\n354 go on\r\n"), (b"\r\n.\r\n", b"250 taken\r\n")]
REFUSED = (b"DATA\r\n", b"250 ok\r\n550 5.1.1 nobody\r\n354 go on\r\n")
BYE = (b"QUIT\r\n", b"221 bye\r\n")


class Talk:
    """A server with a script: what it waits to hear the end of, and what it says then. Keeps what it heard."""

    def __init__(self, *script: tuple[bytes, bytes]) -> None:
        self.heard: list[bytes] = []
        self._script = script
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def __enter__(self) -> Talk:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(5)
        self._socket.close()

    def _talk(self) -> None:
        link, _ = self._socket.accept()
        with link:
            link.settimeout(5)
            link.sendall(GREETING)
            for end, answer in self._script:
                heard = b""
                while not heard.endswith(end):
                    heard += link.recv(65_536)
                self.heard.append(heard)
                link.sendall(answer)


@contextmanager
def opened(server: Talk, tmp_path: Path) -> Iterator[SmtpSender]:
    fields = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "news@shop.example"}
    with SmtpChannel.model_validate({**fields, "timeout_seconds": 3, "final_timeout_seconds": 3}).open(tmp_path) as one:
        yield one


def test_a_server_that_allows_it_hears_sender_recipient_and_data_at_once(tmp_path: Path) -> None:
    with Talk(EHLO, *TAKEN, BYE) as server, opened(server, tmp_path) as sender:
        assert sender.send(hello()).remote_id == "taken"
    assert server.heard[1] == b"MAIL FROM:<news@shop.example>\r\nRCPT TO:<anna@example.com>\r\nDATA\r\n"


def test_a_server_that_does_not_offer_it_hears_one_command_after_the_other(tmp_path: Path) -> None:
    with SmtpSink(pipelining=False) as sink, channel_to(sink).open(tmp_path) as sender:
        sender.send(hello())
        (session,) = sender._pool._open
        assert not session.has_extn("pipelining")
    assert [r.key for r in sink.received] == ["7.anna"]


def test_a_message_without_a_recipient_is_ended_empty_and_the_next_leaves_over_the_same_connection(
    tmp_path: Path,
) -> None:
    empty, reset = (b".\r\n", b"554 5.5.1 no valid recipients\r\n"), (b"RSET\r\n", b"250 reset\r\n")
    with Talk(EHLO, REFUSED, empty, reset, *TAKEN, BYE) as server, opened(server, tmp_path) as sender:
        assert verdict(refusal(sender)) == ("550 5.1.1", False, False)
        assert sender.send(hello(key="2")).remote_id == "taken"
    assert server.heard[2:4] == [b".\r\n", b"RSET\r\n"]


def test_a_server_that_takes_a_message_for_nobody_is_left(tmp_path: Path) -> None:
    with Talk(EHLO, REFUSED, (b".\r\n", b"250 taken\r\n")) as server, opened(server, tmp_path) as sender:
        assert verdict(refusal(sender)) == ("550 5.1.1", False, False)
        assert not sender._pool._open


@pytest.mark.parametrize("place", ["mail", "rcpt", "data"])
def test_after_a_refusal_nothing_is_owed_and_the_next_message_leaves_whole(
    sink: SmtpSink, sender: SmtpSender, place: Place
) -> None:
    sink.answer(place, "451 4.3.0 later")
    assert verdict(refusal(sender, key="1")) == ("451 4.3.0", True, False)
    sender.send(hello(key="2"))
    assert ([r.key for r in sink.received], sink.connections) == (["2"], 1)


def test_an_e_mail_is_written_while_the_one_before_is_under_way(
    sink: SmtpSink, sender: SmtpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = sender._write

    def noted(outgoing: Outgoing) -> Envelope:
        written.append(outgoing.key)
        return write(outgoing)

    monkeypatch.setattr(sender, "_write", noted)
    one, two = hello(key="1"), hello(key="2")
    sender.expect(two)
    sender.send(one)
    assert written == ["1", "2"]
    sender.send(two)
    assert written == ["1", "2"]
    assert [r.key for r in sink.received] == ["1", "2"]


def test_what_leaves_is_what_is_sent_whatever_was_expected(sink: SmtpSink, sender: SmtpSender) -> None:
    sender.expect(hello(key="2"))
    for key in ("1", "3", "2"):
        sender.send(hello(key=key))
    assert [r.key for r in sink.received] == ["1", "3", "2"]


def test_an_e_mail_that_cannot_be_written_troubles_only_itself(sink: SmtpSink, sender: SmtpSender) -> None:
    faulty = hello(key="2", address="nobody")
    sender.expect(faulty)
    assert sender.send(hello(key="1")).remote_id
    with pytest.raises(DeliveryError, match="is no e-mail address"):
        sender.send(faulty)
    assert [r.key for r in sink.received] == ["1"]
