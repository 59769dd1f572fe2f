"""Servers that break off, flood, dribble, fall silent or lie: bounded time and memory, no message in two states."""

from __future__ import annotations

import logging
import ssl
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import pytest
import trustme

from smartcom_kernel.channels import smtp_pool
from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.channels.smtp_sender import SmtpSender
from smartcom_kernel.channels.smtp_session import refused
from smartcom_kernel.channels.smtp_sink import Place, SmtpSink
from smartcom_kernel.core.errors import DeliveryError, SetupError, SmartcomError, SpecError
from tests.channels.conftest import channel_to, hello
from tests.channels.rude_server import Rude, rude
from tests.channels.test_smtp import refusal, verdict

CANARY = "canary-4711"
LOGIN = {"user": "shop", "password_env": "SHOP_PASSWORD"}
MEGABYTE = b"250 " + b"x" * 1_000_000
TALK = (b"220 hello\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")
"""Greeting, EHLO, MAIL, RCPT, DATA."""
MESSAGE = (b"",) * 12
"""No answer to ten headers, an empty line and one of text; the dot comes after them."""


def sent(server: Rude, tmp_path: Path, **more: Any) -> DeliveryError:
    fields = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "news@shop.example", **more}
    with SmtpChannel.model_validate(fields).open(tmp_path) as sender:
        return refusal(sender, text="x", html="")


@pytest.mark.parametrize("place", ["rcpt", "data", "dot"])
def test_a_server_that_closes_in_the_middle_keeps_one_message_waiting_and_no_other(
    sink: SmtpSink, sender: SmtpSender, place: Place
) -> None:
    sender.send(hello(key="1"))
    sink.answer(place, "421 4.3.2 shutting down")
    assert verdict(refusal(sender, key="2")) == ("421 4.3.2", True, False)
    sender.send(hello(key="3"))
    assert ([r.key for r in sink.received], sink.connections) == (["1", "3"], 2)


@pytest.mark.parametrize("answer", ["500 5.5.1 what", "421 4.3.2 shutting down", None])
def test_a_server_that_cannot_reset_is_left_and_the_next_message_leaves_whole(
    sink: SmtpSink, sender: SmtpSender, answer: str | None
) -> None:
    sink.answer("rcpt", "550 5.1.1 no such user")
    sink.answer("rset", answer)
    assert verdict(refusal(sender, key="1")) == ("550 5.1.1", False, False)
    sender.send(hello(key="2"))
    assert ([r.key for r in sink.received], sink.connections) == (["2"], 2)


@pytest.mark.parametrize(
    ("before", "expected"), [(3, ("connection", True, False)), (5, ("no answer", False, True))], ids=["rcpt", "dot"]
)
def test_a_reply_of_a_megabyte_is_cut_off(tmp_path: Path, before: int, expected: tuple[str, bool, bool]) -> None:
    answers = [*TALK[:before], MEGABYTE] if before < 5 else [*TALK, *MESSAGE, MEGABYTE]
    with rude(*answers) as server:
        error = sent(server, tmp_path)
    assert verdict(error) == expected
    assert "65,536" in str(error)


def test_a_server_that_dribbles_its_answer_to_a_whole_message_leaves_a_doubt_in_time(tmp_path: Path) -> None:
    began = time.monotonic()
    answers = [*TALK, *MESSAGE, b"250 2.0.0 " + b"x" * 1000]
    with rude(*answers, pause=0.02) as server:
        error = sent(server, tmp_path, final_timeout_seconds=0.3)
    assert verdict(error) == ("no answer", False, True)
    assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_does_not_hold_us(tmp_path: Path) -> None:
    began = time.monotonic()
    with rude() as server:
        assert verdict(sent(server, tmp_path, timeout_seconds=0.2)) == ("connection", True, False)
    assert time.monotonic() - began < 3


def test_leaving_a_server_that_is_silent_does_not_take_long(
    sink: SmtpSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smartcom_kernel.channels.smtp_session.PARTING_SECONDS", 0.1)
    with channel_to(sink).open(tmp_path) as sender:
        sender.send(hello())
        sink.answer("rset", "", after_seconds=5)
        (session,) = sender._pool._open
        session.send(b"RSET\r\n")
        began = time.monotonic()
    assert time.monotonic() - began < 2


def test_a_connection_is_renewed_after_so_many_messages(sink: SmtpSink, tmp_path: Path) -> None:
    with channel_to(sink, messages_per_connection=2).open(tmp_path) as sender:
        for n in range(5):
            sender.send(hello(key=str(n)))
    assert (sink.messages, sink.connections) == (5, 3)


def test_a_server_that_allows_more_connections_later_gets_them(sink: SmtpSink, tmp_path: Path) -> None:
    with channel_to(sink, connections=2, messages_per_connection=2).open(tmp_path) as sender:
        pool = sender._pool
        first, _ = pool.take()
        sink.answer("connect", "421 4.7.0 too many connections")

        def come_back() -> None:
            while sink.connections < 2:
                time.sleep(0.005)
            pool.take_back(first)

        returning = threading.Thread(target=come_back)
        returning.start()
        assert pool.take() == (first, False)
        returning.join()
        pool.take_back(first)
        later = [pool.take(), pool.take()]
        assert [fresh for _, fresh in later] == [True, True]
        for session, _ in later:
            pool.take_back(session)
    assert sink.connections == 4


def test_a_connection_that_has_rested_for_long_is_not_used_again(
    sink: SmtpSink, sender: SmtpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(hello(key="1"))
    monkeypatch.setattr(smtp_pool, "IDLE_SECONDS", -1)
    sender.send(hello(key="2"))
    assert (sink.messages, sink.connections) == (2, 2)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("450 4.2.0 Greylisted, please try again in 300 seconds", 300),
        ("451 4.7.1 Greylisting in action, come back in 5 minutes", 300),
        ("421 4.7.0 Too many messages; retry after 1 hour", 3600),
        ("450 4.7.1 wait 60s", 60),
        ("451 4.3.0 try again later", None),
        ("450 4.7.1 you may come back in 10 messages", None),
        ("554 5.7.1 blocked, try again in 300 seconds", None),
    ],
)
def test_a_server_that_says_for_how_long_it_defers_is_heard(said: str, seconds: float | None) -> None:
    error = refused(int(said[:3]), said[4:])
    assert error.retry_after_seconds == seconds
    assert error.retryable is said.startswith("4")


