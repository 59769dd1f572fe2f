"""Which addresses may stand in a push or under a button: a tap opens them without anybody having read them."""

from __future__ import annotations

import re

HTTPS = re.compile(r"https://[A-Za-z0-9.\-]+(:[0-9]{1,5})?([/?#][!-~\u00a1-\uffff]*)?")
IN_AN_APP = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://[!-~\u00a1-\uffff]+")
NO_APP = {"about", "blob", "content", "data", "file", "filesystem", "ftp", "http", "https", "intent", "javascript",
          "jar", "vbscript", "view-source", "ws", "wss"}  # fmt: skip
"""Schemes that run code, read the device or go over an open line instead of opening a place in the shop's app."""
LONGEST = 1000


def unfit_image(address: str) -> str:
    """Why an address cannot be the picture of a push; empty where it can."""
    return "" if _fits(HTTPS, address) else f"{address[:60]!r} is no https address of a picture"


def unfit_page(address: str) -> str:
    """Why the button of a messenger cannot open an address; empty where it can: https."""
    return "" if _fits(HTTPS, address) else f"{address[:60]!r} is no https address of a page"


def unfit_link(address: str) -> str:
    """Why a tap cannot open an address; empty where it can: https, or a place in an app such as ``app://sale``."""
    if _fits(HTTPS, address):
        return ""
    place = IN_AN_APP.fullmatch(address)
    if place is not None and place[1].lower() not in NO_APP and _fits(IN_AN_APP, address):
        return ""
    return f"{address[:60]!r} is neither an https address nor a place in an app such as app://sale"


def _fits(pattern: re.Pattern[str], address: str) -> bool:
    return pattern.fullmatch(address) is not None and address.isprintable() and len(address) <= LONGEST
