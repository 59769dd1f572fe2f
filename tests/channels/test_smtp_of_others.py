"""A server that is not ours, over real TLS and with a login: everything together, and hostile strings."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from pathlib import Path

import dkim  # type: ignore[import-untyped]  # it has none
import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.channels.message import Outgoing, clean_header
from smartcom_kernel.channels.return_path import key_of_return_path
from smartcom_kernel.channels.smtp_sender import SmtpSender
from smartcom_kernel.core.errors import DeliveryError, SetupError
from tests.channels.conftest import hello
from tests.channels.mail_server import MailServer, running
from tests.channels.test_message import HEADERS, INJECTIONS

DKIM = {"dkim_domain": "shop.example", "dkim_selector": "s2026", "dkim_key_env": "SHOP_DKIM_KEY"}
BOUNCES = {"bounce_address": "b@bounces.shop.example", "bounce_secret_env": "SHOP_BOUNCE_SECRET"}
EVERYTHING = HEADERS | {"DKIM-Signature", "Reply-To", "List-Id"}
SHOP = "news@shop.example"
ADDRESSED = ("address", "sender", "reply_to", "unsubscribe_url")


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    key = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"SHOP_PASSWORD": "right", "SHOP_DKIM_KEY": key, "SHOP_BOUNCE_SECRET": "only the shop knows"}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with running(context) as started:
        yield started


@pytest.fixture
def sender(server: MailServer, secrets: dict[str, str], tmp_path: Path) -> Iterator[SmtpSender]:
    with server.channel(**DKIM, **BOUNCES).open(tmp_path, secrets) as opened:
        yield opened


def whole(**changes: object) -> Outgoing:
    file = Attachment("Прайс.pdf", "application/pdf", b"\x00.\r\n.\r\n")
    return hello(**{"reply_to": "ask@shop.example", "mailing": "spring", "attachments": (file,), **changes})


def header(mail: Message, name: str) -> str:
    return str(make_header(decode_header(mail[name])))


def test_everything_together_arrives_signed_and_with_its_return_path(
    server: MailServer, sender: SmtpSender, secrets: dict[str, str]
) -> None:
    sender.send(whole(subject="Весна", sender_name="Лавка"))
    ((path, recipients, raw),) = server.arrived
    assert recipients == ["anna@example.com"]
    assert key_of_return_path(path, bounce_address="b@bounces.shop.example", secret="only the shop knows") == "7.anna"
    mail = message_from_bytes(raw, policy=compat32)
    assert set(mail.keys()) == EVERYTHING
    assert (header(mail, "From"), header(mail, "Subject")) == ("Лавка <news@shop.example>", "Весна")
    assert (mail["Reply-To"], mail["List-Id"]) == ("ask@shop.example", "<spring.shop.example>")
    key = DkimKey.read(secrets["SHOP_DKIM_KEY"], domain="shop.example", selector="s2026", variable="")
    assert dkim.verify(raw, dnsfunc=lambda *_, **__: key.record.encode())


def test_naughty_strings_arrive_in_their_places_and_nowhere_else(
    server: MailServer, sender: SmtpSender, corpora: Path
) -> None:
    strings = json.loads((corpora / "strings" / "blns.json").read_text(encoding="utf-8")) + INJECTIONS
    for number, text in enumerate(strings):
        file = Attachment(text, "application/pdf", text.encode("utf-8", "replace"))
        sender.send(
            whole(key=str(number), subject=text, sender_name=text, mailing=text, text=text, html=text or "-",
                  attachments=(file,))
        )  # fmt: skip
    assert len(server.arrived) == len(strings)
    for number, (text, (_, recipients, raw)) in enumerate(zip(strings, server.arrived, strict=True)):
        mail = message_from_bytes(raw, policy=compat32)
        assert set(mail.keys()) | {"List-Id"} == EVERYTHING
        assert len(mail.keys()) == len(set(mail.keys()))
        assert recipients == ["anna@example.com"]
        assert mail["Message-ID"] == f"<{number}@shop.example>"
        assert header(mail, "Subject") == clean_header(text)
        assert header(mail, "From") == (f"{clean_header(text)} <news@shop.example>".strip() if text else SHOP)
        parts = [part for part in mail.get_payload() if isinstance(part, Message)]
        assert [part.get_content_type() for part in parts] == ["multipart/alternative", "application/pdf"]
        assert sorted(parts[1].keys()) == ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type"]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("place", ADDRESSED)
def test_an_address_or_link_with_something_behind_it_never_reaches_the_wire(
    server: MailServer, sender: SmtpSender, place: str, text: str
) -> None:
    before = "https://x.test/" if place == "unsubscribe_url" else "news@shop.example"
    with pytest.raises(DeliveryError) as caught:
        sender.send(whole(**{place: f"{before}{text}"}))
    assert not caught.value.retryable
    assert server.arrived == []


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_key_with_something_behind_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be a message key"):
        whole(key=f"7{text}")


def test_a_mailing_may_send_from_the_channels_domains_and_no_others(
    server: MailServer, secrets: dict[str, str], tmp_path: Path
) -> None:
    with server.channel(sender_domains=["mail.shop.example"], **DKIM).open(tmp_path, secrets) as sender:
        sender.send(hello(sender="anna@SHOP.example"))
        sender.send(hello(sender="anna@mail.shop.example", sender_name="Анна"))
        with pytest.raises(DeliveryError, match="name its domain in sender_domains") as caught:
            sender.send(hello(sender="anna@other.example"))
    assert (caught.value.code, caught.value.retryable, caught.value.quality) == ("5.7.1", False, 0)
    mails = [message_from_bytes(raw) for *_, raw in server.arrived]
    assert [header(mail, "From") for mail in mails] == ["anna@shop.example", "Анна <anna@mail.shop.example>"]
    assert [path for path, *_ in server.arrived] == ["anna@shop.example", "anna@mail.shop.example"]


def test_a_password_that_was_changed_stops_us_with_a_sentence_that_does_not_show_it(
    server: MailServer, secrets: dict[str, str], tmp_path: Path
) -> None:
    with server.channel(messages_per_connection=1).open(tmp_path, secrets | {"SHOP_PASSWORD": "canary"}) as sender:
        server.login = ("shop", "canary")
        sender.send(hello())
        server.login = ("shop", "changed")
        with pytest.raises(SetupError, match=r"does not let shop in .535.*check SHOP_PASSWORD") as caught:
            sender.send(hello(key="next"))
    assert "canary" not in str(caught.value)
    assert len(server.arrived) == 1
