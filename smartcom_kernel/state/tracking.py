"""What can happen to a counted link: it is made for a message, followed, and its message opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smartcom_kernel.state.connect import Connection, count, rows
from smartcom_kernel.state.links import KEY

MOST = 1000
"""Reactions to one message that are kept."""


@dataclass(frozen=True)
class Target:
    """An address that a message leads to.

    Args:
        message_id: The message.
        target: 64 bits that stand for the address within its sending.
        url: The address.
        code: The short link to it; empty where it has none.
    """

    message_id: int
    target: bytes
    url: str
    code: bytes = b""


@dataclass(frozen=True)
class Followed:
    """The link that somebody follows.

    Args:
        message_id: The message it is in.
        sent_at: When the message left; None where it has not.
        url: Where it leads; None where nowhere.
        target: Which link it is.
    """

    message_id: int
    sent_at: datetime | None
    url: str | None
    target: bytes | None


@dataclass(frozen=True)
class Reach:
    """What people did with the messages of one variant through one medium; each person counts once.

    Args:
        variant: Of which variant.
        medium: Through what.
        sent: Messages that the provider took, also those that came back.
        delivered: Those of which it is known that they arrived.
        bounced: Those that came back.
        opened: People who saw it: its picture was fetched, or a link followed.
        clicked: People who followed a link.
        robots_opened: Messages that only robots have opened.
        robots_clicked: Messages whose links only robots have followed.
        openings: How often people opened it, all together.
        clicks: How often people followed links, all together.
        unsubscribed: People who left by a link of it.
        complained: People who called it spam.
    """

    variant: str
    medium: str
    sent: int
    delivered: int
    bounced: int
    opened: int
    clicked: int
    robots_opened: int
    robots_clicked: int
    openings: int
    clicks: int
    unsubscribed: int
    complained: int


@dataclass(frozen=True)
class LinkClicks:
    """How often people followed a link of a sending.

    Args:
        url: Where it leads; empty for all links together that one message alone had, where these are many.
        clicks: How often.
        people: By how many.
    """

    url: str
    clicks: int
    people: int


def keep(connection: Connection, sending_id: int, targets: Sequence[Target]) -> None:
    """Let links of messages lead where they say; doing it again changes nothing."""
    own: dict[bytes, int | None] = {}
    for one in targets:  # one statement may not touch a row twice
        own[one.target] = one.message_id if own.get(one.target, one.message_id) == one.message_id else None
    columns: dict[str, Any] = {
        "targets": list(own), "message_ids": list(own.values()),
        "urls": list({one.target: one.url for one in targets}.values()),
    }  # fmt: skip
    count(connection, "tracking.keep_targets", {"sending_id": sending_id, **columns})
    short = [t for t in targets if t.code]
    if short:
        columns = {
            "codes": [t.code for t in short], "message_ids": [t.message_id for t in short],
            "targets": [t.target for t in short],
        }  # fmt: skip
        count(connection, "tracking.keep_short", columns)


def link(connection: Connection, key: str, target: bytes | None) -> Followed | None:
    """The link of a message, by the message's key; None where this database has no such message."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    asked = {"token": found[1], "message_id": int(found[2]), "target": target}
    return next((Followed(**row, target=target) for row in rows(connection, "tracking.link", asked)), None)


def short(connection: Connection, code: bytes) -> Followed | None:
    """The link that a short one stands for; None where there is none."""
    return next((Followed(**row) for row in rows(connection, "tracking.short", {"code": code})), None)


def react(connection: Connection, followed: Followed, what: str, *, at: datetime, why: str) -> None:
    """A message was opened, or a link in it followed; by a robot where it is said why it is one."""
    rows(connection, "tracking.lock", {"message_id": followed.message_id})
    target = followed.target if what == "clicked" else None
    asked = {"message_id": followed.message_id, "what": what, "happened_at": at, "why": why, "target": target}
    count(connection, "tracking.react", {**asked, "most": MOST})
    if what == "clicked":
        count(connection, "tracking.burst", {"message_id": followed.message_id, "happened_at": at})


def reach(connection: Connection, sending_id: int) -> list[Reach]:
    """What people did with the messages of a sending, by variant and medium."""
    return [Reach(**row) for row in rows(connection, "tracking.reach", {"sending_id": sending_id})]


def clicks(connection: Connection, sending_id: int) -> list[LinkClicks]:
    """How often each link of a sending was followed by people."""
    return [LinkClicks(**row) for row in rows(connection, "tracking.clicks", {"sending_id": sending_id})]
