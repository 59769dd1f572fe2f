"""Settings of leaving: what customers are asked when they do."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smartcom_kernel.core.section import Section


class Unsubscribe(Section):
    """What customers are asked who leave on the subscription page."""

    reasons: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field([], max_length=10)
    """Reasons to choose from, in the words customers read; five usual ones in the shop's language when empty."""
