"""A channel that hands e-mails to an SMTP server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Channel
from smartcom_kernel.channels.dkim_key import DkimKey, aligned
from smartcom_kernel.channels.message import Outgoing, build_email, email_address, own_address
from smartcom_kernel.channels.return_path import LONGEST_OWN_PART, return_path
from smartcom_kernel.channels.smtp_pool import Pool
from smartcom_kernel.channels.smtp_sender import Envelope, SmtpSender
from smartcom_kernel.channels.smtp_server import Security, SmtpServer, is_this_machine
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, SetupError

DOMAIN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]$"
NOT_OURS = "5.7.1"


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
    security: Security = "starttls"
    """How the connection is encrypted; `none` only to a server on this machine."""
    user: str = ""
    """Name to log in with; without one, no login."""
    password_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable that holds the password."""
    sender: str
    """Address e-mails come from."""
    sender_name: str = ""
    """Name that people see as the sender."""
    sender_domains: tuple[Annotated[str, Field(pattern=DOMAIN)], ...] = ()
    """Further domains that mailings may send from, beside that of `sender`."""
    bounce_address: str = ""
    """Where bounces go; each message has a return path of its own: this address with `+` and the message's key."""
    bounce_secret_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable that holds the secret by which return paths are told from invented ones."""
    dkim_domain: str = Field("", pattern=f"^$|{DOMAIN}")
    """Domain that signs (DKIM): that of `sender`, or one above or below it; without one, nothing is signed here."""
    dkim_selector: str = Field("", pattern="^$|^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$")
    """Which of that domain's keys signs."""
    dkim_key_env: str = Field("", pattern="^[A-Z0-9_]*$")
    """Environment variable that holds the private key, as PEM: RSA or Ed25519."""
    relay_signs: bool = False
    """Whether the server, or the one it hands e-mails to, signs them; then nothing needs to be signed here."""
    connections: int = Field(1, ge=1, le=50)
    """How many messages are handed over at once, each over a connection of its own."""
    messages_per_connection: int = Field(500, ge=1)
    """After how many messages a connection is renewed."""
    timeout_seconds: float = Field(60, gt=0, le=600)
    """How long to wait for a connection and for each answer."""
    final_timeout_seconds: float = Field(600, gt=0, le=3600)
    """How long to wait for the answer to a whole message; ten minutes after RFC 5321, 4.5.3.2.6."""

    @field_validator("sender", "bounce_address")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        try:
            return email_address(address) if address else address
        except DeliveryError as error:
            raise ValueError(str(error)) from None

    @model_validator(mode="after")
    def _fits_together(self) -> SmtpChannel:
        if self.security == "none" and not is_this_machine(self.host):
            raise ValueError(f"security: none would send everything readable to {self.host}; use starttls or tls")
        if bool(self.user) != bool(self.password_env):
            raise ValueError("user and password_env go together")
        if bool(self.bounce_address) != bool(self.bounce_secret_env):
            raise ValueError("bounce_address and bounce_secret_env go together")
        if len(self.bounce_address.partition("@")[0]) > LONGEST_OWN_PART:
            raise ValueError(f"bounce_address must have at most {LONGEST_OWN_PART} characters before the @")
        dkim = [self.dkim_domain, self.dkim_selector, self.dkim_key_env]
        if any(dkim) and not all(dkim):
            raise ValueError("dkim_domain, dkim_selector and dkim_key_env go together")
        for domain in self.domains if self.dkim_domain else ():
            if not aligned(self.dkim_domain, domain):
                raise ValueError(
                    f"a signature of {self.dkim_domain} says nothing of {domain}: dkim_domain must be that of every "
                    "sender, or one above or below it"
                )
        return self

    @property
    def domains(self) -> list[str]:
        """The domains that messages may come from."""
        return [self.sender.rpartition("@")[2], *self.sender_domains]

    def may_send_as(self, address: str) -> bool:
        """Whether the domain of an address is one of `domains`."""
        return address.rpartition("@")[2] in self.domains

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[SmtpSender]:  # noqa: ARG002
        """A sender that keeps its connections and renews them when they break."""
        password = SecretStr(_secret(secrets, self.password_env, f"the password of {self.user} at {self.host}"))
        server = SmtpServer(
            self.host, self.port, self.security, self.timeout_seconds, self.user, password, self.password_env
        )
        pool = Pool(server.connected, messages=self.messages_per_connection)
        sender = SmtpSender(
            self._writer(secrets), pool, at_once=self.connections, final_timeout_seconds=self.final_timeout_seconds
        )
        try:
            yield sender
        finally:
            sender.close()

    @property
    def signs(self) -> bool:
        """Whether e-mails are signed here or by the server."""
        return bool(self.dkim_domain) or self.relay_signs

    def specimen(self, outgoing: Outgoing, secrets: Mapping[str, str] = os.environ) -> bytes:
        """An e-mail as it would go on the wire; see `Channel.specimen`."""
        return self._writer(secrets)(outgoing).content

    def dkim_key(self, secrets: Mapping[str, str] = os.environ) -> DkimKey | None:
        """The key that signs; None where nothing is signed here.

        Raises:
            SetupError: It is missing, or none that can sign.
        """
        if not self.dkim_domain:
            return None
        pem = _secret(secrets, self.dkim_key_env, f"the key {self.dkim_selector} of {self.dkim_domain}")
        return DkimKey.read(pem, domain=self.dkim_domain, selector=self.dkim_selector, variable=self.dkim_key_env)

    def _writer(self, secrets: Mapping[str, str]) -> Callable[[Outgoing], Envelope]:
        dkim = self.dkim_key(secrets)
        secret = SecretStr(_secret(secrets, self.bounce_secret_env, f"the secret of {self.bounce_address}"))

        def write(outgoing: Outgoing) -> Envelope:
            path = own_address(outgoing.sender or self.sender)
            if path.rpartition("@")[2] not in self.domains:
                known = ", ".join(self.domains)
                raise DeliveryError(
                    f"{path} is of none of the domains of this channel ({known}); name its domain in sender_domains",
                    code=NOT_OURS,
                )
            if self.bounce_address:
                path = return_path(self.bounce_address, outgoing.key, secret.get_secret_value())
            content = build_email(outgoing, sender=self.sender, sender_name=self.sender_name, dkim=dkim)
            return Envelope(path, email_address(outgoing.address), content)

        return write

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        if lang == "ru":
            return f"отправляет e-mail через {self.host} от имени {self.sender}"
        return f"sends e-mail through {self.host} as {self.sender}"


def _secret(secrets: Mapping[str, str], name: str, what: str) -> str:
    """The secret of a name; nothing where there is no name.

    Raises:
        SetupError: There is no secret.
    """
    if name and not secrets.get(name):
        raise SetupError(f"{what} is missing: set {name}")
    return secrets[name] if name else ""
