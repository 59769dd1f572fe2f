"""A channel that hands e-mails to an SMTP server."""

from __future__ import annotations

import ipaddress
import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing, build_email, email_address
from smartcom_kernel.channels.smtp_session import CLOSING, Session, refused, words
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, SetupError

NO_CONNECTION = "connection"
NO_ANSWER = "no answer"


@CHANNELS.register
class SmtpChannel(Channel):
    """Hands e-mails to an SMTP server."""

    kind: ClassVar[str] = "smtp"
    example: ClassVar[dict[str, Any]] = {
        "host": "smtp.shop.example",
        "user": "shop",
        "password_env": "SHOP_SMTP_PASSWORD",
        "sender": "news@shop.example",
    }
    media: ClassVar[frozenset[str]] = frozenset({"email"})
    idempotent: ClassVar[bool] = False

    host: str = Field(min_length=1)
    """Name or address of the server."""
    port: int = Field(587, ge=1, le=65535)
    """Its port: 587 for `starttls`, 465 for `tls`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; `none` only to a server on this machine."""
    user: str = ""
    """Name to log in with; without one, no login."""
    password_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable that holds the password."""
    sender: str
    """Address e-mails come from."""
    sender_name: str = ""
    """Name that people see as the sender."""
    timeout_seconds: float = Field(60, gt=0, le=600)
    """How long to wait for a connection and for each answer."""
    final_timeout_seconds: float = Field(600, gt=0, le=3600)
    """How long to wait for the answer to a whole message; ten minutes after RFC 5321, 4.5.3.2.6."""

    @field_validator("sender")
    @classmethod
    def _sender_is_an_address(cls, sender: str) -> str:
        try:
            return email_address(sender)
        except DeliveryError as error:
            raise ValueError(str(error)) from None

    @model_validator(mode="after")
    def _secrets_stay_secret(self) -> SmtpChannel:
        if self.security == "none" and not _is_this_machine(self.host):
            raise ValueError(f"security: none would send everything readable to {self.host}; use starttls or tls")
        if bool(self.user) != bool(self.password_env):
            raise ValueError("user and password_env go together")
        return self

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[SmtpSender]:  # noqa: ARG002
        """A sender that keeps one connection and renews it when it breaks."""
        if self.password_env and not secrets.get(self.password_env):
            raise SetupError(f"the password of {self.user} at {self.host} is missing: set {self.password_env}")
        sender = SmtpSender(self, SecretStr(secrets.get(self.password_env, "")))
        try:
            yield sender
        finally:
            sender.close()

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        if lang == "ru":
            return f"отправляет e-mail через {self.host} от имени {self.sender}"
        return f"sends e-mail through {self.host} as {self.sender}"


class SmtpSender(Sender):
    """Sends over one connection at a time; opened with the first message.

    Args:
        channel: Where and as whom.
        password: Of the channel's user.
    """

    def __init__(self, channel: SmtpChannel, password: SecretStr) -> None:
        self._channel = channel
        self._password = password
        self._session: Session | None = None

    def send(self, outgoing: Outgoing) -> Accepted:
        """Send one e-mail; see `Sender.send`. Where a failure happens decides what it means.

        Before the dot that ends the message: it was not accepted. From the dot on, without an answer: uncertain.
        """
        channel = self._channel
        content = build_email(outgoing, sender=channel.sender, sender_name=channel.sender_name)
        recipient = email_address(outgoing.address)
        try:
            session = self._begun()
            with self._before_the_dot(session):
                session.ask(f"RCPT TO:<{recipient}>", 250)
                session.ask("DATA", 354)
                session.hand_over(content)
            return self._finished(session)
        except (DeliveryError, SetupError):
            raise
        except BaseException:  # an interrupt may have cut an exchange in two
            self._drop()
            raise

    def close(self) -> None:
        """Take leave of the server."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError):
                session.quit()
            session.close()

    def _begun(self) -> Session:
        """A session that has answered to MAIL; a connection that ended while it was idle is renewed once."""
        start = f"MAIL FROM:<{self._channel.sender}>"
        if self._session is not None:
            used = self._session
            try:
                with self._before_the_dot(used):
                    used.ask(start, 250)
                return used
            except DeliveryError:
                if self._session is not None:
                    raise
        self._session = fresh = _connected(self._channel, self._password)
        with self._before_the_dot(fresh):
            fresh.ask(start, 250)
        return fresh

    @contextmanager
    def _before_the_dot(self, session: Session) -> Iterator[None]:
        """Where every failure leaves the message unaccepted; a connection that cannot go on is given up."""
        try:
            yield
        except DeliveryError as error:
            if error.code.startswith(CLOSING) or not _is_reset(session):
                self._drop()
            raise
        except OSError as error:
            self._drop()
            raise DeliveryError(f"the connection broke: {error}", code=NO_CONNECTION, retryable=True) from error

    def _finished(self, session: Session) -> Accepted:
        try:
            code, text = session.finish(self._channel.final_timeout_seconds)
        except OSError as error:
            self._drop()
            raise DeliveryError(f"no answer to a whole message: {error}", code=NO_ANSWER, uncertain=True) from error
        if 200 <= code <= 299:
            return Accepted(words(text))
        if str(code) == CLOSING or not 400 <= code <= 599:
            self._drop()
        if not 400 <= code <= 599:
            raise DeliveryError("the answer to a whole message makes no sense", code=NO_ANSWER, uncertain=True)
        raise refused(code, text)

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


