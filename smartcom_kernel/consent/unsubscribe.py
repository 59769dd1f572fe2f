"""Unsubscribing by the link of a message: making the link, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from smartcom_kernel.consent.urls import message_of, urls
from smartcom_kernel.state import consents, links
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.links import Linked

PURPOSE = "unsubscribe"
SOURCE = "unsubscribe link"


def unsubscribe_urls(state: State, address: str) -> Callable[[str], str]:
    """Makes the unsubscribe link of a message from its key; see `consent.urls.urls`."""
    return urls(state, address, path="u", purpose=PURPOSE)


def linked(state: State, token: str) -> Linked | None:
    """The message whose unsubscribe link has this token; None where it is none of ours."""
    return message_of(state, token, purpose=PURPOSE)


def unsubscribe(state: State, message: Linked, *, now: datetime) -> None:
    """Write no more marketing to whom this message went, through its medium; doing it again changes nothing.

    It is committed when this returns: every claim of a message that begins later heeds it.
    """
    with state.transaction() as connection:
        words = consents.current(connection, message.customer_id)
        newest = next((w for w in words if (w.medium, w.category) == (message.medium, "")), None)
        if newest is None or newest.granted:
            word = Consent(
                message.medium, False, SOURCE, now, proof=f"message {message.message_id}", message_id=message.message_id
            )
            consents.record(connection, message.customer_id, word)
        links.unsubscribed(connection, message.message_id, at=now)
