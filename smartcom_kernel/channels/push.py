"""A channel that hands each push to the service its device belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema, field_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.push_service import PushService
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError


def _service(data: Any) -> PushService:
    channel = CHANNELS.parse(data)
    if not isinstance(channel, PushService):
        raise ValueError(f"{channel.kind} is no service for pushes")
    return channel


AnyService = Annotated[
    SerializeAsAny[PushService],
    BeforeValidator(_service),
    WithJsonSchema({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}),
]


@CHANNELS.register
class PushChannel(Channel):
    """Hands each push to the service its device belongs to."""

    kind: ClassVar[str] = "push"
    example: ClassVar[dict[str, Any]] = {"through": [{"kind": "fcm", "credentials_env": "SHOP_FCM_CREDENTIALS"}]}
    media: ClassVar[frozenset[str]] = frozenset({"push"})
    idempotent: ClassVar[bool] = False

    through: tuple[AnyService, ...] = Field(min_length=1)
    """The services, each with its settings."""

    @field_validator("through")
    @classmethod
    def _each_once(cls, through: tuple[PushService, ...]) -> tuple[PushService, ...]:
        kinds = [service.kind for service in through]
        if len(set(kinds)) < len(kinds):
            raise ValueError("names a service twice")
        return through

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[PushSender]:
        """A sender into all of them; a secret that is missing is told before anything is sent."""
        with ExitStack() as opened:
            yield PushSender({s.provider: opened.enter_context(s.open(workspace, secrets)) for s in self.through})

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        return "; ".join(service.describe(lang) for service in self.through)


class PushSender(Sender):
    """Sends each push by the provider that its address names.

    Args:
        senders: A sender for each provider.
    """

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self._senders = senders

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one push; see `Sender.send`."""
        provider = outgoing.address.partition(":")[0]
        if provider not in self._senders:
            raise DeliveryError(f"no service for devices of {provider!r} is set", code="other provider")
        return self._senders[provider].send(outgoing)
