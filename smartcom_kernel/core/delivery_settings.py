"""Settings of delivery: how messages are claimed and sent, and what keeps them back."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from smartcom_kernel.core.section import Medium, Section

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def quiet(hours: str) -> tuple[str, str] | None:
    """From when until when it is quiet; None where it never is.

    >>> quiet("21:00-09:00")
    ('21:00', '09:00')
    """
    return (hours[:5], hours[6:]) if hours else None


def _are_hours(hours: str) -> str:
    if hours and not HOURS.fullmatch(hours):
        raise ValueError(f"{hours!r} are no hours; write '21:00-09:00', or '' for none")
    if hours and hours[:5] == hours[6:]:
        raise ValueError(f"{hours!r} end when they begin; write '' where it is never quiet")
    return hours


class FrequencyCap(Section):
    """How many marketing messages one customer gets at most."""

    messages: int = Field(ge=1, le=1000)
    """So many."""
    per: Literal["day", "week"] = "day"
    """In a calendar day, or a week from Monday on, in the customer's time zone."""
    medium: Medium | Literal[""] = ""
    """Through this medium; through all together where it is empty."""
    category: str = ""
    """Of this category of mailings; of all together where it is empty."""


class RateLimit(Section):
    """How many messages leave at most in a minute, an hour or a day, all senders together."""

    messages: int = Field(ge=1, le=100_000_000)
    """So many."""
    per: Literal["minute", "hour", "day"] = "minute"
    """In a minute, an hour, or a day of the workspace's time zone."""
    medium: Medium | Literal[""] = ""
    """Through this medium; through all together where it is empty."""
    domain: Annotated[str, Field(pattern=r"^[a-z0-9.-]*$")] = ""
    """E-mails to this domain, in small letters: `gmail.com`; to all together where it is empty."""
    warm_up_from: date | None = None
    """The day on which a new sender begins with `warm_up_with` messages; on each next it may send twice as many."""
    warm_up_with: int = Field(50, ge=1)
    """How many messages leave on the first day of the warm-up; `per` is `day` then."""

    @model_validator(mode="after")
    def _warms_up_by_days(self) -> RateLimit:
        if self.warm_up_from is not None and self.per != "day":
            raise ValueError('a warm-up counts days: write per = "day"')
        if self.domain and self.medium not in ("", "email"):
            raise ValueError('only e-mails go to domains: write medium = "email"')
        return self

    def holds(self, medium: str, domain: str) -> bool:
        """Whether it speaks of a message through a medium to a domain."""
        return self.medium in ("", medium) and self.domain in ("", domain)

    def allowed(self, on: date) -> int:
        """How many messages it allows on a day: while a sender is warmed up, twice as many as on the day before."""
        if self.warm_up_from is None or self.messages <= self.warm_up_with:
            return self.messages
        days = max((on - self.warm_up_from).days, 0)
        return min(self.messages, self.warm_up_with << min(days, 40))


class Delivery(Section):
    """How messages are claimed and sent, and what keeps them back."""

    lease_seconds: int = Field(60, ge=5)
    """How long a sender may be silent before what it holds is taken from it."""
    batch: int = Field(500, ge=1, le=5000)
    """Messages claimed and rendered at a time."""
    window: int = Field(25, ge=1, le=1000)
    """Messages on the wire at a time: the most that one crash can leave uncertain."""
    attempts: int = Field(18, ge=1, le=100)
    """Tries of one message before it counts as failed."""
    on_uncertain: Literal["hold", "resend"] = "hold"
    """What happens to a message that may or may not have been accepted."""
    consent_default: bool = False
    """Whether we may write to a customer who has said neither yes nor no."""
    caps: list[FrequencyCap] = Field([], max_length=20)
    """`[[delivery.caps]]`: how many marketing messages one customer gets at most; each of them holds."""
    limits: list[RateLimit] = Field([], max_length=100)
    """`[[delivery.limits]]`: how fast messages leave at most; each of them holds."""
    quiet_hours: dict[Medium, Annotated[str, AfterValidator(_are_hours)]] = {
        "sms": "21:00-09:00", "push": "21:00-09:00", "messenger": "21:00-09:00", "call": "21:00-09:00",
    }  # fmt: skip
    """By medium from when until when marketing messages wait, in the customer's time zone; none where it is absent."""
    double_opt_in: list[Literal["email", "sms"]] = Field([], max_length=2)
    """Media in which marketing goes only to addresses that their owners have confirmed."""
    confirm_within_days: int = Field(7, ge=1, le=90)
    """How long the link of a message that asks for it confirms an address."""


class GlobalControl(Section):
    """The global control group: customers who get no marketing, so that the effect of all of it can be measured."""

    share: float = Field(0, ge=0, le=0.2)
    """Which part of all customers it is; there is none at 0."""
    since: date = date(2026, 1, 1)
    """The day on which it was formed first."""
    months: int = Field(6, ge=1, le=36)
    """After so many months it is formed anew, of other customers."""
