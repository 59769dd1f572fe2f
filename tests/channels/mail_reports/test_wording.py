"""What servers of many kinds answer, in their own words, and whether the address is of no use for good."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smartcom_kernel.channels.mail_reports import Reason, quality_of, read
from smartcom_kernel.channels.mail_reports.classify import classify

GONE = [
    "550 #5.1.0 Address rejected.",
    "550 Address not present in directory",
    "550 Can't accept user",
    "554 destination server rejected recipients",
    "550 is not an active address at this host",
    "550 mail box not found",
    "550 Requested action not taken: mailbox unavailable",
    "550 5.5.0 Requested actions not taken as the mailbox is unavailable.",
    "550 Invalid mailbox. Local mailbox x is unavailable: user not found",
    "550 not known at this site",
    "550 recipient no longer exists",
    "553 sorry, your envelope recipient has been denied (#5.7.1)",
    "553 sorry, this recipient is in my badrecipientto list (#5.7.1)",
    "550 sorry, this recipient is not in my validrcptto list (#5.7.1)",
    "550 The user's email name is not found.",
    "550 there is no one at this address",
    "550 User missing home directory",
    "551 User not local",
    "550 Usuario desconocido",
    "550 Destinatario inexistente",
    "550 Empfaenger unbekannt",
    "550 Нет такого пользователя",
    "550 收件人不存在",
    "550 Domain example.com has no mail exchangers",
    "550 5.1.1 userunknown",
    "550 5.7.17 Mailbox owner has changed",
    "554 destination seems to reject all mail",
    "550 recipient not ok",
    "550 <anna@example.com> is not a valid RFC 5321 address",
    "550 5.4.4 Host address lookups failed permanently",
    "550 5.3.0 No such user here",
    "550 user unknown or disabled",
    "550 5.1.1 account is disabled",
    "550 BAD_RECIPIENT - see our pages",
    "542 anna@example.com Rejected",
    "550 Message was not accepted -- invalid mailbox. Local mailbox x is unavailable: account is disabled",
]
NOT_FOR_GOOD = [
    "450 4.2.0 Mailbox unavailable",
    "450 Requested mail action not taken: mailbox unavailable",
    "550 5.2.1 The email account that you tried to reach is disabled",
    "552 5.2.2 Mailbox is inactive because it is over quota",
    "550 inactive user",
    "550 5.7.1 Message rejected by the recipient's filter",
    "554 5.7.1 Your IP is listed at a blacklist",
    "553 sender address rejected: invalid domain",
    "421 CNAME lookup failed temporarily, try again",
    "552 not enough storage space",
    "550 host not found, try again",
    "550 unresolvable sender domain",
    "550 5.3.0 No such user here",
    "550 5.7.1 No such user here",
    "550 Remote host said: no such user; failed after I sent the message.",
    "550 Connected to 192.0.2.1 but sender was rejected. Unknown user",
    "554 No SMTP service - Bad DNS PTR resource record",
    "550 User has full mailbox",
    "550 5.7.1 Domain of yours not found: invalid domain",
    "550 no access from 192.0.2.55 which is an open relay",
]


def reason_of(answer: str, around: str = "") -> Reason:
    words = answer.split()
    status = words[1] if words[1].count(".") == 2 and words[1][0].isdigit() else ""
    return classify(status, words[0], answer, around)


@pytest.mark.parametrize("answer", GONE)
def test_an_address_that_is_not_there_is_hard(answer: str) -> None:
    assert reason_of(answer, "RCPT TO").hard
    assert quality_of(answer[:3], answer, "RCPT TO") >= 30


@pytest.mark.parametrize("answer", NOT_FOR_GOOD)
def test_what_may_pass_or_is_not_the_address_is_not_hard(answer: str) -> None:
    assert not reason_of(answer).hard
    assert quality_of(*answer.split(" ", 1)) < 30


@pytest.mark.parametrize(
    ("status", "how", "reason"),
    [
        ("5.0.0", "", Reason.FILTERED),
        ("5.2.1", "", Reason.FILTERED),
        ("5.2.1", "(in reply to RCPT TO command)", Reason.USER_UNKNOWN),
        ("5.1.1", "", Reason.USER_UNKNOWN),
        ("5.1.6", "", Reason.USER_UNKNOWN),
        ("5.1.7", "", Reason.SENDER),
        ("", "", Reason.FILTERED),
        ("", "(in reply to end of DATA command)", Reason.FILTERED),
        ("", "(in reply to RCPT TO command)", Reason.USER_UNKNOWN),
    ],
)
def test_beside_a_status_of_something_else_words_count_where_the_address_was_refused(
    status: str, how: str, reason: Reason
) -> None:
    """A filter says "user unknown" of whoever it turns away; who is written off for that is lost."""
    noted = f"Final-Recipient: rfc822; anna@example.com\nAction: failed\nStatus: {status}\n" if status else ""
    said = f"<anna@example.com>: host mx.example.com said: 550 No such user {how}"
    raw = (
        "From: MAILER-DAEMON@mx.example.com\nTo: b@shop.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        f"--x\nContent-Type: text/plain\n\n{said}\n\n--x\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.com\n\n{noted}\n--x--\n"
    )
    [recipient] = read(raw.encode(), received_at=datetime(2026, 11, 24, tzinfo=UTC)).recipients
    assert recipient.reason is reason
