"""Double opt-in: the link by which somebody shows that the address a message went to is theirs.

GET shows a button and changes nothing, because scanners of mail follow every link. The button confirms the address of
the message, whatever the profile says by now. A no that was said of the medium stays: whoever gets a message forwarded
can confirm an address, and cannot take back what its owner has said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from smartcom_kernel.consent.urls import message_of, urls
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state import confirmations, consents, links
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.consents import Consent
from smartcom_kernel.state.links import Sent

PURPOSE = "confirm"
SOURCE = "double opt-in"
TEXT_VERSION = "confirmation page 1"
"""Of the words beside the button; a change of their sense is a new version."""
MOST = 500
"""Characters of what a browser says it is that are kept."""


@dataclass(frozen=True)
class Asked:
    """The link of a message that asks for a confirmation.

    Args:
        message: The message.
        lapsed: Whether it was sent too long ago to confirm anything.
    """

    message: Sent
    lapsed: bool


def confirm_urls(state: State, address: str) -> Callable[[str], str]:
    """Makes the link of a message that confirms its address from its key; see `consent.urls.urls`."""
    return urls(state, address, path="d", purpose=PURPOSE)


def asked(state: State, token: str, settings: Settings, *, now: datetime) -> Asked | None:
    """The message whose confirmation link has this token.

    Args:
        state: Holds the keys and the messages.
        token: What stands in the link.
        settings: How long such a link is good for.
        now: When it is followed.

    Returns:
        None where it is no such link of ours, or whoever it was for has been erased.
    """
    linked = message_of(state, token, purpose=PURPOSE)
    if linked is None:
        return None
    with state.transaction() as connection:
        sent = links.sent(connection, linked.message_id)
    if sent is None:
        return None
    return Asked(sent, lapsed=now >= sent.sent_at + timedelta(days=settings.delivery.confirm_within_days))


def confirm(state: State, message: Sent, *, now: datetime, client: str = "", agent: str = "") -> bool:
    """Keep that the address a message went to is its owner's; doing it again changes nothing.

    It is committed when this returns: the next claim of a message to the address heeds it.

    Args:
        state: Where it is kept.
        message: By whose link it was shown.
        now: When.
        client: The network address from which the button was pressed.
        agent: What the browser said it was.

    Returns:
        Whether that was news.
    """
    with state.transaction() as connection:
        consents.lock_customer(connection, message.customer_id)
        if links.sent(connection, message.message_id) != message:  # erased since the page was opened
            return False
        is_new = confirmations.confirm(
            connection, message.medium, message.address, source=SOURCE, at=now, message_id=message.message_id,
            client=client[:MOST], agent=agent[:MOST],
        )  # fmt: skip
        words = consents.current(connection, message.customer_id)
        said_nothing = not any((word.medium, word.category) == (message.medium, "") for word in words)
        if said_nothing:
            consents.record(connection, message.customer_id, _yes(message, now))
    return is_new or said_nothing


def _yes(message: Sent, now: datetime) -> Consent:
    return Consent(
        message.medium, True, SOURCE, now, text_version=TEXT_VERSION, proof=f"message {message.message_id}",
        message_id=message.message_id,
    )  # fmt: skip
