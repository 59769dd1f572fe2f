"""A channel that hands SMS to an SMS centre by SMPP 3.4."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.channels.smpp_receipt import ReceiptIds, is_receipt, opt_out_of, own_id, report_of
from smartcom_kernel.channels.smpp_session import Incoming, Session
from smartcom_kernel.channels.smpp_status import NOT_BOUND, bind_refusal, refusal
from smartcom_kernel.channels.smpp_text import Coded, encoded
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock, SystemClock, TimeZone
from smartcom_kernel.core.errors import DeliveryError, SetupError

NUMBER = re.compile(r"\+?([1-9][0-9]{6,14})")  # E.164
ASCII = r"^[\x21-\x7e]*$"
NO_CONNECTION = "connection"
NO_ANSWER = "no answer"
PARTLY = "partly"
FORMAT_ERROR = 31
INTERFACE = 0x34
HAS_HEADER = 0x40
FINAL_RECEIPT = 0x01
E164_TON = E164_NPI = 1
LONGEST_PASSWORD = 8
PART_AGAIN_SECONDS = 1.0
LISTEN_SECONDS = 0.2


@CHANNELS.register
class SmppChannel(Channel):
    """Hands SMS to an SMS centre by SMPP 3.4, and hears what becomes of them."""

    kind: ClassVar[str] = "smpp"
    example: ClassVar[dict[str, Any]] = {
        "host": "smpp.provider.example",
        "system_id": "shop",
        "password_env": "SHOP_SMPP_PASSWORD",
        "source": "MyShop",
    }
    media: ClassVar[frozenset[str]] = frozenset({"sms"})
    idempotent: ClassVar[bool] = False
    tells: ClassVar[bool] = True

    host: str = Field(min_length=1)
    """Name or address of the SMS centre."""
    port: int = Field(3550, ge=1, le=65535)
    """Its port: 3550 for `tls`, 2775 is usual without."""
    security: Literal["tls", "none"] = "tls"
    """How the connection is encrypted; `none` only to this machine, where a tunnel to the provider may begin."""
    system_id: str = Field(min_length=1, max_length=15, pattern=ASCII)
    """Name to log in with."""
    password_env: str = Field(pattern="^[A-Z0-9_]+$")
    """Environment variable that holds the password, of at most eight characters."""
    system_type: str = Field("", max_length=12, pattern=ASCII)
    """What some providers ask for beside the name."""
    source: str = Field(min_length=1, max_length=20, pattern=r"^[\x20-\x7e]+$")
    """Who people see as the sender: a name of at most eleven letters, or a number."""
    source_ton: int = Field(5, ge=0, le=6)
    """Type of that sender: 5 for a name, 1 for an international number, 3 for a short number."""
    source_npi: int = Field(0, ge=0, le=18)
    """Numbering plan of that sender: 0 for a name, 1 for a number."""
    long_messages: Literal["parts", "payload"] = "parts"
    """Who cuts long messages: we into `parts`, or the SMS centre, which gets a `payload` and tells of it as of one."""
    messages_per_second: float = Field(10, gt=0, le=1000)
    """How many messages, each part for itself, the SMS centre takes in a second."""
    timeout_seconds: float = Field(30, gt=0, le=600)
    """How long to wait for a connection and for each answer."""
    enquire_link_seconds: float = Field(30, gt=0, le=3600)
    """After how long a silence the connection is tried before a message is trusted to it."""
    receipt_ids: ReceiptIds = "same"
    """How receipts write the id of a message: as the answer did, or as another kind of number."""
    receipt_zone: TimeZone = "UTC"
    """Time zone of the dates in receipts."""
    no_such_number: tuple[str, ...] = ()
    """Values of `err` in receipts by which your provider says that a number does not exist, such as `001`."""
    stop_words: tuple[str, ...] = ("STOP", "UNSUBSCRIBE", "СТОП", "ОТПИСКА", "ОТПИСАТЬСЯ")
    """What people write back to get no more; nothing else may stand in their message."""

    @model_validator(mode="after")
    def _secrets_stay_secret(self) -> SmppChannel:
        if self.security == "none" and not _is_this_machine(self.host):
            raise ValueError(f"security: none would send everything readable to {self.host}; use tls or a tunnel")
        return self

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[SmppSender]:  # noqa: ARG002
        """A sender that keeps one connection and renews it when it breaks."""
        password = secrets.get(self.password_env, "")
        if not password:
            raise SetupError(f"the password of {self.system_id} at {self.host} is missing: set {self.password_env}")
        if len(password) > LONGEST_PASSWORD or not password.isascii():
            raise SetupError(
                f"{self.password_env} must hold at most {LONGEST_PASSWORD} ASCII characters (SMPP 3.4, 5.2.2)"
            )
        sender = SmppSender(self, SecretStr(password))
        try:
            yield sender
        except BaseException:
            sender.drop()
            raise
        sender.close()

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        if lang == "ru":
            return f"отправляет SMS через {self.host} от имени {self.source}"
        return f"sends SMS through {self.host} as {self.source}"


class SmppSender(Sender):
    """Sends over one connection at a time; opened with the first message, or to listen.

    Args:
        channel: Where and as whom.
        password: Of the channel's `system_id`.
        clock: Dates what is heard.
    """

    def __init__(self, channel: SmppChannel, password: SecretStr, clock: Clock | None = None) -> None:
        self._channel = channel
        self._password = password
        self._clock = clock or SystemClock()
        self._session: Session | None = None
        self._sends = False
        self._next_at = 0.0

    def send(self, outgoing: Outgoing) -> Accepted:
        """Send one SMS; see `Sender.send`. Where a failure happens decides what it means.

        Before the last octet of the first part has left: it was not accepted. After it, without an answer: uncertain.
        Parts leave one after the other; once one was accepted, a refusal of another leaves a message that is
        neither sent nor unsent: uncertain. The id is that of the last part, and so is the receipt.
        """
        self._sends = True
        requests = self._requests(outgoing)
        session = self._ready()
        message_id = ""
        for number, fields in enumerate(requests):
            try:
                message_id = self._submitted(session, fields, begun=number > 0)
            except (DeliveryError, SetupError) as error:
                if number == 0:
                    raise
                raise DeliveryError(
                    f"{number} of {len(requests)} parts were accepted, then: {error}", code=PARTLY, uncertain=True
                ) from error
            except BaseException:  # an interrupt may have cut an exchange in two
                self.drop()
                raise
        return Accepted(own_id(message_id, self._channel.receipt_ids))

    def reports(self) -> Sequence[Report | OptOut]:
        """Receipts, and what people wrote back; the SMS centre keeps each until this is asked again or all is closed.

        Nothing is waited for while messages are being sent; one that only listens connects, and waits for a moment.

        Raises:
            DeliveryError, SetupError: As `send` does; only where nothing was sent yet.
        """
        try:
            if self._session is None and not self._sends:
                self._session = _connected(self._channel, self._password)
            if self._session is None:
                return ()
            self._session.confirm()
            self._session.serve(0 if self._sends else LISTEN_SECONDS)
        except OSError:
            self.drop()  # what was not confirmed will be told again
            return ()
        heard_at = self._clock.now()
        told = (self._heard(incoming, heard_at) for incoming in self._session.take())
        return [said for said in told if said is not None]

    def close(self) -> None:
        """Say that all that was told is safe, and take leave."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(OSError):
                session.confirm()
            session.unbind()

    def drop(self) -> None:
        """Close without a word; the next message opens another connection."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _heard(self, incoming: Incoming, heard_at: datetime) -> Report | OptOut | None:
        channel = self._channel
        if is_receipt(incoming):
            return report_of(
                incoming, ids=channel.receipt_ids, zone=channel.receipt_zone, no_such_number=channel.no_such_number,
                heard_at=heard_at,
            )  # fmt: skip
        return opt_out_of(incoming, stop_words=channel.stop_words, heard_at=heard_at)

    def _ready(self) -> Session:
        """A session that is bound; one that ended while it was idle is renewed."""
        if self._session is not None:
            try:
                self._session.serve()
                if time.monotonic() - self._session.last_heard > self._channel.enquire_link_seconds:
                    self._session.ask("enquire_link")
                return self._session
            except OSError:
                self.drop()
        self._session = _connected(self._channel, self._password)
        return self._session

    def _submitted(self, session: Session, fields: Mapping[str, Any], *, begun: bool) -> str:
        """The id of one part; one of a message that has begun to leave is offered again while it is refused for now."""
        deadline = time.monotonic() + self._channel.timeout_seconds
        while True:
            status, message_id = self._answered(session, fields)
            if status == 0:
                return message_id
            error = refusal(status, where=_where(self._channel))
            if status == NOT_BOUND:
                self.drop()
            temporary = isinstance(error, DeliveryError) and error.retryable and status != NOT_BOUND
            if not (begun and temporary) or time.monotonic() + PART_AGAIN_SECONDS > deadline:
                raise error
            self._next_at = time.monotonic() + PART_AGAIN_SECONDS

    def _answered(self, session: Session, fields: Mapping[str, Any]) -> tuple[int, str]:
        try:
            session.serve(max(self._next_at - time.monotonic(), 0))
            while (early := self._next_at - time.monotonic()) > 0:
                session.serve(early)
            sequence = session.put("submit_sm", **fields)
        except OSError as error:
            self.drop()
            raise DeliveryError(f"the connection broke: {error}", code=NO_CONNECTION, retryable=True) from error
        self._next_at = time.monotonic() + 1 / self._channel.messages_per_second
        try:
            answer = session.answer(sequence)
        except OSError as error:
            self.drop()
            raise DeliveryError(f"no answer to a whole message: {error}", code=NO_ANSWER, uncertain=True) from error
        return answer.status, answer.message_id

    def _requests(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        """The fields of each submit_sm; only the last part asks for a receipt."""
        number = NUMBER.fullmatch(outgoing.address)
        if number is None:
            raise DeliveryError(
                f"{outgoing.address!r} is no phone number such as +79000000000", code="address", quality=FORMAT_ERROR
            )
        coded = encoded(outgoing.text)
        shared = {
            "service_type": "", "source_addr_ton": self._channel.source_ton,
            "source_addr_npi": self._channel.source_npi, "source_addr": self._channel.source,
            "dest_addr_ton": E164_TON, "dest_addr_npi": E164_NPI,
            "destination_addr": number[1], "validity_period": _until(outgoing.expires_at),
            "data_coding": coded.data_coding, "schedule_delivery_time": "",
        }  # fmt: skip
        contents = self._contents(coded, outgoing.key)
        last = len(contents) - 1
        return [
            {**shared, **content, "registered_delivery": FINAL_RECEIPT if place == last else 0}
            for place, content in enumerate(contents)
        ]

    def _contents(self, coded: Coded, key: str) -> list[dict[str, Any]]:
        if len(coded.parts) == 1:
            return [{"short_message": coded.parts[0]}]
        if self._channel.long_messages == "payload":
            return [{"message_payload": coded.whole}]
        return [{"short_message": part, "esm_class": HAS_HEADER} for part in coded.with_headers(key)]


def _connected(channel: SmppChannel, password: SecretStr) -> Session:
    """A session that is bound to send and to hear.

    Raises:
        SetupError: Name, password or certificate stand in the way of every message.
        DeliveryError: The SMS centre cannot be reached, or lets nobody in now.
    """
    where = _where(channel)
    session = None
    try:
        tls = ssl.create_default_context() if channel.security == "tls" else None
        session = Session(channel.host, channel.port, timeout=channel.timeout_seconds, tls=tls)
        answer = session.ask(
            "bind_transceiver", system_id=channel.system_id, password=password.get_secret_value(),
            system_type=channel.system_type, interface_version=INTERFACE, addr_ton=0, addr_npi=0, address_range="",
        )  # fmt: skip
    except ssl.SSLCertVerificationError as error:
        raise SetupError(f"{where} shows a certificate that does not hold: {error.verify_message}") from None
    except OSError as error:
        if session is not None:
            session.close()
        # the frames below hold the password
        raise DeliveryError(f"{where} cannot be reached: {error}", code=NO_CONNECTION, retryable=True) from None
    if answer.status != 0:
        session.close()
        raise bind_refusal(answer.status, where=where)
    return session


def _until(expires_at: datetime | None) -> str:
    """An instant as SMPP writes it (7.1.1): to the tenth of a second, in UTC; nothing for its own limit."""
    return "" if expires_at is None else f"{expires_at.astimezone(UTC):%y%m%d%H%M%S}000+"


def _where(channel: SmppChannel) -> str:
    return f"{channel.host}:{channel.port}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
