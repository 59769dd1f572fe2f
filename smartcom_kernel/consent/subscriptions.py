"""To which categories of mailings one customer is subscribed: the newest word, or what holds of who has said none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.state.consents import Consent


@dataclass(frozen=True)
class Subscription:
    """Whether a customer gets one category of mailings through one medium.

    Args:
        category: The category's name.
        title: What people call it.
        medium: ``"email"``, ``"sms"``, ``"push"``, ``"messenger"`` or ``"call"``.
        active: Whether they are subscribed.
        source: How we know; empty where it is the category's default.
        changed_at: When they said so, or when we learned it; None where it is the default.
        known: Whether the category is one of the workspace's, so that they can subscribe to it.
    """

    category: str
    title: str
    medium: str
    active: bool
    source: str
    changed_at: datetime | None
    known: bool


def subscriptions(words: Iterable[Consent], categories: Mapping[str, MailingCategory]) -> list[Subscription]:
    """Every category that is active, through every medium; then what was said of others, such as are gone.

    Args:
        words: The newest words of the customer.
        categories: The categories of the workspace.
    """
    said = {(word.category, word.medium): word for word in words if word.category}
    active = [(name, medium) for name, category in categories.items() if category.active for medium in MEDIA]
    others = [about for about in said if about not in active]
    return [_subscription(about, said.get(about), categories.get(about[0])) for about in active + others]


def subscribed(words: Iterable[Consent], medium: str, category: str, categories: Mapping[str, MailingCategory]) -> bool:
    """Whether a customer gets a category of mailings through a medium."""
    said = {(word.category, word.medium): word for word in words}
    return _subscription((category, medium), said.get((category, medium)), categories.get(category)).active


def _subscription(about: tuple[str, str], word: Consent | None, category: MailingCategory | None) -> Subscription:
    name, medium = about
    by_default = category is not None and medium in category.subscribed_by_default
    return Subscription(
        category=name,
        title=(category.title if category else "") or name,
        medium=medium,
        active=by_default if word is None else word.granted,
        source="" if word is None else word.source,
        changed_at=None if word is None else word.recorded_at,
        known=category is not None,
    )
