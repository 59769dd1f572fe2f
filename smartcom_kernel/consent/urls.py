"""Addresses of the pages that belong to one message: made from its key, and led back to it."""

from __future__ import annotations

from collections.abc import Callable

from smartcom_kernel.core.signed_token import signed, verified
from smartcom_kernel.state import links
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.links import Linked


def urls(state: State, address: str, *, path: str, purpose: str) -> Callable[[str], str]:
    """Makes the address of a message's page from its key; without an address of the pages, the empty string.

    Args:
        state: Holds the keys that sign.
        address: Begin of all links, such as ``https://mail.shop.example``.
        path: The page.
        purpose: What the link may be used for.
    """
    if not address:
        return lambda _: ""
    with state.transaction() as connection:
        keys = links.keys(connection)
    return lambda key: f"{address}/{path}/{signed(purpose, key, keys)}"


def message_of(state: State, token: str, *, purpose: str) -> Linked | None:
    """The message whose link of a purpose has this token; None where it is none of ours, or of another purpose."""
    with state.transaction() as connection:
        key = verified(purpose, token, links.keys(connection))
        return None if key is None else links.message(connection, key)
