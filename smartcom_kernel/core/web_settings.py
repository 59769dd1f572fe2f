"""Settings of what customers reach from messages: where its pages are, and what their links say."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smartcom_kernel.core.section import Section

Said = Annotated[str, Field(max_length=100)]


class Utm(Section):
    """What links of messages tell the site's analytics; `{mailing}`, `{variant}` and `{medium}` stand for those."""

    source: Said = ""
    """`utm_source`, such as `loyalty`."""
    medium: Said = ""
    """`utm_medium`, such as `{medium}`."""
    campaign: Said = ""
    """`utm_campaign`, such as `{mailing}`."""
    content: Said = ""
    """`utm_content`, such as `{variant}`."""
    term: Said = ""
    """`utm_term`."""

    def parameters(self, other: Utm, **known: str) -> dict[str, str]:
        """The parameters of a link, where another says nothing else of them.

        Args:
            other: What goes before.
            **known: What stands for the names in braces.
        """
        said = {name: getattr(other, name) or getattr(self, name) for name in type(self).model_fields}
        for name, value in known.items():
            said = {key: text.replace(f"{{{name}}}", value) for key, text in said.items()}
        return {f"utm_{key}": text for key, text in said.items() if text}


class Web(Section):
    """Where customers reach the pages that `smartcom serve` answers, and what links of messages say."""

    address: str = Field("", pattern=r"^(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*)?$", max_length=200)
    """Begin of all links to them, such as `https://mail.shop.example`; without it messages carry no such links."""
    utm: Utm = Utm()
    """`[web.utm]`: what is added to all links of messages."""
    scanned_within_seconds: float = Field(5, ge=0, le=600)
    """Who follows a link so soon after the message left is a scanner of mail, not a person."""
    per_minute: int = Field(60, ge=1)
    """Openings and clicks of one message that are counted in a minute; further ones lead on and are not counted."""
