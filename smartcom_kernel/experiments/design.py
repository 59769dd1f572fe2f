"""How a sending is to be measured: what its mailing said when it was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from smartcom_kernel.state.sendings import Sending


@dataclass(frozen=True)
class Design:
    """What was decided before anybody bought anything.

    Args:
        sending: What was sent.
        within_days: Days of 24 hours in which receipts count.
        shares: Intended share of each group, the control group included.
        until: Up to when receipts count, instead of some days.
    """

    sending: Sending
    within_days: int
    shares: Mapping[str, float]
    until: datetime | None = None


class Designs(Protocol):
    """Finds how a mailing is measured, by its name."""

    def __call__(self, name: str, *, occasion: str | None = None) -> Design:
        """The design of the sending for an occasion; of the latest when None."""
        ...
