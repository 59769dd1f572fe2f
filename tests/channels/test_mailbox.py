from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from smartcom_kernel.channels.mailbox import MailboxChannel, mailbox_path
from smartcom_kernel.core.errors import DeliveryError
from tests.channels.conftest import hello

SMS = hello(key="7.boris", medium="sms", address="+79990000001", text="Борис, для вас", subject="", html="")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_email_is_written_as_it_would_be_sent(tmp_path: Path) -> None:
    with MailboxChannel(sender="news@shop.example", sender_name="Лавка").open(tmp_path) as sender:
        accepted = sender.send(hello())
    path = mailbox_path(tmp_path / "mailbox", hello())
    assert path == tmp_path / "mailbox" / accepted.remote_id
    assert path.name == "7.anna.eml"
    mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert (mail["Subject"], mail["From"]) == ("A word for you", "Лавка <news@shop.example>")


def test_an_sms_is_written_as_text(tmp_path: Path) -> None:
    with MailboxChannel().open(tmp_path) as sender:
        sender.send(SMS)
    text = mailbox_path(tmp_path / "mailbox", SMS).read_text(encoding="utf-8")
    assert text == "To: +79990000001\nDate: 2017-12-31T09:30:00+00:00\n\nБорис, для вас\n"


def test_sending_again_makes_no_second_file(tmp_path: Path) -> None:
    with MailboxChannel().open(tmp_path) as sender:
        first, second = sender.send(SMS), sender.send(SMS)
    assert first == second
    assert len(files(tmp_path / "mailbox")) == 1


def test_only_the_owner_may_read_what_customers_were_written(tmp_path: Path) -> None:
    with MailboxChannel().open(tmp_path) as sender:
        sender.send(SMS)
    assert [path.stat().st_mode & 0o777 for path in files(tmp_path / "mailbox")] == [0o600]


def test_a_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file where the folder should be")
    with MailboxChannel().open(tmp_path) as sender, pytest.raises(DeliveryError) as caught:
        sender.send(SMS)
    assert caught.value.retryable
    assert "cannot be written" in str(caught.value)
