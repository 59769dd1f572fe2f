from __future__ import annotations

import json
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32
from pathlib import Path

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from smartcom_kernel.channels.message import Outgoing, build_email, checked, clean_header, email_address
from smartcom_kernel.core.errors import DeliveryError
from tests.channels.conftest import hello

SENDER = "news@shop.example"
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
    "Content-Type",
}  # fmt: skip
INJECTIONS = [
    "x\r\nBcc: evil@x.test",
    "x\nBcc: evil@x.test",
    "x\rBcc: evil@x.test",
    "x\r\n\r\nBcc: evil@x.test",
    "=?utf-8?q?=0ABcc=3A_evil=40x=2Etest?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAeC50ZXN0?=",
    "x\u2028Bcc: evil@x.test\u2029",
    "x\x85Bcc: evil@x.test",
    "x\x0b\x0cBcc: evil@x.test\x00\x1c",
    "x" * 2000 + "\r\n Bcc: evil@x.test\r\n.\r\nMAIL FROM:<evil@x.test>",
]


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def subject_of(raw: bytes) -> str:
    """The subject as RFC 2047 gives it, without what the modern parser makes of spaces."""
    return str(make_header(decode_header(message_from_bytes(raw, policy=compat32)["Subject"])))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_email_carries_both_parts_and_one_click_unsubscription() -> None:
    mail = parsed(build_email(hello(), sender=SENDER, sender_name="Лавка"))
    assert mail["From"] == "Лавка <news@shop.example>"
    assert mail["To"] == "anna@example.com"
    assert mail["Date"] == "Sun, 31 Dec 2017 09:30:00 +0000"
    assert mail["Message-ID"] == "<7.anna@shop.example>"
    assert mail["List-Unsubscribe"] == "<https://shop.example/u/7.anna>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    assert (body(mail, "plain"), body(mail, "html")) == ("Hello, Anna!\n", "<p>Hello, Anna!</p>")


def test_every_try_has_the_same_bytes() -> None:
    assert build_email(hello(), sender=SENDER) == build_email(hello(), sender=SENDER)


def test_without_html_the_email_is_plain_text() -> None:
    mail = parsed(build_email(hello(html=""), sender=SENDER))
    assert (mail.get_content_type(), mail.get_content()) == ("text/plain", "Hello, Anna!\r\n")


def test_a_link_that_cannot_be_posted_to_safely_offers_no_one_click() -> None:
    mail = parsed(build_email(hello(unsubscribe_url="http://shop.example/u"), sender=SENDER))
    assert "List-Unsubscribe" in mail
    assert "List-Unsubscribe-Post" not in mail


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("place", ["subject", "text", "html", "sender_name"])
def test_text_from_customers_never_becomes_a_header(place: str, text: str) -> None:
    """The ten payloads of which Python 3.11.7's own classes let three of seventy through (CVE-2024-6923)."""
    outgoing = hello() if place == "sender_name" else hello(**{place: text})
    raw = build_email(outgoing, sender=SENDER, sender_name=text if place == "sender_name" else "")
    assert sorted(message_from_bytes(raw).keys()) == sorted(HEADERS)
    assert b"\nBcc" not in raw
    assert b"\r\n.\r\n" not in raw


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("place", ["address", "sender", "unsubscribe_url"])
def test_an_address_or_link_with_something_behind_it_is_refused(place: str, text: str) -> None:
    outgoing = {
        "address": hello(address=f"anna@example.com{text}"),
        "sender": hello(),
        "unsubscribe_url": hello(unsubscribe_url=f"https://x.test/{text}"),
    }[place]
    with pytest.raises(DeliveryError) as caught:
        build_email(outgoing, sender=f"{text}@shop.example" if place == "sender" else SENDER)
    assert not caught.value.retryable


@pytest.mark.parametrize("key", ["", ".hidden", "a/b", "a b", "a\r\nBcc: x", "ключ", "k" * 129])
def test_a_key_that_could_escape_its_place_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="cannot be a message key"):
        hello(key=key)


def test_a_message_needs_a_moment_with_a_time_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Outgoing("k", "sms", "+79990000000", "text", datetime(2017, 12, 31))  # noqa: DTZ001


def test_naughty_strings_come_back_as_they_were(corpora: Path) -> None:
    """minimaxir/big-list-of-naughty-strings: byte-exact, but for the controls that a header may not hold."""
    for text in json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8")):
        raw = build_email(hello(subject=text, text=text, html=text or "-"), sender=SENDER)
        mail = parsed(raw)
        assert set(mail.keys()) == HEADERS
        assert subject_of(raw) == clean_header(text)
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        if text:
            assert body(mail, "html") == lines
            assert body(mail, "plain") == lines


def test_cleaning_takes_only_what_a_header_may_not_hold() -> None:
    assert clean_header(" Привет,\r\n\tмир\x00\x1b[0m\u2028! \u202e=?x?= 🎁 ") == "Привет, мир[0m ! \u202e=?x?= 🎁"
    assert clean_header("half a \ud83c pair") == "half a ? pair"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("anna@EXAMPLE.com", "anna@example.com"), ("anna@лавка.рф", "anna@xn--80aaf6ac.xn--p1ai")],
)
def test_addresses_go_out_in_ascii(text: str, meaning: str) -> None:
    assert email_address(text) == meaning


@pytest.mark.parametrize(
    "text", ["", "anna", "a@b@c.test", "Anna <anna@example.com>", "anna@example.com, b@example.com"]
)
def test_only_one_bare_address_is_an_address(text: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        email_address(text)
    assert caught.value.code == "5.1.3"


def test_an_address_that_needs_smtputf8_is_refused_with_its_code() -> None:
    with pytest.raises(DeliveryError) as caught:
        email_address("анна@example.com")
    assert caught.value.code == "5.6.7"


@pytest.mark.parametrize(
    "raw",
    [
        b"To: a\r\nBcc: b\r\n\r\nx",
        b"To: a\r\nTo: b\r\n\r\nx",
        b"To: a\r\n\r\nx\ny",
        b"To: a\r\n\r\nx\ry",
        b"To: a\r\n\r\n" + b"x" * 999,
    ],
)
def test_bytes_that_are_not_what_was_meant_do_not_pass(raw: bytes) -> None:
    with pytest.raises(DeliveryError):
        checked(raw, ["To"])


@given(st.from_regex(r"[A-Za-z0-9_+.-]{1,70}@[A-Za-z0-9.-]{1,40}", fullmatch=True))
def test_an_address_that_looks_plain_is_judged_as_the_library_judges_it(text: str) -> None:
    try:
        right = validate_email(text, check_deliverability=False, test_environment=True).ascii_email
    except EmailNotValidError:
        right = None
    try:
        found: str | None = email_address(text)
    except DeliveryError:
        found = None
    assert found == right
