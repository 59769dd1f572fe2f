"""May we write to this person, and if not, why. Pure: the state store asks the same in the statement that commits."""

from __future__ import annotations

from collections.abc import Mapping

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.settings import MEDIA, Delivery, MailingCategory
from smartcom_kernel.state.messages import Reason, Terms


def terms(category: str, delivery: Delivery, categories: Mapping[str, MailingCategory]) -> Terms:
    """What a mailing of a category asks of people; nobody is subscribed by default to a category that is gone.

    Args:
        category: The category; empty where the mailing is of none.
        delivery: Says whether silence counts as consent.
        categories: The categories of the workspace.
    """
    known = categories.get(category)
    return Terms(delivery.consent_default, category, () if known is None else known.subscribed_by_default)


def refusal(
    *, address: str, suppressed: bool, granted: bool | None, by_default: bool, subscribed: bool = True
) -> Reason | None:
    """Why we may not write, or None when we may. The first reason that holds is the one given.

    Args:
        address: Where we would write; empty where there is no usable contact.
        suppressed: Whether nobody may write to this address.
        granted: The newest word of the person about the medium; None where there is none.
        by_default: Whether we may write to somebody who has said nothing.
        subscribed: Whether the person gets mailings of the category in question.
    """
    if not address:
        return Reason.NO_CONTACT
    if suppressed:
        return Reason.SUPPRESSED
    if not (by_default if granted is None else granted):
        return Reason.NO_CONSENT
    return None if subscribed else Reason.NOT_SUBSCRIBED


def known_medium(medium: str) -> str:
    """The medium itself.

    Raises:
        UnknownName: With the nearest medium there is.
    """
    if medium not in MEDIA:
        raise UnknownName("medium", medium, MEDIA)
    return medium