def _connected(channel: SmtpChannel, password: SecretStr) -> Session:
    """A session after greeting, TLS and login.

    Raises:
        SetupError: The server turns us away for good, or the certificate, the password or what it offers stands in
            the way of every message.
        DeliveryError: The server cannot be reached, or asks us to come later.
    """
    tls = ssl.create_default_context() if channel.security != "none" else None
    session = None
    try:
        implicit = tls if channel.security == "tls" else None
        session = Session(channel.host, channel.port, timeout=channel.timeout_seconds, tls=implicit)
        _introduce(session)
        if tls is not None and channel.security == "starttls":
            session.secure(tls)
        if channel.user:
            session.login(channel.user, password.get_secret_value())
    except (OSError, UnicodeEncodeError) as error:
        if session is not None:
            session.close()
        raise _unconnected(channel, error) from None  # the frames below hold the password
    return session


def _is_reset(session: Session) -> bool:
    try:
        session.ask("RSET", 250)
    except (OSError, DeliveryError):
        return False
    return True


def _introduce(session: Session) -> None:
    code, text = session.ehlo()
    if code != 250:
        raise smtplib.SMTPHeloError(code, text)


def _unconnected(channel: SmtpChannel, error: Exception) -> DeliveryError | SetupError:
    where = f"{channel.host}:{channel.port}"
    match error:
        case UnicodeEncodeError():
            return SetupError(f"the user or the password for {where} has letters that cannot be sent; use ASCII")
        case ssl.SSLCertVerificationError():
            return SetupError(f"{where} shows a certificate that does not hold: {error.verify_message}")
        case smtplib.SMTPAuthenticationError() if 500 <= error.smtp_code <= 599:
            said = f"{error.smtp_code} {words(error.smtp_error)}"
            return SetupError(f"{where} does not let {channel.user} in ({said}): check {channel.password_env}")
        case smtplib.SMTPResponseException() if 500 <= error.smtp_code <= 599:
            said = f"{error.smtp_code} {words(error.smtp_error)}"
            return SetupError(f"{where} turns us away ({said}); ask whoever runs it to let us send")
        case smtplib.SMTPResponseException():
            return refused(error.smtp_code, error.smtp_error)
        case smtplib.SMTPServerDisconnected():
            return DeliveryError(f"{where} hung up: {error}", code=NO_CONNECTION, retryable=True)
        case smtplib.SMTPException():
            return SetupError(f"{where} does not offer what {channel.security} and a login need: {error}")
    return DeliveryError(f"{where} cannot be reached: {error}", code=NO_CONNECTION, retryable=True)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
