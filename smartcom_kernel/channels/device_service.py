"""Services that reach devices and chats by addresses of their own, and channels that choose among them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema, field_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import Callback, OptOut, Report
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic


class DeviceService(Channel):
    """A service that carries messages to devices or chats of its own."""

    idempotent: ClassVar[bool] = False
    provider: ClassVar[str]
    """What stands before the ``:`` in an address of a device."""

    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> AbstractContextManager[Sender]:
        """See `Channel.open`."""
        raise NotImplementedError(f"{type(self).__name__} must open")

    @classmethod
    def checked_address(cls, address: str) -> str:
        """The address of a device as this service writes it.

        Raises:
            DeliveryError: It is none; its quality says so.
        """
        raise NotImplementedError(f"{cls.__name__} must check addresses")

    @classmethod
    def device_of(cls, outgoing: Outgoing) -> str:
        """The address that the service knows: what stands behind ``fcm:``.

        Raises:
            DeliveryError: The message goes to a device of another service, or the address is none.
        """
        provider, _, address = outgoing.address.partition(":")
        if provider != cls.provider:
            raise DeliveryError(f"{cls.kind} carries nothing to a device of {provider!r}", code="other provider")
        return cls.checked_address(address)


def _service(data: Any) -> DeviceService:
    channel = CHANNELS.parse(data)
    if not isinstance(channel, DeviceService):
        raise ValueError(f"{channel.kind} is no service for pushes or messengers")
    return channel


AnyService = Annotated[
    SerializeAsAny[DeviceService],
    BeforeValidator(_service),
    WithJsonSchema({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}),
]


class RoutedChannel(Channel):
    """Hands each message to the service that its address names."""

    idempotent: ClassVar[bool] = False
    service: ClassVar[type[DeviceService]]
    """Which services it takes."""
    words: ClassVar[str]
    """What people call what these carry."""

    through: tuple[AnyService, ...] = Field(min_length=1)
    """The services, each with its settings."""

    @field_validator("through")
    @classmethod
    def _each_once(cls, through: tuple[DeviceService, ...]) -> tuple[DeviceService, ...]:
        if strange := [service.kind for service in through if not isinstance(service, cls.service)]:
            raise ValueError(f"{', '.join(strange)} is no service for {cls.words}")
        kinds = [service.kind for service in through]
        if len(set(kinds)) < len(kinds):
            raise ValueError("names a service twice")
        return through

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[RoutedSender]:
        """A sender into all of them; a secret that is missing is told before anything is sent."""
        with ExitStack() as opened:
            yield RoutedSender({s.provider: opened.enter_context(s.open(workspace, secrets)) for s in self.through})

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report | OptOut]:
        """What the service tells that can prove that it calls; see `Channel.hear`."""
        refusals = []
        for service in self.through:
            try:
                return service.hear(callback, secrets)
            except NotAuthentic as refused:
                refusals.append(f"{service.kind}: {refused}")
        raise NotAuthentic("; ".join(refusals))

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "; ".join(service.describe(lang) for service in self.through)


class RoutedSender(Sender):
    """Sends each message by the service that its address names.

    Args:
        senders: A sender for each provider.
    """

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self._senders = senders

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one message; see `Sender.send`."""
        provider = outgoing.address.partition(":")[0]
        if provider not in self._senders:
            raise DeliveryError(f"no service for devices of {provider!r} is set", code="other provider")
        return self._senders[provider].send(outgoing)
