"""What a message in the mailbox for bounces says, and that no octets bring its reader down."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from smartcom_kernel import cli
from smartcom_kernel.channels.mail_reports import Kind, MailReport, Reason, quality_of, read
from smartcom_kernel.channels.mail_reports.collect import maildir
from smartcom_kernel.channels.report import Verdict
from smartcom_kernel.core.errors import SetupError

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = (
    "From: MAILER-DAEMON@mx.example\nTo: b+k1.proof@shop.example\nSubject: Undelivered Mail\n"
    "Message-ID: <r1@mx.example>\n"
)
NOTICE = (
    HEAD
    + """Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Your message could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; Anna@Example.com
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; SAID
--x
Content-Type: text/rfc822-headers

Message-ID: <k1@shop.example>
To: anna@example.com
--x--
"""
)


def notice(action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 User unknown") -> MailReport:
    text = NOTICE.replace("ACTION", action).replace("STATUS", status).replace("SAID", said)
    return read(text.encode(), received_at=NOW)


def test_a_notification_of_an_unknown_user_is_a_hard_bounce_of_our_message() -> None:
    report = notice()
    (said,) = report.reports()
    assert (report.kind, report.return_path) == (Kind.BOUNCE, "b+k1.proof@shop.example")
    assert (said.verdict, said.key, said.address, said.quality, said.code) == (
        Verdict.BOUNCED, "k1", "anna@example.com", 32, "5.1.1",
    )  # fmt: skip


def test_reading_the_same_message_twice_names_the_same_event() -> None:
    assert notice().reports() == notice().reports()


def test_a_delay_is_no_bounce_and_never_hard() -> None:
    report = notice("delayed", "4.4.1", "connection timed out")
    assert (report.kind, report.reports(), report.recipients[0].hard) == (Kind.DELAYED, [], False)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ending: str) -> None:
    plain = NOTICE.replace("ACTION", "failed").replace("STATUS", "5.1.1").replace("SAID", "550 no such user")
    assert read(plain.replace("\n", ending).encode(), received_at=NOW) == read(plain.encode(), received_at=NOW)


@pytest.mark.parametrize(
    ("text", "address", "reason"),
    [
        ("I'm afraid I wasn't able to deliver your message.\n\n<a@example.com>:\nsorry, no mailbox here by that name\n",
         "a@example.com", Reason.USER_UNKNOWN),
        ("could not be delivered. The following address(es) failed:\n\n  b@example.com\n    mailbox is full\n",
         "b@example.com", Reason.MAILBOX_FULL),
        ("Это письмо не может быть доставлено:\n  v@example.com\n    550 spam message rejected\n",
         "v@example.com", Reason.CONTENT),
    ],
)  # fmt: skip
def test_a_bounce_in_words_is_understood(text: str, address: str, reason: Reason) -> None:
    report = read((HEAD + "\n" + text).encode(), received_at=NOW)
    assert [(one.address, one.reason) for one in report.recipients] == [(address, reason)]


@pytest.mark.parametrize(
    ("code", "text", "quality"),
    [
        ("550 5.1.1", "User unknown", 32),
        ("550 5.1.1", "mailbox full", 3),
        ("550 5.7.1", "blocked using zen.spamhaus.org; user unknown", 0),
        ("550 5.7.26", "not authenticated, DMARC", 0),
        ("450 4.1.1", "user unknown, try again", 1),
        ("552", "message size exceeds fixed maximum", 4),
        ("550 5.1.2", "", 39),
        ("550 5.4.1", "Recipient address rejected: Access denied", 32),
        ("421", "", 1),
    ],
)
def test_only_the_fault_of_an_address_counts_against_it(code: str, text: str, quality: int) -> None:
    assert quality_of(code, text) == quality


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("Delivery failed 20 attempts: userx@example.com", "userx@example.com"),
        ("Your mail for forester@example.com was not delivered.", "forester@example.com"),
        ("Delivery failed.\n\npipe to |/usr/bin/sort\n(generated from anna@example.com)", "anna@example.com"),
        ("did not reach the recipient:\nc=US;a= ;p=SHOP;dda:SMTP=anna@example.com; on Friday", "anna@example.com"),
    ],
)
def test_an_address_is_read_whole(said: str, address: str) -> None:
    assert [one.address for one in read(f"{HEAD}\n{said}\n".encode(), received_at=NOW).recipients] == [address]


def test_who_writes_to_themselves_gets_bounces_too() -> None:
    head = HEAD.replace("b+k1.proof@shop.example", "anna@example.com")
    report = read(f"{head}\nThis failed:\nanna@example.com:\n550 5.2.2 Mailbox full\n".encode(), received_at=NOW)
    assert [(one.address, one.reason) for one in report.recipients] == [("anna@example.com", Reason.MAILBOX_FULL)]


def test_of_several_recipients_none_is_written_off_for_what_is_said_of_another() -> None:
    said = (
        " --- Transcript of session follows ---\nWhile talking to mx.example.org:\n"
        ">>> MAIL From:<b@shop.example>\n<<< 501 go away\n554 <anna@example.org>... Remote protocol error\n"
        "While talking to mx.example.com:\n>>> RCPT To:<boris@example.com>\n"
        "<<< 550 <boris@example.com>... User unknown\n550 <boris@example.com>... User unknown\n"
    )
    report = read(f"{HEAD}\n{said}".encode(), received_at=NOW)
    assert {one.address: one.hard for one in report.recipients} == {
        "anna@example.org": False,
        "boris@example.com": True,
    }


def test_a_disclaimer_below_a_notice_says_nothing_of_the_reason() -> None:
    below = (
        "Your message could not be delivered to:\n\n   anna@example.com\n\nThis mail was scanned for viruses and spam."
    )
    raw = NOTICE.replace("Your message could not be delivered.", below).replace("Diagnostic-Code: smtp; SAID\n", "")
    report = read(raw.replace("ACTION", "failed").replace("STATUS", "5.1.1").encode(), received_at=NOW)
    assert [one.reason for one in report.recipients] == [Reason.USER_UNKNOWN]


def test_a_complaint_is_of_the_recipient_and_not_hard() -> None:
    raw = (
        b"From: fbl@provider.example\nSubject: abuse\nContent-Type: multipart/report; report-type=feedback-report;"
        b" boundary=y\n\n--y\nContent-Type: message/feedback-report\n\nFeedback-Type: TYPE\n"
        b"Original-Rcpt-To: <anna@example.com>\n--y\nContent-Type: message/rfc822\n\n"
        b"Message-ID: <k9@shop.example>\n\nhi\n--y--\n"
    )
    report = read(raw.replace(b"TYPE", b"abuse"), received_at=NOW)
    (said,) = report.reports()
    assert (said.verdict, said.address, said.key, said.quality) == (Verdict.COMPLAINED, "anna@example.com", "k9", 36)
    assert not report.recipients[0].hard
    assert read(raw.replace(b"TYPE", b"auth-failure"), received_at=NOW).reports() == []


@pytest.mark.parametrize(
    "head",
    [
        "From: anna@example.com\nAuto-Submitted: auto-replied\nSubject: Re: sale",
        "From: anna@example.com\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Re: sale",
        "From: anna@example.com\nSubject: Автоответ: я в отпуске",
        "From: anna@example.com\nPrecedence: auto_reply\nSubject: Undeliverable until Monday",
    ],
)
def test_an_automatic_answer_bounces_nobody(head: str) -> None:
    report = read(
        f"{head}\n\nI cannot be reached at anna@example.com, mailbox unavailable.\n".encode(), received_at=NOW
    )
    assert (report.kind, report.reports()) == (Kind.AUTOMATIC, [])


def test_a_person_who_writes_of_unknown_users_is_no_bounce() -> None:
    raw = (
        b"From: anna@example.com\nTo: b@shop.example\nSubject: Question\n\nuser unknown: bob@example.com failed, why?\n"
    )
    assert read(raw, received_at=NOW).kind is Kind.ORDINARY


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000), st.integers(0, len(NOTICE)))
def test_no_octets_raise(noise: bytes, at: int) -> None:
    read(noise, received_at=NOW).reports()
    read(NOTICE[:at].encode() + noise + NOTICE[at:].encode(), received_at=NOW).reports()


@pytest.mark.parametrize(
    "raw",
    [
        NOTICE.replace("Your message", "blah " * 12_000).encode()
        + b"".join(
            b"--x\nContent-Type: message/delivery-status\n\n"
            + b"".join(
                b"Final-Recipient: rfc822; a%d@example.com\nAction: failed\nStatus: 5.0.0\n\n" % n
                for n in range(at, at + 1000)
            )
            for at in range(0, 10_000, 1000)
        ),
        HEAD.encode() + b"\n" + b"".join(b"a%d@example.com: failed so\n" % n for n in range(40_000)),
        HEAD.encode() + b"\n" + b"<a@example.com>: failed " * 450_000,
        HEAD.encode() + b"\n" + b"a" * 10_000_000,
        HEAD.encode() + b"\n" + b"x@" * 2_000_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000)),
        HEAD.encode() + b"Content-Type: text/plain; charset=no-such\n\nundeliverable \xff\xfe a@example.com",
        HEAD.encode() + b"\n" + b" " * 2_000_000 + b"\n" * 2_000_000,
    ],
    ids=[
        "many recipients",
        "many sections",
        "many addresses",
        "ten megabytes",
        "half addresses",
        "deep",
        "charset",
        "blank",
    ],
)
def test_hostile_mail_costs_little(raw: bytes) -> None:
    began = time.process_time()
    read(raw, received_at=NOW)
    assert time.process_time() - began < 3


def test_what_was_not_acknowledged_comes_again(tmp_path: Path) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(b"one")
    (tmp_path / "new" / "2").write_bytes(b"two")
    (raw, acknowledge), _ = list(maildir(tmp_path))
    acknowledge()
    assert (raw, [left for left, _ in maildir(tmp_path)]) == (b"one", [b"two"])
    assert [p.name for p in (tmp_path / "cur").iterdir()] == ["1:2,S"]


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is no maildir"):
        list(maildir(tmp_path))


def test_the_command_says_what_lies_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_text(NOTICE.replace("ACTION", "failed").replace("STATUS", "5.1.1"), encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["mail", "read", str(tmp_path)])
    assert (done.exit_code, "anna@example.com: user unknown, hard (5.1.1)" in done.stdout) == (0, True)
