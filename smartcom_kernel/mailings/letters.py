"""The finished messages of a batch: the templates a sending recorded, filled in with what it knew of each customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from smartcom_kernel.channels.attachment import Attachment
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.delivery.compose import Composed
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.observers import marked
from smartcom_kernel.mailings.spec import Mailing, Variant
from smartcom_kernel.mailings.tracking import Tracker, as_shown
from smartcom_kernel.state.consents import SERVICE
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.templates.check import needed
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.message_links import IN_CONTEXT, asks_for_links, example_links
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.variables import example_context

PIECE = 50
"""Messages written at a time, while those before them leave."""


class Letters:
    """Composes messages for `smartcom_kernel.delivery.send.deliver`.

    One question is asked of the lake for each batch and template, whatever the number of customers in it.

    Args:
        tables: The lake as of a moment and a snapshot.
        renderer: Fills in templates.
        shop: The shop's name.
        unsubscribe_url: Makes the unsubscribe link of a message from its key; empty for none.
        subscription_url: Makes the link to the subscription page of a message from its key; empty for none.
        confirm_url: Makes the link of a message that confirms its address from its key; empty for none.
        tracker: Writes the links of messages as they leave; they stay as they are when None.
        enclosed: The files that go with the e-mails of a variant.
        lang: Language of the invented customer for whom copies to observers are made, and of their mark.
    """

    def __init__(
        self,
        tables: Callable[[datetime, int], Tables],
        renderer: Renderer,
        *,
        shop: str,
        unsubscribe_url: Callable[[str], str] = lambda _: "",
        subscription_url: Callable[[str], str] = lambda _: "",
        confirm_url: Callable[[str], str] = lambda _: "",
        tracker: Tracker | None = None,
        enclosed: Callable[[Sending, Variant], tuple[Attachment, ...]] = lambda _sending, _variant: (),
        lang: Lang = "en",
    ) -> None:
        self._tables = tables
        self._renderer = renderer
        self._shop = shop
        self._unsubscribe_url = unsubscribe_url
        self._subscription_url = subscription_url
        self._confirm_url = confirm_url
        self._tracker = tracker
        self._enclosed = enclosed
        self._lang = lang
        self._envelopes: dict[tuple[int, int, str], dict[str, Any]] = {}
        self._known: dict[tuple[int, str, str], tuple[Template, Contexts, bool]] = {}

    def __call__(self, sending: Sending, batch: Sequence[Claimed], now: datetime) -> Iterator[Composed]:
        """The messages of a batch, each ready or faulty, none left out."""
        by_template: dict[str, list[Claimed]] = defaultdict(list)
        for message in batch:
            by_template[message.template].append(message)
        for name, messages in by_template.items():
            template, contexts, asks = self._ready(sending, name)
            known = self._known_of(sending, messages, contexts)
            for start in range(0, len(messages), PIECE):
                piece = messages[start : start + PIECE]
                given = [{**known[m.customer_id], **(self._links(sending, m) if asks else {})} for m in piece]
                answers = self._renderer.render_many(template, given)
                yield self._composed(sending, zip(piece, answers, strict=True), now)

    def _known_of(
        self, sending: Sending, messages: Sequence[Claimed], contexts: Contexts
    ) -> Mapping[str, Mapping[str, Any]]:
        """What a template sees of each customer; observers read what an invented one would, and of no real one."""
        if sending.copies_of is not None:
            return dict.fromkeys((m.customer_id for m in messages), example_context(self._lang))
        return contexts.of([message.customer_id for message in messages])

    def _composed(
        self, sending: Sending, answers: Iterable[tuple[Claimed, Rendered | TemplateError]], now: datetime
    ) -> Composed:
        composed = Composed()
        ready: list[tuple[Claimed, Rendered]] = []
        for message, answer in answers:
            if isinstance(answer, Rendered):
                words = answer if sending.copies_of is None else marked(answer, message.variant, self._lang)
                ready.append((message, words))
            else:
                composed.faulty.append((message, str(answer)))
        texts = [words for _, words in ready] if self._tracker is None else self._tracker.of(sending, ready)
        for (message, _), words in zip(ready, texts, strict=True):
            made = _outgoing(sending, message, words, now, self._url(sending, message))
            said = self._envelope(sending, message)
            composed.ready.append((message, replace(made, **said) if said else made))
        return composed

    def _envelope(self, sending: Sending, message: Claimed) -> dict[str, Any]:
        """What the variant of an e-mail says of its sender and its files."""
        key = (sending.sending_id, sending.version, message.variant)
        if message.medium != "email":
            return {}
        if key not in self._envelopes:
            told = sending.spec.get("mailing", {}).get("variants", ())
            ours = [Variant.model_validate(data) for data in told if data["name"] == message.variant]
            self._envelopes[key] = envelope(ours[0], self._enclosed(sending, ours[0])) if ours else {}
        return self._envelopes[key]

    def _url(self, sending: Sending, message: Claimed) -> str:
        """What the headers of a marketing e-mail say of leaving."""
        return self._leaving(sending, message) if message.medium == "email" else ""

    def _leaving(self, sending: Sending, message: Claimed) -> str:
        """Where a marketing message is left by; nobody leaves what is about their own order."""
        is_service = sending.copies_of is not None or sending.spec.get("mailing", {}).get("purpose") == SERVICE
        return "" if is_service else self._unsubscribe_url(sending.key(message.message_id))

    def _links(self, sending: Sending, message: Claimed) -> dict[str, dict[str, str]]:
        if sending.copies_of is not None:
            return example_links()
        key = sending.key(message.message_id)
        return {IN_CONTEXT: {
            "unsubscribe_url": self._leaving(sending, message), "subscription_url": self._subscription_url(key),
            "confirm_url": self._confirm_url(key),
        }}  # fmt: skip

    def _ready(self, sending: Sending, name: str) -> tuple[Template, Contexts, bool]:
        """A template, what it is filled in with, and whether it asks for links of each message; found out once."""
        data = sending.spec["templates"][name]
        key = (sending.sending_id, name, fingerprint(data))
        if key not in self._known:
            template = Template.parse(name, data)
            tables = self._tables(sending.as_of, sending.snapshot_id)
            contexts = Contexts(tables, needed(template), shop=self._shop)
            self._known[key] = (template, contexts, asks_for_links(template))
        return self._known[key]


def envelope(variant: Variant, attachments: tuple[Attachment, ...]) -> dict[str, Any]:
    """What the e-mails of a variant say of their sender and their files, as fields of `Outgoing`."""
    fields = {"sender": variant.sender, "sender_name": variant.sender_name, "reply_to": variant.reply_to}
    return {name: value for name, value in {**fields, "attachments": attachments}.items() if value}


def trial_letters(
    mailing: Mailing,
    templates: Mapping[str, Template],
    renderer: Renderer,
    context: Callable[[Template], Mapping[str, Any]],
    *,
    now: datetime,
    web: Web | None = None,
    enclosed: Callable[[Variant], tuple[Attachment, ...]] = lambda _: (),
) -> dict[tuple[str, str], Outgoing]:
    """What each variant says through each medium to one customer, to nobody's address yet.

    Args:
        mailing: Whose variants.
        templates: The saved templates.
        renderer: Fills them in.
        context: What a template sees of the customer.
        now: What messages are dated.
        web: Where pages are, and what links say.
        enclosed: The files that go with the e-mails of a variant.

    Raises:
        TemplateError: A text cannot be made for this customer.
    """
    found: dict[tuple[str, str], Outgoing] = {}
    for variant in mailing.variants:
        for medium, name in variant.templates.items():
            words = renderer.render(templates[name], {**context(templates[name]), **example_links()})
            words = as_shown(words, medium, mailing, variant.name, web or Web())
            of_email = envelope(variant, enclosed(variant)) if medium == "email" else {}
            found[variant.name, medium] = Outgoing(
                "test", medium, "", words.text, now, words.subject, words.html, image_url=words.image_url,
                link_url=words.link_url, link_text=words.link_text, **of_email,
            )  # fmt: skip
    return found


def _outgoing(sending: Sending, message: Claimed, words: Rendered, now: datetime, unsubscribe_url: str) -> Outgoing:
    return Outgoing(
        key=sending.key(message.message_id, message.leg), leg=message.leg, medium=message.medium,
        address=message.address, text=words.text,
        sent_at=message.intent_at or now, subject=words.subject, html=words.html, expires_at=message.expires_at,
        mailing=sending.mailing, unsubscribe_url=unsubscribe_url,
        image_url=words.image_url, link_url=words.link_url, link_text=words.link_text,
    )  # fmt: skip
