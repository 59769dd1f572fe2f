"""Whether it was a program that opened a message or followed a link, and by what that is told.

Nothing here is certain, so what robots do is kept with the rule that told them, apart from what people do:

* ``prefetch``: the request says so itself (Sec-Purpose of the Fetch standard; Purpose and X-Moz before it).
* ``crawler``: the program names itself, as the list of the library crawlerdetect knows.
* ``nameless``: it does not say what it is; every browser does.
* ``privacy``: Apple Mail fetches all pictures when a message arrives, and calls itself ``Mozilla/5.0`` and no more, if
  anything. A person who opens the message later is not told from that, so these are no openings.
* ``instant``: a link is followed so soon after the message left as only a scanner on its way can.
* ``burst``: three links of a message in two seconds; see the statement `tracking.burst`.

Two proxies fetch pictures when a person opens a message and are people: Google's and Yahoo's. What scanners that
pretend to be browsers open hours later counts as people.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from crawlerdetect import CrawlerDetect

PROXIES = ("GoogleImageProxy", "YahooMailProxy")
"""In what they call themselves: they fetch a picture when somebody opens the message, and do not say who."""
PRIVACY = ("Mozilla/5.0",)
TELLING = ("sec-purpose", "purpose", "x-purpose", "x-moz")
AHEAD = ("prefetch", "prerender", "preview")


def robot(what: str, headers: Mapping[str, str], *, seconds_after: float | None, scanned_within: float) -> str:
    """Why a request is a robot's; empty where it is a person's, as far as can be told.

    Args:
        what: ``"opened"`` or ``"clicked"``.
        headers: Of the request, by their names in small letters.
        seconds_after: How long after the message left; None where that is not known.
        scanned_within: Who follows a link sooner than so many seconds is a scanner.
    """
    agent = headers.get("user-agent", "").strip()
    if any(word in headers.get(name, "").lower() for name in TELLING for word in AHEAD):
        return "prefetch"
    if what == "opened" and any(name in agent for name in PROXIES):
        return ""
    if not agent:
        return "nameless"
    if agent in PRIVACY:
        return "privacy"
    if _crawls(agent):
        return "crawler"
    if what == "clicked" and seconds_after is not None and seconds_after < scanned_within:
        return "instant"
    return ""


@cache
def _list() -> CrawlerDetect:
    return CrawlerDetect()


@lru_cache(maxsize=4096)
def _crawls(agent: str) -> bool:
    return bool(_list().isCrawler(agent[:1000]))
