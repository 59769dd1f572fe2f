"""Variants differ in sender, answers and files; what was planned is what is sent."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SetupError, SpecError
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.workbench import Workbench

SPOKEN = {"sender": "anna@shop.example", "sender_name": "Anna, shop", "reply_to": "answers@shop.example"}
SMTP = '[channels.email]\nkind = "smtp"\nhost = "127.0.0.1"\nsender = "news@example.com"\n'


def spec(**variant: Any) -> dict[str, Any]:
    return {
        "segment": "one", "control_share": 0.0, "purpose": "service",
        "variants": [{"name": "A", "templates": {"email": "hello"}, **variant}],
    }  # fmt: skip


@pytest.fixture
def wb(wb: Workbench) -> Workbench:
    """One customer to write to, and a file to enclose."""
    (wb.folder / "attachments").mkdir()
    (wb.folder / "attachments" / "offer 1.pdf").write_bytes(b"%PDF-1 first")
    return wb


def arrived(wb: Workbench) -> Message:
    [file] = [path for path in (wb.folder / "mailbox" / "email").rglob("*") if path.is_file()]
    return message_from_bytes(file.read_bytes(), policy=default)


def test_an_e_mail_comes_from_the_sender_of_its_variant_with_the_files_of_the_day_it_was_planned(wb: Workbench) -> None:
    wb.mailings.save("spring", spec(**SPOKEN, attachments=["offer 1.pdf"]))
    wb.mailings.send("spring")
    wb.mailings.pause("spring", "to look")
    (wb.folder / "attachments" / "offer 1.pdf").write_bytes(b"%PDF-1 second")
    wb.mailings.resume("spring")
    assert wb.deliver().accepted == 1
    message = arrived(wb)
    assert str(message["From"]) == '"Anna, shop" <anna@shop.example>'
    assert str(message["Reply-To"]) == "answers@shop.example"
    [part] = [part for part in message.walk() if part.get_filename()]
    assert (part.get_filename(), part.get_content_type()) == ("offer 1.pdf", "application/pdf")
    assert part.get_payload(decode=True) == b"%PDF-1 first"


def test_two_files_that_say_the_same_keep_their_names(wb: Workbench) -> None:
    (wb.folder / "attachments" / "same.pdf").write_bytes(b"%PDF-1 first")
    wb.mailings.save("spring", spec(attachments=["offer 1.pdf", "same.pdf"]))
    wb.mailings.send("spring")
    wb.deliver()
    names = [part.get_filename() for part in arrived(wb).walk() if part.get_filename()]
    assert names == ["offer 1.pdf", "same.pdf"]


def test_a_file_that_was_kept_and_is_gone_stops_the_sending_and_nobody_gets_an_e_mail_without_it(wb: Workbench) -> None:
    wb.mailings.save("spring", spec(attachments=["offer 1.pdf"]))
    wb.mailings.send("spring")
    [kept] = (wb.folder / ".smartcom" / "attachments").iterdir()
    kept.write_bytes(b"something else")
    with pytest.raises(SetupError, match="put back attachments/offer 1"):
        wb.deliver()
    assert not [path for path in (wb.folder / "mailbox").rglob("*") if path.is_file()]


def test_a_file_that_is_not_there_and_a_foreign_sender_are_found_by_check_and_refused(workspace: Path) -> None:
    (workspace / "smartcom.toml").write_text(SMTP, encoding="utf-8")
    with Workbench.open(workspace, clock=FixedClock("2026-03-01T09:00:00Z")) as wb:
        wb.templates.save("hello", {"medium": "email", "subject": "Hello", "text": "Hello"})
        wb.segments.save("one", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
        wb.mailings.save("spring", spec(sender="anna@other.example", attachments=["gone.pdf"]))
        said = wb.mailings.check("spring").describe()
        assert "anna@other.example is of none of the domains" in said
        assert "there is no attachments/gone.pdf" in said
        with pytest.raises(SpecError, match="none of the domains"):
            wb.mailings.send("spring")


@pytest.mark.parametrize(
    "variant",
    [
        {"sender": "Anna <anna@shop.example>"},
        {"reply_to": "a@shop.example\r\nBcc: b@shop.example"},
        {"attachments": ["../smartcom.toml"]},
        {"attachments": ["a/b.pdf"]},
        {"attachments": [".env"]},
        {"attachments": ["a.pdf", "a.pdf"]},
        {"attachments": [f"{n}.pdf" for n in range(11)]},
        {"templates": {"sms": "short"}, "sender": "anna@shop.example"},
    ],
)
def test_what_is_no_sender_and_no_file_of_the_folder_is_refused(variant: dict[str, Any]) -> None:
    with pytest.raises(SpecError):
        Mailing.parse("spring", spec(**variant))


def test_a_test_has_the_sender_and_the_files_too(wb: Workbench) -> None:
    wb.mailings.save("spring", spec(**SPOKEN, attachments=["offer 1.pdf"]))
    assert wb.mailings.test("spring", "me@example.com").good
    message = arrived(wb)
    assert "anna@shop.example" in str(message["From"])
    assert [part.get_filename() for part in message.walk() if part.get_filename()] == ["offer 1.pdf"]
