"""Links of messages as they leave: tagged for the site's analytics, and counted on their way through our pages.

A link leads to ``/c/TOKEN/TARGET``: the token is signed and names the message, the target stands for an address that is
kept with the sending, so nothing that somebody writes into a link is ever followed. An SMS has no room for that: its
``/l/CODE`` is 64 bits which name a row. A code is guessed by one in 2^64 / n, of n messages that have one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from smartcom_kernel.core.signed_token import signed
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.state import links, tracking
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending
from smartcom_kernel.state.tracking import Target
from smartcom_kernel.templates.hrefs import (
    Change,
    leads_to_a_page,
    tagged,
    with_links,
    with_picture,
    with_text_links,
)
from smartcom_kernel.templates.render import Rendered

PURPOSE = "followed"
OCTETS = 8
"""Of a target and of a short link's code."""
OPENED_AS_THEY_ARE = ("push", "call")
"""Where links are not counted: an app opens those of a push, and an operator reads those of a call."""
REMEMBERED = 10_000
"""Targets of which a process knows whose they are."""
EXAMPLE_CODE = "x" * 11


def text_of(octets: bytes) -> str:
    """Octets as they stand in a link."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(text: str) -> bytes | None:
    """The octets that stand in a link; None where these are none of ours."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return found if len(found) == OCTETS else None


def rewritten(words: Rendered, medium: str, change: Change, *, picture: str = "") -> Rendered:
    """A message with other links.

    Args:
        words: The message.
        medium: Through what it goes: see `OPENED_AS_THEY_ARE`.
        change: What becomes of each address.
        picture: The address of what is fetched when it is shown; empty for none.
    """
    if medium in OPENED_AS_THEY_ARE:
        return replace(words, link_url=change(words.link_url) or words.link_url)
    html = with_links(words.html, change) if words.html else ""
    if html and picture:
        html = with_picture(html, picture)
    button = change(words.link_url) or words.link_url if words.link_url else ""
    return replace(words, html=html, text=with_text_links(words.text, change), link_url=button)


def as_shown(
    words: Rendered, medium: str, mailing: Mailing, variant: str, web: Web, *, short: bool = False
) -> Rendered:
    """A message as it is looked at before it leaves: its links are tagged and lead where they lead, uncounted.

    Args:
        words: The message.
        medium: Through what it goes.
        mailing: Of which mailing.
        variant: Of which variant.
        web: Where pages are, and what links say.
        short: Whether an SMS is to be as long as it will be, with links that lead nowhere.
    """
    tag = tagger(mailing, variant, medium, web)
    code = f"{web.address}/l/{EXAMPLE_CODE}" if short and medium == "sms" and mailing.track and web.address else ""
    return rewritten(words, medium, lambda url: code if code and _is_theirs(url, web) else tag(url))


@dataclass(frozen=True)
class _Link:
    """Where a link leads, tagged, and what stands for that."""

    url: str
    target: bytes
    text: str


class Tracker:
    """Writes the links of messages, and keeps where they lead before any of them leaves.

    One statement for a piece of messages, and none where all their links are known to be of several messages: a mailing
    whose links are the same for everybody costs two in all, one with links of each customer's own a row for each.

    Args:
        state: Keeps where links lead, and the keys that sign.
        web: Where the pages are, and what links say.
    """

    def __init__(self, state: State, web: Web) -> None:
        self._state = state
        self._web = web
        self._known: OrderedDict[tuple[int, bytes], int | None] = OrderedDict()
        self._mailings: dict[tuple[int, int], Mailing] = {}
        self._links: OrderedDict[tuple[int, str, str, str], _Link | None] = OrderedDict()

    @cached_property
    def _keys(self) -> dict[int, bytes]:
        with self._state.transaction() as connection:
            return links.keys(connection)

    def of(self, sending: Sending, messages: Sequence[tuple[Claimed, Rendered]]) -> list[Rendered]:
        """The texts of a piece of messages with the links that they leave with."""
        mailing = self._mailing(sending)
        found: list[Target] = []
        done = [self._written(sending, mailing, message, words, found) for message, words in messages]
        news, known = self._news(sending.sending_id, found)
        if news:
            with self._state.transaction() as connection:
                tracking.keep(connection, sending.sending_id, news)
            self._known |= known  # only once it is kept
            _forget_oldest(self._known)
        _forget_oldest(self._links)
        return done

    def _written(
        self, sending: Sending, mailing: Mailing, message: Claimed, words: Rendered, found: list[Target]
    ) -> Rendered:
        medium, web, key = message.medium, self._web, sending.key(message.message_id)
        if not mailing.track or not web.address or sending.copies_of or medium in OPENED_AS_THEY_ARE:
            return rewritten(words, medium, tagger(mailing, message.variant, medium, web))
        token = signed(PURPOSE, key, self._keys) if words.html else ""

        def counted(url: str) -> str | None:
            link = self._link(sending, mailing, message, url)
            if link is None:
                return None
            code = b"" if token else self._hashed("short", f"{key}\0{link.url}")
            found.append(Target(message.message_id, link.target, link.url, code))
            return f"{web.address}/c/{token}/{link.text}" if token else f"{web.address}/l/{text_of(code)}"

        return rewritten(words, medium, counted, picture=f"{web.address}/o/{token}")

    def _link(self, sending: Sending, mailing: Mailing, message: Claimed, url: str) -> _Link | None:
        place = (sending.sending_id, message.variant, message.medium, url)
        if place not in self._links:
            self._links[place] = None
            if _is_theirs(url, self._web):
                url = tagger(mailing, message.variant, message.medium, self._web)(url)
                target = self._hashed("target", f"{sending.sending_id}\0{url}")
                self._links[place] = _Link(url, target, text_of(target))
        return self._links[place]

    def _news(
        self, sending_id: int, found: Sequence[Target]
    ) -> tuple[list[Target], dict[tuple[int, bytes], int | None]]:
        """What the database may not know yet, and what is known once it does."""
        news: list[Target] = []
        known: dict[tuple[int, bytes], int | None] = {}
        for one in found:
            place = (sending_id, one.target)
            whose = known.get(place, self._known.get(place, 0))  # no message has the number 0
            now = one.message_id if whose in (0, one.message_id) else None
            if now != whose or one.code:
                known[place] = now
                news.append(one)
        return news, known

    def _mailing(self, sending: Sending) -> Mailing:
        place = (sending.sending_id, sending.version)
        if place not in self._mailings:
            self._mailings = {place: Mailing.of(sending)}
        return self._mailings[place]

    def _hashed(self, purpose: str, text: str) -> bytes:
        key = self._keys[max(self._keys)]
        return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()[:OCTETS]


def _forget_oldest(memory: OrderedDict[Any, Any]) -> None:
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)


def _is_theirs(url: str, web: Web) -> bool:
    """Whether a link is one to be tagged and counted: our own pages say already whose they are."""
    return leads_to_a_page(url) and not (web.address and f"{url}/".startswith(f"{web.address}/"))


def tagger(mailing: Mailing, variant: str, medium: str, web: Web) -> Callable[[str], str]:
    """What a link is with what the site's analytics are told; the same where it is none of those."""
    parameters = web.utm.parameters(mailing.utm, mailing=mailing.name, variant=variant, medium=medium)
    return lambda url: tagged(url, parameters) if _is_theirs(url, web) else url
