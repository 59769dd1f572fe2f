"""Who opens and clicks is a person unless a rule says why not."""

from __future__ import annotations

import pytest

from smartcom_kernel.delivery.robots import robot

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"


@pytest.mark.parametrize(
    ("what", "agent", "more", "after", "why"),
    [
        ("clicked", CHROME, {}, 3600.0, ""),
        ("clicked", IPHONE, {}, None, ""),
        ("clicked", CHROME, {}, 1.0, "instant"),
        ("clicked", CHROME, {}, 5.0, ""),
        ("opened", CHROME, {}, 1.0, ""),
        ("opened", GOOGLE, {}, 60.0, ""),
        ("clicked", GOOGLE, {}, 60.0, "crawler"),
        ("opened", YAHOO, {}, 60.0, ""),
        ("opened", "Mozilla/5.0", {}, 3600.0, "privacy"),
        ("opened", "", {}, 3600.0, "nameless"),
        ("clicked", "python-requests/2.32", {}, 3600.0, "crawler"),
        ("clicked", CHROME, {"sec-purpose": "prefetch;prerender"}, 3600.0, "prefetch"),
        ("opened", CHROME, {"x-moz": "prefetch"}, 3600.0, "prefetch"),
        ("clicked", CHROME, {"purpose": "Preview"}, 3600.0, "prefetch"),
    ],
)
def test_a_request_is_a_robots_by_the_rule_that_tells(
    what: str, agent: str, more: dict[str, str], after: float | None, why: str
) -> None:
    assert robot(what, {"user-agent": agent, **more}, seconds_after=after, scanned_within=5) == why
