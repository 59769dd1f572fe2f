"""One call of `deliver`: what all its sendings share, and what happens in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.delivery_settings import Delivery
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.delivery.compose import Compose
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.delivery.senders import Senders
from smartcom_kernel.delivery.stop import Stop
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState, Outcome


@dataclass
class Events:
    """What happened so far."""

    limit: int | None = None
    handed_over: int = 0
    accepted: int = 0
    recovered: int = 0
    refused: list[int] = field(default_factory=list)
    interrupted: bool = False

    @property
    def left(self) -> int | None:
        """How many messages may still be handed over; None where any number may."""
        return None if self.limit is None else max(self.limit - self.handed_over, 0)

    def saw(self, outcomes: Sequence[Outcome], refused: Sequence[int]) -> None:
        """Take note of a window and of the outcomes that came too late to be recorded."""
        recorded = [o for o in outcomes if o.message.message_id not in set(refused)]
        self.refused += refused
        self.handed_over += sum(1 for outcome in outcomes if not outcome.unsent)
        self.accepted += sum(1 for outcome in recorded if outcome.state is MessageState.ACCEPTED)


@dataclass(frozen=True)
class Round:
    """What all sendings of one call share."""

    state: State
    senders: Senders
    compose: Compose
    settings: Delivery
    categories: Mapping[str, MailingCategory]
    zone: str
    clock: Clock
    hold: Hold
    stop: Stop
    events: Events
    progress: Progress | None

    @property
    def over(self) -> bool:
        """Whether nothing more may be begun."""
        return self.stop.wished or self.events.left == 0

    @property
    def must_end(self) -> bool:
        """Whether what is under way has to come to its end: somebody wishes so, or what is held may be lost."""
        return self.stop.wished or not self.hold.alive
