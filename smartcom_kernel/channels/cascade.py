"""A channel that tries one way, and where that does not reach the person, another: Viber, then SMS."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema, model_validator

from smartcom_kernel.channels.channel import CHANNELS, Accepted, Channel, Sender
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.channels.report import Callback, OptOut, Report
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DeliveryError, NotAuthentic

AnyChannel = Annotated[
    SerializeAsAny[Channel],
    BeforeValidator(CHANNELS.parse),
    WithJsonSchema({"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}),
]
SMS = "sms"
Said = TypeVar("Said", Report, Report | OptOut)


@CHANNELS.register
class CascadeChannel(Channel):
    """Hands each message to the first channel, and to the second where it is refused or not delivered in time."""

    kind: ClassVar[str] = "cascade"
    example: ClassVar[dict[str, Any]] = {
        "first": {"kind": "http_sms", "preset": "smsc", "sender": "MyShop", "login_env": "SHOP_SMSC_LOGIN",
                  "password_env": "SHOP_SMSC_PASSWORD", "parameters": {"viber": "1"},
                  "callback_secret_env": "SHOP_SMSC_RECEIPTS"},
        "then": {"kind": "http_sms", "preset": "smsc", "sender": "MyShop", "login_env": "SHOP_SMSC_LOGIN",
                 "password_env": "SHOP_SMSC_PASSWORD"},
        "after_minutes": 15,
    }  # fmt: skip
    media: ClassVar[frozenset[str]] = frozenset({SMS})
    idempotent: ClassVar[bool] = False
    tells: ClassVar[bool] = True

    first: AnyChannel
    """Through what each message leaves first, with its settings; it must tell when a message was delivered."""
    then: AnyChannel
    """Through what it leaves where the first did not deliver it."""
    after_minutes: int = Field(15, ge=1, le=2880)
    """How long the first has to deliver a message."""

    @model_validator(mode="after")
    def _carries_sms(self) -> CascadeChannel:
        for name, leg in (("first", self.first), ("then", self.then)):
            if isinstance(leg, CascadeChannel) or SMS not in leg.media:
                raise ValueError(f"{name}: {leg.kind} carries no SMS")
        if not self.first.learns:
            raise ValueError(
                f"first: {self.first.kind}, as it is set, never learns that a message was delivered; "
                "everybody would get both"
            )
        return self

    @contextmanager
    def open(self, workspace: Path, secrets: Mapping[str, str] = os.environ) -> Iterator[CascadeSender]:
        """A sender into both; a secret that is missing is told before anything is sent."""
        with self.first.open(workspace, secrets) as first, self.then.open(workspace, secrets) as then:
            yield CascadeSender((first, then), timedelta(minutes=self.after_minutes))

    def hear(self, callback: Callback, secrets: Mapping[str, str] = os.environ) -> Sequence[Report | OptOut]:
        """What either provider tells; see `Channel.hear`."""
        try:
            return [_of_leg(1, report) for report in self.first.hear(callback, secrets)]
        except NotAuthentic as refused:
            try:
                return [_of_leg(2, report) for report in self.then.hear(callback, secrets)]
            except NotAuthentic as refused_too:
                raise NotAuthentic(f"first: {refused}; then: {refused_too}") from None

    def describe(self, lang: Lang = "en") -> str:
        """This channel in one sentence."""
        first, then = self.first.describe(lang), self.then.describe(lang)
        if lang == "ru":
            return f"{first}; что не доставлено за {self.after_minutes} мин: {then}"
        return f"{first}; what is not delivered within {self.after_minutes} minutes: {then}"


class CascadeSender(Sender):
    """Sends each message by the leg that it is at.

    Args:
        legs: A sender for each of the two.
        patience: How long the first has.
    """

    def __init__(self, legs: tuple[Sender, Sender], patience: timedelta) -> None:
        self._legs = legs
        self._patience = patience
        self.at_once = min(leg.at_once for leg in legs)

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over one message; see `Sender.send`. What the first leg refuses says nothing of the phone number."""
        if outgoing.leg > 1:
            return self._legs[1].send(outgoing)
        try:
            answer = self._legs[0].send(outgoing)
        except DeliveryError as refused:
            raise DeliveryError(
                str(refused), code=refused.code, retryable=refused.retryable, uncertain=refused.uncertain,
                retry_after_seconds=refused.retry_after_seconds, has_next_leg=True,
            ) from refused  # fmt: skip
        return replace(answer, falls_back_after=self._patience)

    def expect(self, outgoing: Outgoing) -> None:
        """See `Sender.expect`."""
        self._legs[min(outgoing.leg, 2) - 1].expect(outgoing)

    def reports(self) -> Sequence[Report | OptOut]:
        """What both providers have said."""
        return [_of_leg(n, said) for n, leg in enumerate(self._legs, start=1) for said in leg.reports()]


def _of_leg(leg: int, said: Said) -> Said:
    """What is told of a message, with the leg it is told of; of the first leg it says nothing of the phone number."""
    if not isinstance(said, Report):
        return said
    return replace(said, event_id=f"{leg}/{said.event_id}", leg=leg, quality=said.quality if leg > 1 else 0)
