"""May we write to this person, and if not, why. Pure: the state store asks the same in the statement that commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from smartcom_kernel.core.delivery_settings import Delivery, quiet
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.state.consents import MARKETING, SERVICE
from smartcom_kernel.state.messages import Cap, Reason, Terms


def terms(
    delivery: Delivery,
    categories: Mapping[str, MailingCategory],
    *,
    category: str = "",
    purpose: str = MARKETING,
    zone: str = "UTC",
    through: Collection[str] = tuple(MEDIA),
    at_once: bool = False,
    replay: bool = False,
) -> Terms:
    """What a mailing asks of people; nobody is subscribed by default to a category that is gone.

    A service message goes to everybody who has not forbidden service messages; caps and quiet hours do not hold it. Nor
    do they hold a rehearsal on history, which speaks of another day.

    Args:
        delivery: Says whether silence counts as consent, and holds caps and quiet hours.
        categories: The categories of the workspace.
        category: The mailing's category; empty where it is of none.
        purpose: What it is for: ``"marketing"`` or ``"service"``.
        zone: The workspace's time zone, of customers whose own is not known.
        through: The media that reach people; quiet hours hold in these.
        at_once: Whether it is sent in quiet hours too.
        replay: Whether it rehearses on history.
    """
    known = categories.get(category)
    is_free = replay or purpose == SERVICE
    hours = {str(medium): span for medium, said in delivery.quiet_hours.items() if (span := quiet(said))}
    return Terms(
        consent_default=delivery.consent_default or purpose == SERVICE,
        category=category,
        subscribed=() if known is None else known.subscribed_by_default,
        purpose=purpose,
        zone=zone,
        caps=() if is_free else tuple(Cap(**cap.model_dump()) for cap in delivery.caps),
        confirmed_only=() if purpose == SERVICE else tuple(delivery.double_opt_in),
        quiet_hours={} if is_free or at_once else {medium: hours[medium] for medium in hours if medium in through},
    )


def refusal(
    *,
    address: str,
    suppressed: bool,
    granted: bool | None,
    by_default: bool,
    subscribed: bool = True,
    of_no_use: bool = False,
) -> Reason | None:
    """Why we may not write, or None when we may. The first reason that holds is the one given.

    Args:
        address: Where we would write; empty where there is no usable contact.
        suppressed: Whether nobody may write to this address.
        granted: The newest word of the person about the medium; None where there is none.
        by_default: Whether we may write to somebody who has said nothing.
        subscribed: Whether the person gets mailings of the category in question.
        of_no_use: Whether earlier messages have shown that the address is of no use.
    """
    if not address:
        return Reason.NO_CONTACT
    if of_no_use:
        return Reason.BAD_ADDRESS
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
