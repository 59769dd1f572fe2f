"""A channel that hands e-mails to an SMTP server."""

from __future__ import annotations

import ipaddress
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel
from smartcom_kernel.channels.message import Outgoing, build_email, email_address
from smartcom_kernel.channels.smtp_session import CLOSING, Session, refused
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, SetupError

NO_CONNECTION = "connection"
NO_ANSWER = "no answer"


@CHANNELS.register
class SmtpChannel(Channel):
    """Hands e-mails to an SMTP server."""

    kind: ClassVar[str] = "smtp"
    example: ClassVar[dict[str, Any]] = {
        "host": "smtp.shop.example", "user": "shop", "password_env": "SHOP_SMTP_PASSWORD", "sender": "news@shop.example",
    }  # fmt: skip
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
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[SmtpSender]:
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


class SmtpSender:
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
            self._offer(session, recipient, content)
            return self._finish(session)
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
            try:
                self._session.ask(start, 250)
                return self._session
            except DeliveryError as error:
                if not error.code.startswith(str(CLOSING)):
                    self._reset(self._session)
                    raise
                self._drop()
            except OSError:
                self._drop()
        self._session = _connected(self._channel, self._password)
        self._before_the_dot(self._session, lambda session: session.ask(start, 250))
        return self._session

    def _offer(self, session: Session, recipient: str, content: bytes) -> None:
        self._before_the_dot(session, lambda s: s.ask(f"RCPT TO:<{recipient}>", 250))
        self._before_the_dot(session, lambda s: s.ask("DATA", 354))
        self._before_the_dot(session, lambda s: s.hand_over(content))

    def _before_the_dot(self, session: Session, step: Callable[[Session], None]) -> None:
        try:
            step(session)
        except DeliveryError:
            self._reset(session)
            raise
        except OSError as error:
            self._drop()
            raise DeliveryError(f"the connection broke: {error}", code=NO_CONNECTION, retryable=True) from error

    def _finish(self, session: Session) -> Accepted:
        try:
            code, text = session.finish(self._channel.final_timeout_seconds)
        except OSError as error:
            self._drop()
            raise DeliveryError(f"no answer to a whole message: {error}", code=NO_ANSWER, uncertain=True) from error
        if 200 <= code <= 299:
            return Accepted(text.decode("utf-8", "replace")[:200])
        if code == CLOSING or not 400 <= code <= 599:
            self._drop()
        if not 400 <= code <= 599:
            raise DeliveryError(f"nonsense in answer to a whole message: {code}", code=NO_ANSWER, uncertain=True)
        raise refused(code, text)

    def _reset(self, session: Session) -> None:
        """Make the connection ready for the next message, or give it up."""
        try:
            session.ask("RSET", 250)
        except (OSError, DeliveryError):
            self._drop()

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


def _connected(channel: SmtpChannel, password: SecretStr) -> Session:
    """A session after greeting, TLS and login.

    Raises:
        SetupError: The certificate, the password or what the server offers stands in the way of every message.
        DeliveryError: The server cannot be reached or refuses.
    """
    where = f"{channel.host}:{channel.port}"
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
    except Exception as error:
        if session is not None:
            session.close()
        raise _unconnected(where, channel, error) from error
    return session


def _introduce(session: Session) -> None:
    code, text = session.ehlo()
    if code != 250:
        raise smtplib.SMTPHeloError(code, text)


def _unconnected(where: str, channel: SmtpChannel, error: Exception) -> DeliveryError | SetupError:
    match error:
        case ssl.SSLCertVerificationError():
            return SetupError(f"{where} shows a certificate that does not hold: {error.verify_message}")
        case smtplib.SMTPAuthenticationError() if 500 <= error.smtp_code <= 599:
            words = bytes(error.smtp_error).decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
            return SetupError(
                f"{where} does not let {channel.user} in ({error.smtp_code} {words}): check {channel.password_env}"
            )
        case smtplib.SMTPResponseException():
            return refused(error.smtp_code, error.smtp_error)
        case smtplib.SMTPServerDisconnected():
            return DeliveryError(f"{where} hung up: {error}", code=NO_CONNECTION, retryable=True)
        case smtplib.SMTPException():
            return SetupError(f"{where} does not offer what {channel.security} and a login need: {error}")
        case UnicodeEncodeError():
            return SetupError(f"the user or the password for {where} has letters that cannot be sent; use ASCII")
        case OSError():
            return DeliveryError(f"{where} cannot be reached: {error}", code=NO_CONNECTION, retryable=True)
        case _:
            raise error


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
