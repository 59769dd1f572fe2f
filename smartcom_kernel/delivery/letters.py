"""The texts of messages, from the templates that were recorded when they were planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.delivery.compose import Composed
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.templates.check import needed
from smartcom_kernel.templates.contexts import Contexts
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template


@dataclass(frozen=True)
class _Prepared:
    template: Template
    contexts: Contexts


class Letters:
    """Composes batches: what is known about each customer, at the moment and snapshot of the sending, filled in.

    Args:
        lake: What is known.
        renderer: Fills it in.
        shop: The shop's name.
        zone: IANA zone in which a calendar day is a day.
    """

    def __init__(self, lake: Lake, renderer: Renderer, *, shop: str, zone: str) -> None:
        self._lake = lake
        self._renderer = renderer
        self._shop = shop
        self._zone = zone
        self._prepared: dict[tuple[int, str], _Prepared] = {}

    def __call__(self, sending: Sending, batch: Sequence[Claimed], now: datetime) -> Composed:
        """The messages of a batch; see `Compose`."""
        composed = Composed()
        by_template = attrgetter("template")
        for name, group in groupby(sorted(batch, key=by_template), key=by_template):
            for message, made in self._made(sending, name, list(group)):
                if isinstance(made, TemplateError):
                    composed.faulty.append((message, str(made)))
                else:
                    composed.ready.append((message, _outgoing(sending, message, made, now)))
        composed.ready.sort(key=lambda letter: letter[0].message_id)
        return composed

    def _made(
        self, sending: Sending, name: str, batch: Sequence[Claimed]
    ) -> Iterator[tuple[Claimed, Rendered | TemplateError]]:
        prepared = self._prepare(sending, name)
        contexts = prepared.contexts.of([message.customer_id for message in batch])
        made = self._renderer.render_many(prepared.template, [contexts[m.customer_id] for m in batch])
        return zip(batch, made, strict=True)

    def _prepare(self, sending: Sending, name: str) -> _Prepared:
        key = (sending.sending_id, name)
        if key not in self._prepared:
            template = Template.parse(name, sending.spec["templates"][name])
            tables = Tables(self._lake, sending.as_of, snapshot_id=sending.snapshot_id, zone=self._zone)
            self._prepared[key] = _Prepared(template, Contexts(tables, needed(template), shop=self._shop))
        return self._prepared[key]


def _outgoing(sending: Sending, message: Claimed, made: Rendered, now: datetime) -> Outgoing:
    return Outgoing(
        key=sending.key(message.message_id), medium=message.medium, address=message.address,
        subject=made.subject, html=made.html, text=made.text, sent_at=message.intent_at or now,
    )  # fmt: skip
