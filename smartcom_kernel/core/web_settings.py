"""Settings of what customers reach from messages: where its pages are."""

from __future__ import annotations

from pydantic import Field

from smartcom_kernel.core.section import Section


class Web(Section):
    """Where customers reach the pages that `smartcom serve` answers."""

    address: str = Field("", pattern=r"^(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*)?$", max_length=200)
    """Begin of all links to them, such as `https://mail.shop.example`; without it messages carry no such links."""
