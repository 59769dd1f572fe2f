"""The link of a message to the page where its customer chooses subscriptions."""

from __future__ import annotations

from collections.abc import Callable

from smartcom_kernel.consent.urls import message_of, urls
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.links import Linked

PURPOSE = "subscriptions"


def page_urls(state: State, address: str) -> Callable[[str], str]:
    """Makes the link of a message to its subscription page from its key; see `consent.urls.urls`."""
    return urls(state, address, path="s", purpose=PURPOSE)


def page_of(state: State, token: str) -> Linked | None:
    """The message whose subscription page has this token; None where it is none of ours, or an unsubscribe link."""
    return message_of(state, token, purpose=PURPOSE)
