"""All checks of one finished message."""

from __future__ import annotations

from datetime import UTC, datetime

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.core.errors import DeliveryError, SetupError, Words
from smartcom_kernel.templates.checks.specimen import MARKETING, Specimen
from smartcom_kernel.templates.checks.template_check import TEMPLATE_CHECKS, Finding
from smartcom_kernel.templates.render import Rendered
from smartcom_kernel.templates.template import Template

EXAMPLE = "anna@example.com"


def looked_at(
    template: Template, words: Rendered, channel: Channel | None, *, purpose: str = MARKETING, unsubscribe_url: str = ""
) -> tuple[Finding, ...]:
    """What is wrong with a message as its channel would send it.

    Args:
        template: What it was made from.
        words: What came out of it for an invented customer.
        channel: What carries it; None where none is set.
        purpose: ``"marketing"`` or ``"service"``.
        unsubscribe_url: What the header for leaving says; empty for none.
    """
    content, found = b"", []
    if template.medium == "email" and channel is not None:
        outgoing = Outgoing(
            f"{'0' * 32}.1", "email", EXAMPLE, words.text, datetime(2026, 1, 1, tzinfo=UTC), words.subject, words.html,
            unsubscribe_url=unsubscribe_url,
        )  # fmt: skip
        try:
            content = channel.specimen(outgoing)
        except DeliveryError as error:
            found = [Finding("", True, "", str(error))]
        except SetupError as error:
            said = f"headers and signature were not looked at: {error}", f"заголовки и подпись не проверены: {error}"
            found = [Finding("", False, "", Words(*said))]
    leaves, signs = channel is not None and channel.leaves, channel is None or channel.signs
    return (*found, *preflight(Specimen(template, words, purpose, leaves, signs, content)))


def preflight(specimen: Specimen) -> tuple[Finding, ...]:
    """Everything that is wrong with a message: first what keeps it back, then advice.

    Args:
        specimen: The finished message of an invented customer.
    """
    checks = [TEMPLATE_CHECKS.parse({"kind": kind}) for kind in TEMPLATE_CHECKS]
    found = [finding for check in checks if check.speaks_of(specimen) for finding in check.look(specimen)]
    return tuple(sorted(found, key=lambda finding: not finding.must))
