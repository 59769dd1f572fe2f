"""From a link in a message that left to the number in the report: people once, robots apart, and no way elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.mailings.reach import Reach
from smartcom_kernel.state import tracking
from smartcom_kernel.state.tracking import LinkClicks, Target
from smartcom_kernel.web.app import web_app
from smartcom_kernel.workbench import Workbench
from tests.delivery.posts import NOW
from tests.delivery.test_robots import CHROME, GOOGLE
from tests.web.test_unsubscribe import CORPORA, Caller
from tests.widgets.shop import database_of

SETTINGS = """
[web]
address = "https://m.shop.test"
[web.utm]
source = "loyalty"
campaign = "{mailing}"
[delivery]
consent_default = true
quiet_hours = {}
"""
CUSTOMERS = (
    "customer_id,first_name,email,phone\nann,ann,ann@example.com,\nbob,bob,bob@example.com,\neve,eve,,+79000000001\n"
)
HTML = """<html><body><a href="https://shop.example/new?a=1&amp;b=2">New</a>
<a href="https://shop.example/yours/{{ client.first_name }}">Yours</a> <a href="mailto:we@shop.example">Write</a>
<a href="https://m.shop.test/s/x">Ours</a></body></html>"""
VARIANT = {"name": "A", "templates": {"email": "hello", "sms": "short"}}
OCCASIONS = count()
MAILING: dict[str, Any] = {"segment": "all", "control_share": 0.0, "purpose": "service", "variants": [VARIANT]}


@pytest.fixture(scope="module")
def base(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with database_of(server, tmp_path_factory.mktemp("tracking")) as (folder, url):
        (folder / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
        with Workbench.open(folder, database_url=url, clock=FixedClock(NOW)) as wb:
            wb.load("customers", folder / "customers.csv")
            wb.refresh()
            wb.segments.save("all", {"kind": "metric", "name": "receipts", "is": {"gte": 0}})
            wb.templates.save("hello", {"medium": "email", "subject": "Hello", "html": HTML})
            wb.templates.save(
                "short", {"medium": "sms", "text": "See https://shop.example/a-rather-long-way-to-the-sale."}
            )
            yield wb


@pytest.fixture
def shop(base: Workbench) -> Workbench:
    """Ann and Bob got an e-mail, Eve an SMS."""
    return send(base, VARIANT)


def send(wb: Workbench, variant: dict[str, Any]) -> Workbench:
    """One more sending, and nothing else in the mailbox."""
    shutil.rmtree(wb.folder / "mailbox", ignore_errors=True)
    wb.mailings.save("spring", {**MAILING, "variants": [variant]})
    wb.mailings.send("spring", occasion=str(next(OCCASIONS)))
    wb.deliver()
    return wb


def sent(wb: Workbench, who: str) -> str:
    """What a message says, as its reader sees it."""
    return next(text for text in texts(wb.folder) if who in text)


def texts(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "mailbox").rglob("*")):
        if path.suffix == ".eml":
            message = message_from_bytes(path.read_bytes(), policy=default)
            parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
            yield f"{message['To']}\n" + "\n".join(parts)
        elif path.is_file():
            yield path.read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    return [unescape(url).removeprefix("https://m.shop.test") for url in re.findall(r'href="([^"]+)"', text)]


def caller(wb: Workbench, *, at: timedelta = timedelta(hours=1), **web: Any) -> Caller:
    settings = wb.settings.model_copy(update={"web": Web(**{**wb.settings.web.model_dump(), **web})})
    return Caller(web_app(wb.state, settings, FixedClock(NOW + at)))


def reach(wb: Workbench) -> Reach:
    return wb.mailings.reach("spring")


def counts(wb: Workbench) -> dict[str, int]:
    (found,) = [v for v in reach(wb).variants if v.medium == "email"]
    names = ("sent", "opened", "clicked", "openings", "clicks", "robots_opened", "robots_clicked")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def browse(web: Caller, path: str, agent: str = CHROME, **more: str) -> Any:
    return web.request("GET", path, headers={"User-Agent": agent, **more})


def test_links_lead_where_they_say_with_what_the_sites_analytics_are_told(shop: Workbench) -> None:
    new, yours, mail, ours = links(sent(shop, "ann@example.com"))
    web = caller(shop)
    assert browse(web, new).headers["Location"] == (
        "https://shop.example/new?a=1&b=2&utm_source=loyalty&utm_campaign=spring"
    )
    assert browse(web, yours).headers["Location"].startswith("https://shop.example/yours/ann?utm_source=loyalty")
    assert (mail, ours) == ("mailto:we@shop.example", "/s/x")
    assert counts(shop) == {"sent": 2, "opened": 1, "clicked": 1, "clicks": 2}


def test_a_thousand_requests_are_one_person(shop: Workbench) -> None:
    link = links(sent(shop, "ann@example.com"))[0]
    web = caller(shop, per_minute=100_000)
    for _ in range(1000):
        browse(web, link)
    assert counts(shop) == {"sent": 2, "opened": 1, "clicked": 1, "clicks": 1000}
    browse(web, link)
    assert counts(shop)["clicks"] == 1000
    (row,) = reach(shop).links
    assert (row.people, row.clicks) == (1, 1000)


def test_the_click_map_shows_people_beside_the_links_that_they_followed(shop: Workbench) -> None:
    web = caller(shop)
    for who in ("ann", "bob"):
        browse(web, links(sent(shop, f"{who}@example.com"))[0])
    browse(web, links(sent(shop, "ann@example.com"))[1])
    html = shop.mailings.click_map("spring")
    assert re.search(r'new\?a=1&amp;b=2"><span[^>]*>2 · 100.0%</span>New</a>', html)
    assert (">Write</a>" in html, html.count("<span")) == (True, 1)
    found = reach(shop)
    assert [(link.url[:25], link.people) for link in found.links] == [
        ("https://shop.example/new?", 2),
        ("https://shop.example/your", 1),
    ]
    assert list(found.link_frame["share"]) == [1.0, 0.5]
    assert "opened 2 (100.0%), clicked 2 (100.0%)" in found.describe()
    many = replace(found, links=(LinkClicks("", 30, 25),))
    assert "личные ссылки клиентов: 25, 30" in many.describe("ru")
    assert "links of each customer&#x27;s own</td>" in many._repr_html_()
    with pytest.raises(DataError, match="in a variant 'Z'"):
        shop.mailings.click_map("spring", variant="Z")


def test_what_the_report_says_is_whole_numbers_and_what_came_back_was_sent_too(shop: Workbench) -> None:
    link = links(sent(shop, "ann@example.com"))[0]
    browse(caller(shop), link)
    with shop.state.transaction() as connection:
        connection.execute(
            "UPDATE messages SET state = 'bounced' WHERE address = 'bob@example.com' AND state = 'accepted'"
        )
    (email,) = [v for v in reach(shop).variants if v.medium == "email"]
    assert (email.sent, email.bounced, type(email.clicks), type(email.openings)) == (2, 1, int, int)
    assert "bounced 1 (50.0%)" in reach(shop).describe()


def test_requests_at_the_same_moment_see_each_other(shop: Workbench) -> None:
    three = "".join(f'<a href="https://shop.example/{n}">x</a>' for n in range(3))
    shop.templates.save("three", {"medium": "email", "subject": "Hello", "html": three})
    paths = links(sent(send(shop, {"name": "A", "templates": {"email": "three"}}), "ann@example.com"))[:3]
    webs = [caller(shop) for _ in paths]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda web, path: browse(web, path).status_code, webs, paths))
    assert answers == [302] * 3
    assert counts(shop) == {"sent": 2, "robots_clicked": 1}


def test_a_thousand_robots_do_not_crowd_a_person_out(shop: Workbench) -> None:
    text = sent(shop, "ann@example.com")
    with shop.state.transaction() as connection:
        connection.execute(
            "INSERT INTO reactions (message_id, what, happened_at, by_robot, why) "
            "SELECT message_id, 'opened', now(), true, 'crawler' FROM messages, generate_series(1, 1000) "
            "WHERE address = 'ann@example.com'"
        )
    browse(caller(shop), links(text)[0])
    assert counts(shop) == {"sent": 2, "opened": 1, "clicked": 1, "clicks": 1}


def test_a_click_that_cannot_be_counted_leads_on(shop: Workbench) -> None:
    link = links(sent(shop, "ann@example.com"))[0]
    with shop.state.transaction() as connection:
        connection.execute("ALTER TABLE reactions ADD CONSTRAINT full_disk CHECK (what <> 'clicked') NOT VALID")
    try:
        assert browse(caller(shop), link).status_code == 302
    finally:
        with shop.state.transaction() as connection:
            connection.execute("ALTER TABLE reactions DROP CONSTRAINT full_disk")


def test_two_senders_keep_the_same_links_in_any_order(shop: Workbench) -> None:
    with shop.state.transaction() as connection:
        rows = connection.execute(
            "SELECT sending_id, message_id FROM messages WHERE sending_id = (SELECT max(sending_id) FROM sendings)"
        ).fetchall()
    sending_id, ids = rows[0]["sending_id"], [row["message_id"] for row in rows]
    links_ = [Target(ids[0], n.to_bytes(8, "big"), f"https://shop.example/{n}") for n in range(2000)]
    others = [replace(link, message_id=ids[1]) for link in reversed(links_)]

    def keep(these: list[Target]) -> None:
        with shop.state.transaction() as connection:
            tracking.keep(connection, sending_id, these)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep, (links_, others)))
    with shop.state.transaction() as connection:
        shared = connection.execute(
            "SELECT count(*) AS n FROM link_targets WHERE sending_id = %s AND message_id IS NULL", [sending_id]
        ).fetchone()
    assert shared is not None
    assert shared["n"] >= 2000


def test_the_picture_counts_people_once_and_robots_apart(shop: Workbench) -> None:
    ann, bob = (picture(sent(shop, f"{who}@example.com")) for who in ("ann", "bob"))
    web = caller(shop)
    answer = browse(web, ann, GOOGLE)
    assert (answer.headers["Content-Type"], len(answer.content)) == ("image/gif", 43)
    assert answer.headers["Cache-Control"] == "no-store, private"
    browse(web, ann)
    browse(web, bob, "Mozilla/5.0")
    assert counts(shop) == {"sent": 2, "opened": 1, "openings": 2, "robots_opened": 1}


def picture(text: str) -> str:
    found = re.search(r'<img src="https://m\.shop\.test(/o/[^"]+)" width="1"', text)
    assert found is not None
    return found[1]


def test_what_follows_all_links_at_once_or_at_once_after_the_message_left_is_a_scanner(shop: Workbench) -> None:
    new, yours = links(sent(shop, "ann@example.com"))[:2]
    browse(caller(shop, at=timedelta(seconds=2)), new)
    assert counts(shop) == {"sent": 2, "robots_clicked": 1}
    web = caller(shop)
    browse(web, new)
    browse(web, yours)
    assert counts(shop)["clicked"] == 1  # two are not yet a burst


def test_three_links_within_two_seconds_are_a_robots_in_hindsight(shop: Workbench) -> None:
    three = "".join(f'<a href="https://shop.example/{n}">x</a>' for n in range(3))
    shop.templates.save("three", {"medium": "email", "subject": "Hello", "html": three})
    text = sent(send(shop, {"name": "A", "templates": {"email": "three"}}), "ann@example.com")
    web = caller(shop)
    for link in links(text)[:3]:
        browse(web, link)
    assert counts(shop) == {"sent": 2, "robots_clicked": 1}


def test_head_leads_on_and_counts_nothing(shop: Workbench) -> None:
    text = sent(shop, "ann@example.com")
    web = caller(shop)
    answer = web.request("HEAD", links(text)[0], headers={"User-Agent": CHROME})
    assert answer.headers["Location"].startswith("https://shop.example/new")
    assert web.request("HEAD", picture(text)).status_code == 200
    assert counts(shop) == {"sent": 2}


def test_a_short_link_of_an_sms_leads_on_and_is_counted(shop: Workbench) -> None:
    text = sent(shop, "m.shop.test/l/")
    found = re.search(r"https://m\.shop\.test(/l/[\w-]{11})\.", text)
    assert found is not None
    answer = browse(caller(shop), found[1])
    assert answer.headers["Location"].startswith("https://shop.example/a-rather-long-way-to-the-sale?utm_source=")
    (sms,) = [v for v in reach(shop).variants if v.medium == "sms"]
    assert (sms.sent, sms.clicked) == (1, 1)
    size = shop.mailings.check("spring").templates[1].sms
    assert size is not None
    assert size.units == len("See https://m.shop.test/l/12345678901.")


def test_who_asks_too_often_is_led_on_and_not_counted(shop: Workbench) -> None:
    link = links(sent(shop, "ann@example.com"))[0]
    web = caller(shop, per_minute=2)
    assert [browse(web, link).status_code for _ in range(4)] == [302] * 4
    assert counts(shop)["clicks"] == 2


def test_a_link_is_followed_only_with_its_own_token_and_to_a_stored_address(shop: Workbench) -> None:
    new, yours = links(sent(shop, "ann@example.com"))[:2]
    other = links(sent(shop, "bob@example.com"))[1]
    _, _, token, target = new.split("/")
    unsubscribing = f"/c/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/{target}"
    web = caller(shop)
    for wrong in (
        unsubscribing, f"/c/{token}/AAAAAAAAAAA", f"/c/{token}/https:%2F%2Fevil.example", f"/c/{token}/..", "/c/x/y",
        f"/c/{token[:20]}/{target}", "/l/AAAAAAAAAAA", "/l/x",
    ):  # fmt: skip
        assert browse(web, wrong).status_code == 404
    assert "evil" not in browse(web, f"{new}?url=https://evil.example").headers["Location"]
    assert other.split("/")[3] != yours.split("/")[3]


def test_naughty_strings_as_paths_never_fail_and_never_lead_anywhere(shop: Workbench) -> None:
    found = next(iter(CORPORA.rglob("blns.json")), None)
    if found is None:
        pytest.skip(f"no list of naughty strings (blns.json) in {CORPORA}")
    web = caller(shop)
    for text in json.loads(found.read_text(encoding="utf-8"))[::5]:
        assert browse(web, f"/c/{quote(text, safe='')}/{quote(text[:20], safe='')}").status_code == 404
        assert browse(web, f"/l/{quote(text, safe='')}").status_code == 404


def test_after_an_erasure_a_link_of_their_own_leads_nowhere_and_nobody_is_named(shop: Workbench) -> None:
    new, yours = links(sent(shop, "ann@example.com"))[:2]
    shop.personal.erase(["ann"], reason="request 17")
    web = caller(shop)
    assert browse(web, yours).status_code == 404
    assert browse(web, new).status_code == 302
