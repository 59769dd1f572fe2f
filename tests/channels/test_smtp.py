from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from smartcom_kernel.channels.channel import CHANNELS
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.channels.smtp_sender import SmtpSender
from smartcom_kernel.channels.smtp_sink import Place, SmtpSink
from smartcom_kernel.core.errors import DeliveryError, SetupError, SpecError
from tests.channels.conftest import channel_to, hello

PLACES: list[Place] = ["connect", "ehlo", "mail", "rcpt", "data", "dot"]


def refusal(sender: SmtpSender, **changes: str) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        sender.send(hello(**changes))
    return caught.value


def verdict(error: DeliveryError) -> tuple[str, bool, bool]:
    return error.code, error.retryable, error.uncertain


def test_a_message_arrives_as_it_was_written(sink: SmtpSink, sender: SmtpSender) -> None:
    text = "Привет!\n.\n..\n.конец\nпоследняя строка"
    sender.send(hello(text=text, subject="Лавка: −20 % на всё 🎁"))
    received = sink.received[0]
    mail = message_from_bytes(received.content, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == text
    assert mail["Subject"] == "Лавка: −20 % на всё 🎁"
    assert (received.key, received.sender, received.recipients) == (
        "7.anna",
        "news@shop.example",
        ("anna@example.com",),
    )


def test_naughty_subjects_arrive_one_message_each(sink: SmtpSink, sender: SmtpSender, corpora: Path) -> None:
    subjects = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8"))
    for number, subject in enumerate(subjects):
        sender.send(hello(key=str(number), subject=subject, text=subject))
    assert [r.key for r in sink.received] == [str(n) for n in range(len(subjects))]
    assert {r.recipients for r in sink.received} == {("anna@example.com",)}


def test_one_connection_carries_many_messages(sink: SmtpSink, sender: SmtpSender) -> None:
    for n in range(5):
        sender.send(hello(key=str(n)))
    assert (sink.messages, sink.connections) == (5, 1)


@pytest.mark.parametrize("place", PLACES)
def test_a_4xx_answer_is_worth_another_try(sink: SmtpSink, sender: SmtpSender, place: Place) -> None:
    sink.answer(place, "451 4.7.1 try again later")
    assert verdict(refusal(sender)) == ("451 4.7.1", True, False)
    sender.send(hello())
    assert sink.messages == 1


@pytest.mark.parametrize("place", PLACES[2:])
def test_a_5xx_answer_is_for_good_and_the_next_message_still_leaves(
    sink: SmtpSink, sender: SmtpSender, place: Place
) -> None:
    sink.answer(place, "550 5.1.1 no such user")
    assert verdict(refusal(sender)) == ("550 5.1.1", False, False)
    sender.send(hello(key="next"))
    assert [r.key for r in sink.received] == ["next"]


@pytest.mark.parametrize("place", PLACES[:2])
def test_a_server_that_turns_us_away_is_named_with_its_words_and_no_message_is_to_blame(
    sink: SmtpSink, sender: SmtpSender, place: Place
) -> None:
    sink.answer(place, "554 5.7.1 your address is blocked")
    with pytest.raises(SetupError, match=rf"127\.0\.0\.1:{sink.port} .*\(554 5\.7\.1 your address is blocked\)"):
        sender.send(hello())
    sender.send(hello())
    assert sink.messages == 1


@pytest.mark.parametrize("place", PLACES[:-1])
def test_a_connection_lost_before_the_dot_is_worth_another_try(
    sink: SmtpSink, sender: SmtpSender, place: Place
) -> None:
    sink.answer(place, None)
    assert verdict(refusal(sender)) == ("connection", True, False)
    sender.send(hello())
    assert sink.messages == 1


@pytest.mark.parametrize("logged", [True, False])
def test_a_connection_lost_after_the_dot_leaves_a_doubt(sink: SmtpSink, sender: SmtpSender, logged: bool) -> None:
    sink.answer("dot", None, logged=logged)
    assert verdict(refusal(sender)) == ("no answer", False, True)
    assert sink.messages == int(logged)


def test_an_answer_after_the_dot_is_waited_for(sink: SmtpSink, sender: SmtpSender) -> None:
    sink.answer("dot", "", after_seconds=0.4)
    sender.send(hello())
    assert sink.messages == 1


def test_an_answer_that_comes_too_late_leaves_a_doubt_and_never_answers_the_next_message(
    sink: SmtpSink, tmp_path: Path
) -> None:
    sink.answer("dot", "", after_seconds=0.6)
    with channel_to(sink, final_timeout_seconds=0.2).open(tmp_path) as sender:
        assert refusal(sender).uncertain
        sink.answer("rcpt", "550 5.1.1 no such user")
        assert verdict(refusal(sender, key="next")) == ("550 5.1.1", False, False)
    assert [r.key for r in sink.received] == ["7.anna"]


def test_an_answer_before_the_dot_that_comes_too_late_leaves_no_doubt(sink: SmtpSink, tmp_path: Path) -> None:
    sink.answer("data", "354 go on", after_seconds=0.5)
    with channel_to(sink, timeout_seconds=0.2).open(tmp_path) as sender:
        assert verdict(refusal(sender)) == ("connection", True, False)
    assert sink.messages == 0


def test_nonsense_after_the_dot_leaves_a_doubt(sink: SmtpSink, sender: SmtpSender) -> None:
    sink.answer("dot", "well done", logged=True)
    assert verdict(refusal(sender)) == ("no answer", False, True)


def test_a_server_that_closed_an_idle_connection_costs_no_message(sink: SmtpSink, sender: SmtpSender) -> None:
    sender.send(hello(key="1"))
    sink.answer("mail", None)
    sender.send(hello(key="2"))
    sink.answer("mail", "421 4.4.2 too long idle")
    sender.send(hello(key="3"))
    assert ([r.key for r in sink.received], sink.connections) == (["1", "2", "3"], 3)


def test_a_refused_recipient_does_not_end_the_connection(sink: SmtpSink, sender: SmtpSender) -> None:
    sink.answer("rcpt", "552 5.2.2 mailbox full")
    refusal(sender)
    sender.send(hello())
    assert sink.connections == 1


def test_nobody_listening_is_worth_another_try(sink: SmtpSink, tmp_path: Path) -> None:
    channel = channel_to(sink)
    sink.stop()
    with channel.open(tmp_path) as sender:
        error = refusal(sender)
    assert verdict(error) == ("connection", True, False)
    assert f"127.0.0.1:{sink.port} cannot be reached" in str(error)


@pytest.mark.parametrize("address", ["a@example.com\r\nRCPT TO:<b@example.com>", "a@example.com>\r\nDATA", "<>"])
def test_a_recipient_with_a_command_behind_it_never_reaches_the_wire(
    sink: SmtpSink, sender: SmtpSender, address: str
) -> None:
    assert not refusal(sender, address=address).retryable
    assert sink.connections == 0


@contextmanager
def rude_server(speech: bytes, pause: float) -> Iterator[SmtpSink]:
    """A server that greets with `speech`, a piece of 1,000 octets at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sink = SmtpSink(port=listening.getsockname()[1])
        over = threading.Event()

        def talk() -> None:
            link, _ = listening.accept()
            with link:
                step = 1000 if pause == 0 else 1
                for start in range(0, len(speech), step):
                    if over.wait(pause):
                        return
                    try:
                        link.sendall(speech[start : start + step])
                    except OSError:
                        return

        thread = threading.Thread(target=talk)
        thread.start()
        try:
            yield sink
        finally:
            over.set()
            thread.join()


def test_a_server_that_dribbles_its_greeting_does_not_hold_us(tmp_path: Path) -> None:
    with (
        rude_server(b"220 " + b"x" * 1000, 0.05) as sink,
        channel_to(sink, timeout_seconds=0.4).open(tmp_path) as sender,
    ):
        assert verdict(refusal(sender)) == ("connection", True, False)


@pytest.mark.parametrize("speech", [b"220 " + b"x" * 5_000_000, b"220-hello\r\n" * 500_000])
def test_a_flood_of_greeting_is_cut_off(tmp_path: Path, speech: bytes) -> None:
    with rude_server(speech, 0) as sink, channel_to(sink).open(tmp_path) as sender:
        error = refusal(sender)
    assert verdict(error) == ("connection", True, False)
    assert "65,536" in str(error)


def test_a_wrong_password_stops_everything_and_is_not_shown(tmp_path: Path) -> None:
    with SmtpSink(login=("shop", "right")) as sink:
        channel = channel_to(sink, user="shop", password_env="SHOP_PASSWORD")
        with channel.open(tmp_path, {"SHOP_PASSWORD": "wr0ng-canary"}) as sender:
            with pytest.raises(SetupError, match=r"does not let shop in .535.*check SHOP_PASSWORD") as caught:
                sender.send(hello())
            assert "wr0ng-canary" not in f"{caught.value}{sender!r}{vars(sender)}{channel!r}{channel.to_data()}"
    assert "mail" not in sink.commands


def test_the_right_password_lets_us_in(tmp_path: Path) -> None:
    with SmtpSink(login=("shop", "right")) as sink:
        channel = channel_to(sink, user="shop", password_env="SHOP_PASSWORD")
        with channel.open(tmp_path, {"SHOP_PASSWORD": "right"}) as sender:
            sender.send(hello())
        assert sink.messages == 1


def test_a_password_changed_while_we_send_stops_us_at_the_next_connection(tmp_path: Path) -> None:
    with SmtpSink(login=("shop", "right")) as sink:
        channel = channel_to(sink, user="shop", password_env="SHOP_PASSWORD")
        with channel.open(tmp_path, {"SHOP_PASSWORD": "right"}) as sender:
            sender.send(hello())
            sink.login = ("shop", "rotated")
            sink.answer("mail", None)
            with pytest.raises(SetupError):
                sender.send(hello(key="next"))
        assert sink.messages == 1


def test_a_server_without_login_cannot_be_logged_in_to(sink: SmtpSink, tmp_path: Path) -> None:
    channel = channel_to(sink, user="shop", password_env="SHOP_PASSWORD")
    with (
        channel.open(tmp_path, {"SHOP_PASSWORD": "x"}) as sender,
        pytest.raises(SetupError, match="does not offer"),
    ):
        sender.send(hello())


def test_a_missing_password_is_named_before_anything_is_sent(sink: SmtpSink, tmp_path: Path) -> None:
    channel = channel_to(sink, user="shop", password_env="SHOP_PASSWORD")
    with pytest.raises(SetupError, match="set SHOP_PASSWORD"), channel.open(tmp_path, {}):
        pass


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"host": "smtp.shop.example", "security": "none"}, "would send everything readable to smtp.shop.example"),
        ({"user": ""}, "user and password_env go together"),
        ({"sender": "Shop <news@shop.example>"}, "sender: .* is no e-mail address"),
        ({"sender": "news@shop.example\r\nBcc: x@y.example"}, "sender: .* is no e-mail address"),
        ({"port": 0}, "port"),
        ({"password": "x"}, "password: is not a field here; did you mean 'password_env'"),
    ],
)
def test_a_faulty_channel_is_refused(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(SpecError, match=fault):
        CHANNELS.parse({"kind": "smtp", **SmtpChannel.example, **changes})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_may_be_reached_unencrypted(host: str) -> None:
    assert CHANNELS.parse({"kind": "smtp", "host": host, "security": "none", "sender": "a@shop.example"})


@pytest.mark.parametrize(
    ("place", "answer", "quality"),
    [
        ("rcpt", "550 5.1.1 no such user", 32),
        ("rcpt", "552 5.2.2 mailbox full", 3),
        ("rcpt", "550 5.7.1 blocked by zen.blocklist.example", 0),
        ("mail", "550 5.1.8 no such user", 0),
        ("dot", "554 5.7.1 no such user", 0),
    ],
)
def test_only_a_refusal_of_the_recipient_says_how_good_the_address_is(
    sink: SmtpSink, sender: SmtpSender, place: Place, answer: str, quality: int
) -> None:
    sink.answer(place, answer)
    assert refusal(sender).quality == quality
