"""The mailbox for bounces: what it says is recorded once, and only what can be believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.channels.mail_reports import Kind
from smartcom_kernel.channels.memory import MemoryChannel
from smartcom_kernel.channels.return_path import return_path
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.delivery.mail_in import MailIn, take_in_mail
from smartcom_kernel.state.connect import State
from tests.delivery.posts import NOW, address, book, go, planned, standing

SECRETS = {"BOUNCES": "a secret of the shop"}
SIGNED = SmtpChannel(
    host="127.0.0.1", security="none", sender="news@shop.example", bounce_address="b@bounces.shop.example",
    bounce_secret_env="BOUNCES",
)  # fmt: skip
STATUS = (
    "Reporting-MTA: dns; mx.example.com\n\n"
    "Final-Recipient: rfc822; {}\nAction: failed\nStatus: {}\nDiagnostic-Code: smtp; {}\n"
)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    return tmp_path


def bounce(key: str, *, to: str, of: str, code: str = "5.1.1", said: str = "550 5.1.1 no such user") -> bytes:
    """A bounce as a mail server writes it."""
    status = STATUS.format(of, code, said)
    return (
        f"From: MAILER-DAEMON@mx.example.com\nTo: {to}\nReturn-Path: <>\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <bounce-{key}-{of}@mx.example.com>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nIt did not arrive.\n\n"
        f"--x\nContent-Type: message/delivery-status\n\n{status}\n"
        "--x\nContent-Type: text/rfc822-headers\n\n"
        f"From: news@shop.example\nTo: {of}\nMessage-ID: <{key}@shop.example>\n\n--x--\n"
    ).encode()


def arrives(mailbox: Path, *messages: bytes) -> None:
    for n, message in enumerate(messages):
        (mailbox / "new" / f"{n}.mx").write_bytes(message)


def collect(state: State, mailbox: Path, channel: SmtpChannel | None = None) -> MailIn:
    return take_in_mail(state, mailbox, channel, clock=FixedClock(NOW), secrets=SECRETS)


def sent(state: State, people: int = 2) -> dict[str, str]:
    planned(state, people)
    channel = MemoryChannel()
    go(state, channel)
    return {outgoing.address.partition("@")[0]: outgoing.key for outgoing in channel.sent}


def test_a_bounce_ends_the_message_and_the_address(state: State, mailbox: Path) -> None:
    key = sent(state)["c0"]
    arrives(mailbox, bounce(key, to="b@bounces.shop.example", of=address("c0")))
    told = collect(state, mailbox)
    assert (told.messages, told.new, told.applied) == ({Kind.BOUNCE: 1}, 1, 1)
    assert [standing(state, c) for c in ("c0", "c1")] == ["bounced", "accepted"]
    quality = book(state).quality(address("c0"))
    assert quality is not None
    assert quality.is_hard


def test_what_was_read_is_put_away_and_read_again_it_counts_once(state: State, mailbox: Path) -> None:
    key = sent(state)["c0"]
    letter = bounce(key, to="b@bounces.shop.example", of=address("c0"), code="5.2.2", said="552 5.2.2 mailbox full")
    arrives(mailbox, letter)
    collect(state, mailbox)
    assert list((mailbox / "new").iterdir()) == []
    arrives(mailbox, letter)  # as after a crash between the commit and the putting away
    assert collect(state, mailbox).new == 0
    quality = book(state).quality(address("c0"))
    assert quality is not None
    assert len(quality.soft_at) == 1


def test_a_bounce_that_comes_to_a_return_path_of_ours_is_believed(state: State, mailbox: Path) -> None:
    key = sent(state)["c0"]
    path = return_path("b@bounces.shop.example", key, SECRETS["BOUNCES"])
    arrives(mailbox, bounce("f" * 32 + ".1", to=path, of=address("c0")))
    collect(state, mailbox, SIGNED)
    assert standing(state, "c0") == "bounced"
    quality = book(state).quality(address("c0"))
    assert quality is not None
    assert quality.is_hard


def test_a_bounce_that_somebody_made_up_ends_no_address(state: State, mailbox: Path) -> None:
    key = sent(state)["c0"]
    forged = return_path("b@bounces.shop.example", key, "another secret")
    arrives(
        mailbox, bounce("", to="b@bounces.shop.example", of=address("c1")),
        bounce("", to=forged, of=address("c0")), bounce(key, to="b@bounces.shop.example", of=address("c0")),
    )  # fmt: skip
    collect(state, mailbox, SIGNED)
    assert [book(state).quality(address(c)) for c in ("c0", "c1")] == [None, None]
    assert standing(state, "c1") == "accepted"


def test_an_automatic_answer_ends_nothing(state: State, mailbox: Path) -> None:
    key = sent(state)["c0"]
    arrives(
        mailbox,
        f"From: c0@example.com\nTo: news@shop.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n"
        f"In-Reply-To: <{key}@shop.example>\n\nI am away until Monday.\n".encode(),
    )
    assert collect(state, mailbox).messages == {Kind.AUTOMATIC: 1}
    assert standing(state, "c0") == "accepted"


def test_people_read_it_in_their_language(state: State, mailbox: Path) -> None:
    arrives(mailbox, b"From: anna@example.com\nSubject: Hello\n\nHow are you?\n")
    told = collect(state, mailbox)
    assert told.describe().splitlines()[5] == "other mail: 1"
    assert "прочая почта: 1" in told.describe("ru")


def test_a_folder_that_is_no_maildir_is_refused(state: State, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is no maildir"):
        collect(state, tmp_path)
