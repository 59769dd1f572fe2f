"""The link of a message to the page where its customer chooses subscriptions."""

from __future__ import annotations

from collections.abc import Callable

from smartcom_kernel.core.signed_token import signed, verified
from smartcom_kernel.state import links
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.links import Linked

PURPOSE = "subscriptions"


def page_urls(state: State, address: str) -> Callable[[str], str]:
    """Makes the link of a message from its key; without an address of the pages, the empty string.

    Args:
        state: Holds the keys that sign.
        address: Begin of all links, such as ``https://mail.shop.example``.
    """
    if not address:
        return lambda _: ""
    with state.transaction() as connection:
        keys = links.keys(connection)
    return lambda key: f"{address}/s/{signed(PURPOSE, key, keys)}"


def page_of(state: State, token: str) -> Linked | None:
    """The message whose subscription page has this token; None where it is none of ours, or an unsubscribe link."""
    with state.transaction() as connection:
        key = verified(PURPOSE, token, links.keys(connection))
        return None if key is None else links.message(connection, key)
