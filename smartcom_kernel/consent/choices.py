"""What one customer may choose on the subscription page, and what their answer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from smartcom_kernel.consent.subscriptions import subscribed
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import MailingCategory, Settings
from smartcom_kernel.state import consents, links
from smartcom_kernel.state.connect import Connection, State
from smartcom_kernel.state.consents import MARKETING, Consent
from smartcom_kernel.state.links import Linked

SOURCE = "subscription page"
TEXT_VERSION = "subscription page 1"
"""Of the words beside the boxes; a change of their sense is a new version."""
About = tuple[str, str]
"""A medium and a category; of the medium as a whole where the category is empty."""


@dataclass(frozen=True)
class Choice:
    """A box of the subscription page.

    Args:
        medium: Through what.
        category: Of which category; of all offers where it is empty, in shops that show no categories.
        title: What people call it.
        description: A line about it.
        active: Whether they get it now.
        free: Whether this page may switch it on: a medium that was left as a whole comes back only to its own address.
    """

    medium: str
    category: str
    title: str
    description: str
    active: bool
    free: bool


@dataclass(frozen=True)
class Answer:
    """What somebody sent from the page. What they did not see or did not touch stays as it is.

    Args:
        seen: The boxes that were on their page.
        was: Those of them that were ticked when it was drawn.
        on: Those that are ticked now.
        leave: The media of which they want nothing more, hidden categories included.
        back: The media that they take back having left, right after it.
        reason: Why, in the words offered.
        remark: Why, in their own.
    """

    seen: frozenset[About] = frozenset()
    was: frozenset[About] = frozenset()
    on: frozenset[About] = frozenset()
    leave: frozenset[str] = frozenset()
    back: frozenset[str] = frozenset()
    reason: str = ""
    remark: str = ""


def choices(state: State, message: Linked, settings: Settings) -> list[Choice]:
    """The boxes of a customer's page: visible categories by the media through which they are known to us."""
    with state.transaction() as connection:
        return _Page(connection, message, settings).choices()


def choose(state: State, message: Linked, settings: Settings, answer: Answer, *, now: datetime) -> list[Choice]:
    """Keep what an answer changes, as words of consent, and say what holds then.

    It is committed when this returns: every claim of a message that begins later heeds it. The same answer again
    changes nothing.

    Args:
        state: Where words are kept.
        message: By whose link the page was reached: the evidence.
        settings: The categories, and what holds of who has said nothing.
        answer: What they sent.
        now: When they said it.
    """
    with state.transaction() as connection:
        consents.lock_customer(connection, message.customer_id)
        page = _Page(connection, message, settings)
        words = page.words(answer, now)
        for word in words:
            consents.record(connection, message.customer_id, word)
        if any(not word.granted for word in words):
            links.unsubscribed(connection, message.message_id, at=now)
        return _Page(connection, message, settings).choices()


class _Page:
    """What is known of one customer in one transaction."""

    def __init__(self, connection: Connection, message: Linked, settings: Settings) -> None:
        self._message = message
        self._words = consents.current(connection, message.customer_id)
        self._history = consents.history(connection, message.customer_id)
        self._categories = {name: c for name, c in settings.mailing_categories.items() if c.active}
        self._by_default = settings.delivery.consent_default
        known = {message.medium, *consents.media_of(connection, message.customer_id)}
        self._media = [medium for medium in MEDIA if medium in known]

    def choices(self) -> list[Choice]:
        visible = {name: c for name, c in self._categories.items() if c.visible} or {"": MailingCategory()}
        return [self._choice(medium, *one) for medium in self._media for one in visible.items()]

    def words(self, answer: Answer, now: datetime) -> list[Consent]:
        """What is new in an answer, leaving first: who leaves a medium and ticks something in it leaves."""
        offered = {(c.medium, c.category): c for c in self.choices()}
        said: dict[About, bool] = {}
        said |= {(medium, ""): True for medium in answer.back - answer.leave if self._left_by_this(medium)}
        for about in sorted(answer.on - answer.was):
            choice = offered.get(about)
            if choice and choice.free and about[0] not in answer.leave:
                said |= self._wanted(about, said)
        for about in (answer.seen & answer.was) - answer.on:
            if about in offered and offered[about].active:
                said[about] = False
        said |= {(medium, ""): False for medium in answer.leave if medium in self._media and self._says_no(medium)}
        return [self._word(about, granted, answer, now) for about, granted in said.items()]

    def _wanted(self, about: About, said: Mapping[About, bool]) -> dict[About, bool]:
        """A yes; where the medium was left as a whole it comes back without what was not asked for."""
        medium, category = about
        found: dict[About, bool] = {}
        if not self._allowed(medium) and not said.get((medium, "")):
            found[medium, ""] = True
            found |= {(medium, name): False for name in self._categories if category and self._gets(medium, name)}
        if category and (found or said.get(about) is False or not self._gets(medium, category)):
            found[about] = True
        return found

    def _choice(self, medium: str, name: str, category: MailingCategory) -> Choice:
        allowed = self._allowed(medium)
        return Choice(
            medium=medium, category=name, title=category.title or name, description=category.description,
            active=allowed and (not name or self._gets(medium, name)), free=allowed or medium == self._message.medium,
        )  # fmt: skip

    def _allowed(self, medium: str) -> bool:
        newest = self._newest(medium)
        return self._by_default if newest is None else newest.granted

    def _says_no(self, medium: str) -> bool:
        """Whether a no would be news, also of who has said nothing and is not written to by default."""
        newest = self._newest(medium)
        return newest is None or newest.granted

    def _left_by_this(self, medium: str) -> bool:
        """Whether the newest word is a no by this very link, and before it we were allowed."""
        words = [w for w in self._history if (w.medium, w.category, w.purpose) == (medium, "", MARKETING)]
        if not words or words[-1].granted or words[-1].message_id != self._message.message_id:
            return False
        return words[-1].source == SOURCE and (words[-2].granted if len(words) > 1 else self._by_default)

    def _newest(self, medium: str) -> Consent | None:
        return next((word for word in self._words if (word.medium, word.category) == (medium, "")), None)

    def _gets(self, medium: str, category: str) -> bool:
        return subscribed(self._words, medium, category, self._categories)

    def _word(self, about: About, granted: bool, answer: Answer, now: datetime) -> Consent:
        medium, category = about
        id_ = self._message.message_id
        why = ("", "") if granted else (answer.reason, answer.remark)
        return Consent(
            medium, granted, SOURCE, now, category=category, text_version=TEXT_VERSION, proof=f"message {id_}",
            message_id=id_, reason=why[0], remark=why[1],
        )  # fmt: skip
