from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.message import LARGEST_ATTACHMENTS, build_email
from tests.channels.conftest import hello

SENDER = "news@shop.example"


def attached(*files: Attachment, **changes: object) -> list[EmailMessage]:
    mail = message_from_bytes(build_email(hello(attachments=files, **changes), sender=SENDER), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return [part for part in mail.iter_attachments() if isinstance(part, EmailMessage)]


def named(name: str) -> str | None:
    (part,) = attached(Attachment(name, "application/pdf", b"x"))
    return part.get_filename()


def test_files_arrive_octet_by_octet_beside_the_text() -> None:
    every_octet = bytes(range(256)) * 9 + b"\r\n.\r\n--_7.anna_--\r\n"
    files = [Attachment("prices.pdf", "application/pdf", every_octet), Attachment("empty.txt", "text/plain", b"")]
    raw = build_email(hello(attachments=tuple(files)), sender=SENDER)
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "multipart/alternative", "application/pdf", "text/plain",
    ]  # fmt: skip
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == "<p>Hello, Anna!</p>"
    assert [part.get_payload(decode=True) for part in mail.iter_attachments()] == [every_octet, b""]


def test_a_file_goes_with_a_text_that_has_no_html() -> None:
    (part,) = attached(Attachment("prices.pdf", "application/pdf", b"x"), html="")
    assert part.get_content_disposition() == "attachment"


@pytest.mark.parametrize(
    "name", ["prices.pdf", "Прайс-лист на весну.pdf", "two  words.pdf", "=?utf-8?q?=0ABcc=3A?=", "a'b%c;d\"e.pdf"]
)
def test_a_name_is_read_as_it_was_given(name: str) -> None:
    assert named(name) == name


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\prices.pdf", "prices.pdf"),
        ("x\r\nBcc: evil@x.test", "xBcc: evil@x.test"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("", "file"),
        (" .. ", "file"),
        ("half a \ud83c pair.pdf", "half a  pair.pdf"),
    ],
)
def test_a_name_cannot_leave_its_place(name: str, meaning: str) -> None:
    assert named(name) == meaning


def test_a_long_name_is_shortened_before_its_ending() -> None:
    found = named("🎁" * 1000 + ".pdf")
    assert found is not None
    assert found.endswith("🎁.pdf")
    assert 40 < len(found) < 60
    assert named("a" * 5000 + "." + "b" * 5000) == "a" * 600


@pytest.mark.parametrize(
    "media_type",
    ["", "pdf", "multipart/mixed", "message/rfc822", "text/plain; charset=x", "text/plain\r\nBcc: x", "a/b\n"],
)
def test_what_is_not_the_type_of_a_file_is_refused(media_type: str) -> None:
    with pytest.raises(ValueError, match="is not the type of a file"):
        Attachment("x", media_type, b"")


def test_files_that_are_too_large_together_are_refused() -> None:
    half = Attachment("x", "application/pdf", bytes(LARGEST_ATTACHMENTS // 2))
    assert hello(attachments=(half, half))
    with pytest.raises(ValueError, match="link to the files"):
        hello(attachments=(half, half, Attachment("x", "application/pdf", b"x")))
