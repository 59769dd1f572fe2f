"""May we write to this person, and if not, why. Pure: the state store asks the same in the statement that commits."""

from __future__ import annotations

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.state.messages import Reason

MEDIA = ("email", "sms", "push")


def refusal(*, address: str, suppressed: bool, granted: bool | None, by_default: bool) -> Reason | None:
    """Why we may not write, or None when we may. The first reason that holds is the one given.

    Args:
        address: Where we would write; empty where there is no usable contact.
        suppressed: Whether nobody may write to this address.
        granted: The newest word of the person about the medium; None where there is none.
        by_default: Whether we may write to somebody who has said nothing.
    """
    if not address:
        return Reason.NO_CONTACT
    if suppressed:
        return Reason.SUPPRESSED
    if not (by_default if granted is None else granted):
        return Reason.NO_CONSENT
    return None


def known_medium(medium: str) -> str:
    """The medium itself.

    Raises:
        UnknownName: With the nearest medium there is.
    """
    if medium not in MEDIA:
        raise UnknownName("medium", medium, MEDIA)
    return medium
