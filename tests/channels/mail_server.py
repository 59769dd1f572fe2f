"""An SMTP server that is not ours: aiosmtpd as it comes, with TLS and a login."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from smartcom_kernel.channels.smtp import SmtpChannel


class Mailbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.arrived.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 OK"


class MailServer(Controller):  # type: ignore[misc] # aiosmtpd has no types
    """Listens on a free port; nobody says anything before TLS and a login."""

    def __init__(self, tls: ssl.SSLContext, login: tuple[str, str]) -> None:
        self.mailbox = Mailbox()
        self.login = login
        super().__init__(
            self.mailbox, hostname="127.0.0.1", port=0, tls_context=tls, require_starttls=True, auth_required=True,
            authenticator=self._knows,
        )  # fmt: skip

    @property
    def arrived(self) -> list[tuple[str, list[str], bytes]]:
        """Envelope sender, recipients and bytes of each message."""
        return self.mailbox.arrived

    def channel(self, **more: Any) -> SmtpChannel:
        """A channel to it."""
        fields = {"sender": "news@shop.example", "user": self.login[0], "password_env": "SHOP_PASSWORD"}
        return SmtpChannel.model_validate(
            {"host": "127.0.0.1", "port": self.port, "timeout_seconds": 5, **fields, **more}
        )

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def _knows(self, _server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self.login, handled=False)


@contextmanager
def running(tls: ssl.SSLContext, login: tuple[str, str] = ("shop", "right")) -> Iterator[MailServer]:
    """Such a server, for as long as the context lasts."""
    server = MailServer(tls, login)
    server.start()
    try:
        yield server
    finally:
        server.stop()
