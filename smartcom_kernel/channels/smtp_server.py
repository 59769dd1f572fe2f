"""An SMTP server to connect to: greeting, TLS, login, and what it means when one of them fails."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from smartcom_kernel.channels.smtp_session import NO_CONNECTION, Session, refused, words
from smartcom_kernel.core.errors import DeliveryError, SetupError

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class SmtpServer:
    """Where messages are handed over, and as whom.

    Args:
        host: Its name or address.
        port: Its port.
        security: How the connection is encrypted.
        timeout_seconds: How long to wait for a connection and for each answer.
        user: Name to log in with; without one, no login.
        password: The password.
        password_env: Where it came from, for the sentence that says it is wrong.
    """

    host: str
    port: int
    security: Security
    timeout_seconds: float
    user: str
    password: SecretStr
    password_env: str

    def connected(self) -> Session:
        """A session after greeting, TLS and login.

        Raises:
            SetupError: The server turns us away for good, or the certificate, the password or what it offers stands
                in the way of every message.
            DeliveryError: The server cannot be reached, or asks us to come later.
        """
        tls = ssl.create_default_context() if self.security != "none" else None
        session = None
        try:
            implicit = tls if self.security == "tls" else None
            session = Session(self.host, self.port, timeout=self.timeout_seconds, tls=implicit)
            _introduce(session)
            if tls is not None and self.security == "starttls":
                session.secure(tls)
            if self.user:
                session.login(self.user, self.password.get_secret_value())
        except (OSError, UnicodeEncodeError) as error:
            if session is not None:
                session.close()
            raise self._unconnected(error) from None  # the frames below hold the password
        except BaseException:
            if session is not None:
                session.close()
            raise
        return session

    def _unconnected(self, error: Exception) -> DeliveryError | SetupError:
        where = f"{self.host}:{self.port}"
        match error:
            case UnicodeEncodeError():
                return SetupError(f"the user or the password for {where} has letters that cannot be sent; use ASCII")
            case ssl.SSLCertVerificationError():
                return SetupError(f"{where} shows a certificate that does not hold: {error.verify_message}")
            case smtplib.SMTPAuthenticationError() if 500 <= error.smtp_code <= 599:
                said = f"{error.smtp_code} {words(error.smtp_error)}"
                return SetupError(f"{where} does not let {self.user} in ({said}): check {self.password_env}")
            case smtplib.SMTPResponseException() if 500 <= error.smtp_code <= 599:
                said = f"{error.smtp_code} {words(error.smtp_error)}"
                return SetupError(f"{where} turns us away ({said}); ask whoever runs it to let us send")
            case smtplib.SMTPResponseException():
                return refused(error.smtp_code, error.smtp_error)
            case smtplib.SMTPServerDisconnected():
                return DeliveryError(f"{where} hung up: {error}", code=NO_CONNECTION, retryable=True)
            case smtplib.SMTPException():
                return SetupError(f"{where} does not offer what {self.security} and a login need: {error}")
        return DeliveryError(f"{where} cannot be reached: {error}", code=NO_CONNECTION, retryable=True)


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine we run on, so that nothing travels."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _introduce(session: Session) -> None:
    code, text = session.ehlo()
    if code != 250:
        raise smtplib.SMTPHeloError(code, text)