def test_only_an_address_that_is_none_is_blamed(sender: SmtpSender) -> None:
    assert refusal(sender, address="anna").quality == 31
    assert refusal(sender, reply_to="shop").quality == 0


def secretly(server: Rude, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> SmartcomError:
    """What a login over STARTTLS comes to; whatever can be seen of it does not show the password."""
    monkeypatch.setenv("SHOP_PASSWORD", CANARY)
    fields = {"host": "127.0.0.1", "port": server.port, "sender": "news@shop.example", **LOGIN, **more}
    with SmtpChannel.model_validate(fields).open(tmp_path) as sender, pytest.raises(SmartcomError) as caught:
        sender.send(hello())
    seen = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert CANARY not in "".join(seen.format())
    return caught.value


@pytest.mark.parametrize(
    ("answers", "kind", "why"),
    [
        ([b"220 hello\r\n", b"250-hello\r\n250 AUTH PLAIN\r\n"], SetupError, "does not offer what starttls"),
        ([b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"454 4.7.0 not now\r\n"], DeliveryError, "454 4.7.0"),
        ([b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"502 5.5.1 no\r\n"], SetupError, "502 5.5.1 no"),
        (
            [b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"220 go\r\nplain\r\n"],
            DeliveryError,
            "cannot be reached",
        ),
    ],
    ids=["hidden", "deferred", "refused", "without a handshake"],
)
def test_nothing_of_worth_is_said_without_encryption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[bytes], kind: type[SmartcomError], why: str
) -> None:
    with rude(*answers) as server:
        error = secretly(server, tmp_path, monkeypatch, timeout_seconds=0.5)
    assert isinstance(error, kind)
    assert why in str(error)
    assert {"AUTH", "MAIL"}.isdisjoint(server.verbs())


@pytest.mark.parametrize("answer", [b"535 5.7.8 no\r\n", b"454 4.7.0 later\r\n", b"", b"x" * 100_000])
def test_a_login_that_fails_does_not_show_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    offer = b"250-hello\r\n250 AUTH PLAIN\r\n"
    talk = [b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", b"220 go\r\n", offer, answer]
    with rude(*talk, tls=context) as server:
        secretly(server, tmp_path, monkeypatch, timeout_seconds=0.3)
    assert "AUTH" in server.verbs()
    assert "MAIL" not in server.verbs()
    assert CANARY not in caplog.text


def test_what_is_slipped_in_before_tls_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2011-0411 from the client's side: the line behind ``220`` must not answer to what is said under TLS."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    slipped = b"220 go\r\n250-hello\r\n250 AUTH PLAIN\r\n"
    talk = [b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n", slipped, b"250 no login here\r\n"]
    with rude(*talk, tls=context) as server:
        error = secretly(server, tmp_path, monkeypatch, timeout_seconds=0.5)
    assert "does not offer" in str(error)
    assert {"AUTH", "MAIL"}.isdisjoint(server.verbs())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"dkim_domain": "shop.example"}, "dkim_domain, dkim_selector and dkim_key_env go together"),
        ({"dkim_domain": "other.example", "dkim_selector": "s", "dkim_key_env": "K"}, "says nothing of shop.example"),
        ({"dkim_domain": "example", "dkim_selector": "s", "dkim_key_env": "K"}, "dkim_domain"),
        ({"dkim_domain": "shop.example", "dkim_selector": "s; x=1", "dkim_key_env": "K"}, "dkim_selector"),
        (
            {"dkim_domain": "shop.example", "dkim_selector": "s", "dkim_key_env": "K", "sender_domains": ["b.test"]},
            "says nothing of b.test",
        ),
        ({"bounce_address": "b@shop.example"}, "bounce_address and bounce_secret_env go together"),
        ({"bounce_address": "b", "bounce_secret_env": "S"}, "bounce_address: .* is no e-mail address"),
        ({"bounce_address": "bouncesofus@shop.example", "bounce_secret_env": "S"}, "at most 9 characters"),
        ({"sender_domains": ["Shop <b.test>"]}, r"sender_domains\[0\]"),
        ({"connections": 0}, "connections"),
    ],
)
def test_a_faulty_signature_or_return_path_is_refused(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(SpecError, match=fault):
        CHANNELS.parse({"kind": "smtp", **SmtpChannel.example, **changes})


@pytest.mark.parametrize(
    ("changes", "secrets", "why"),
    [
        ({"dkim_domain": "shop.example", "dkim_selector": "s", "dkim_key_env": "KEY"}, {}, "set KEY"),
        ({"dkim_domain": "shop.example", "dkim_selector": "s", "dkim_key_env": "KEY"}, {"KEY": "x"}, "KEY holds no"),
        ({"bounce_address": "b@shop.example", "bounce_secret_env": "SECRET"}, {}, "set SECRET"),
    ],
)
def test_what_is_missing_to_sign_is_named_before_anything_is_sent(
    sink: SmtpSink, tmp_path: Path, changes: dict[str, str], secrets: dict[str, str], why: str
) -> None:
    with pytest.raises(SetupError, match=why), channel_to(sink, **changes).open(tmp_path, secrets):
        pass
