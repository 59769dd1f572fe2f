from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from smartcom_kernel.channels.smtp_sender import SmtpSender
from smartcom_kernel.channels.smtp_sink import SmtpSink
from smartcom_kernel.core.errors import SetupError
from tests.channels.conftest import channel_to, hello

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LOGIN = {"user": "shop", "password_env": "SHOP_PASSWORD"}
SECRETS = {"SHOP_PASSWORD": "right"}
Serving = Callable[..., AbstractContextManager[SmtpSink]]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def serving(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serving:
    """Makes a sink with a certificate of the authority that this test's clients trust."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    @contextmanager
    def make(*names: str, not_after: datetime | None = None, at_once: bool = False) -> Iterator[SmtpSink]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names, not_before=LONG_AGO, not_after=not_after).configure_cert(context)
        with SmtpSink(tls=context, tls_at_once=at_once, login=("shop", "right")) as sink:
            yield sink

    return make


def opened(sink: SmtpSink, tmp_path: Path, security: str) -> AbstractContextManager[SmtpSender]:
    return channel_to(sink, security=security, **LOGIN).open(tmp_path, SECRETS)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_travels_encrypted(serving: Serving, tmp_path: Path, security: str) -> None:
    with serving("127.0.0.1", at_once=security == "tls") as sink, opened(sink, tmp_path, security) as sender:
        sender.send(hello())
        sender.send(hello(key="2"))
        assert ([r.key for r in sink.received], sink.connections) == (["7.anna", "2"], 1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "not_after", "why"),
    [("127.0.0.1", LONG_AGO, "expired"), ("mail.other.example", None, "mismatch|doesn't match|not valid for")],
)
def test_a_certificate_that_does_not_hold_stops_everything(
    serving: Serving, tmp_path: Path, security: str, name: str, not_after: datetime | None, why: str
) -> None:
    with (
        serving(name, not_after=not_after, at_once=security == "tls") as sink,
        opened(sink, tmp_path, security) as sender,
        pytest.raises(SetupError, match=why),
    ):
        sender.send(hello())
    assert {"auth", "mail"}.isdisjoint(sink.commands)


def test_an_unknown_authority_stops_everything(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with (
        serving("127.0.0.1") as sink,
        opened(sink, tmp_path, "starttls") as sender,
        pytest.raises(SetupError, match="certificate that does not hold"),
    ):
        sender.send(hello())


def test_a_server_that_hides_starttls_gets_neither_password_nor_message(tmp_path: Path) -> None:
    with (
        SmtpSink(login=("shop", "right")) as sink,
        opened(sink, tmp_path, "starttls") as sender,
        pytest.raises(SetupError, match="does not offer what starttls"),
    ):
        sender.send(hello())
    assert {"auth", "mail"}.isdisjoint(sink.commands)
