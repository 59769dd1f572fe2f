"""Who follows the unsubscribe link and presses the button gets no more; whoever only looks changes nothing."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from smartcom_kernel.consent.consent import ConsentBook
from smartcom_kernel.consent.unsubscribe import unsubscribe_urls
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import Settings, load_settings
from smartcom_kernel.delivery.hold import Hold
from smartcom_kernel.state import sendings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import Terms
from smartcom_kernel.web.app import LARGEST_BODY, web_app
from tests.delivery.posts import NOW, address, book, planned

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
CORPORA = Path(os.environ.get("SMARTCOM_CORPORA", "../shared/corpora"))


class Caller:
    """Calls the app without a network."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def request(self, method: str, path: str | httpx.URL, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
                return await client.request(method, path, **more)

        return asyncio.run(asked())

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def post(self, path: str | httpx.URL, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)


def app_of(state: State, **settings: object) -> Caller:
    told = Settings.model_validate({"name": "Corner <shop>", **settings})
    return Caller(web_app(state, told, FixedClock(NOW)))


@pytest.fixture
def path(state: State) -> str:
    """The link of the message to Ann, who had agreed to e-mails and SMS."""
    sending_id = planned(state, {"ann": address("ann")})
    book(state).allow("ann", "email", source="form")
    book(state).allow("ann", "sms", source="form")
    with state.transaction() as connection:
        sending = sendings.get(connection, sending_id)
        row = connection.execute("SELECT message_id FROM messages").fetchone()
    assert row is not None
    url = unsubscribe_urls(state, "https://mail.shop.example")(sending.key(row["message_id"]))
    return url.removeprefix("https://mail.shop.example")


def allowed(state: State) -> dict[str, bool]:
    return {medium: word.granted for medium, word in ConsentBook(state).of("ann").items()}


def test_one_click_ends_the_medium_of_the_message_and_no_other(state: State, path: str) -> None:
    answer = app_of(state).post(path, data=ONE_CLICK)
    assert (answer.status_code, answer.cookies) == (200, httpx.Cookies())
    assert allowed(state) == {"email": False, "sms": True}


def test_one_click_may_come_as_multipart(state: State, path: str) -> None:
    assert app_of(state).post(path, files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200
    assert allowed(state)["email"] is False


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_whoever_does_not_post_changes_nothing(state: State, path: str, method: str) -> None:
    app_of(state).request(method, path, headers={"Sec-Purpose": "prefetch"})
    assert allowed(state)["email"] is True


@pytest.mark.parametrize(
    "body", [b"", b"List-Unsubscribe=no", b"One-Click", b"\xff" * 100, b"List-Unsubscribe=One-Click" * 200]
)
def test_a_post_that_says_something_else_or_too_much_changes_nothing(state: State, path: str, body: bytes) -> None:
    assert app_of(state).post(path, content=body).status_code == 400
    assert allowed(state)["email"] is True


def test_pressing_the_button_a_hundred_times_is_one_word_and_one_unsubscription(state: State, path: str) -> None:
    client = app_of(state)
    assert {client.post(path, data=ONE_CLICK).status_code for _ in range(100)} == {200}
    assert [w.source for w in ConsentBook(state).history("ann") if not w.granted] == ["unsubscribe link"]
    with state.transaction() as connection:
        rows = connection.execute("SELECT happened_at FROM unsubscribes").fetchall()
    assert [row["happened_at"] for row in rows] == [NOW]


def test_a_claim_that_begins_after_the_answer_leaves_the_customer_out(state: State, path: str) -> None:
    later = planned(state, {"ann": address("ann")}, mailing="later")
    app_of(state).post(path, data=ONE_CLICK)
    with Hold(state, lease_seconds=60) as hold:
        staying = hold.claim(later, batch=1, now=NOW)
        assert list(hold.intend(staying, version=1, terms=Terms(), dated=NOW, now=NOW).values()) == ["no_consent"]


def test_who_agrees_again_and_leaves_again_has_left(state: State, path: str) -> None:
    client = app_of(state)
    client.post(path, data=ONE_CLICK)
    book(state).allow("ann", "email", source="shop")
    client.post(path, data=ONE_CLICK)
    assert allowed(state)["email"] is False


@pytest.mark.parametrize(("lang", "words"), [("en", "Unsubscribe"), ("ru", "Отписаться")])
def test_the_page_is_in_the_language_of_the_shop_and_its_name_stays_text(
    state: State, path: str, lang: str, words: str
) -> None:
    answer = app_of(state, language=lang).get(path)
    assert f"<button>{words}</button>" in answer.text
    assert f'<html lang="{lang}">' in answer.text
    assert "Corner &lt;shop&gt;" in answer.text


def test_every_answer_forbids_scripts_frames_and_referrers(state: State, path: str) -> None:
    client = app_of(state)
    for answer in (client.get(path), client.post(path, data=ONE_CLICK), client.get("/u/x"), client.get("/nothing")):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "location" not in answer.headers


def test_a_link_of_a_message_that_this_database_does_not_have_is_not_valid(state: State) -> None:
    make = unsubscribe_urls(state, "https://mail.shop.example")
    client = app_of(state)
    for key in (f"{'0' * 32}.1", "x", "", f"{'0' * 32}.{'9' * 18}"):
        assert client.post(make(key)[len("https://mail.shop.example") :], data=ONE_CLICK).status_code == 404


def test_naughty_strings_for_a_token_are_not_valid_and_break_nothing(state: State) -> None:
    found = next(iter(CORPORA.rglob("blns.json")), None)
    if found is None:
        pytest.skip(f"no list of naughty strings (blns.json) in {CORPORA}")
    client = app_of(state)
    for text in json.loads(found.read_text(encoding="utf-8")):
        answer = client.post(f"/u/{quote(text, safe='')}", data=ONE_CLICK)
        assert answer.status_code in (404, 405)


def test_a_fault_inside_is_not_told_outside(state: State, path: str) -> None:
    client = app_of(state)
    with state.transaction() as connection:
        connection.execute("ALTER TABLE unsubscribes RENAME TO unsubscribes_away")
    answer = client.post(path, data=ONE_CLICK)
    assert answer.status_code == 500
    assert "unsubscribes" not in answer.text
    assert allowed(state)["email"] is True


@pytest.fixture
def site(state: State) -> Iterator[str]:
    """The app behind a real server on a port of its own."""
    told = Settings(name="Corner shop")
    config = uvicorn.Config(web_app(state, told, FixedClock(NOW)), access_log=False, log_level="error", lifespan="off")
    running = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
        thread.start()
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        running.should_exit = True
        thread.join(timeout=20)


def test_over_a_real_connection_a_look_changes_nothing_and_one_click_does(state: State, path: str, site: str) -> None:
    with httpx.Client(base_url=site) as client:
        assert client.head(path).status_code == 200
        assert client.get("/health").text == "ok"
        assert "Corner shop" in client.get(path).text
        assert allowed(state)["email"] is True
        assert client.post(path, data=ONE_CLICK).status_code == 200
        assert client.post(path, content=b"x" * (LARGEST_BODY + 1)).status_code == 400
    assert allowed(state)["email"] is False


@pytest.mark.parametrize(
    "said", ["http://mail.shop.example", "https://mail.shop.example/", "https://a b", "javascript:1"]
)
def test_an_address_that_links_cannot_begin_with_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(SpecError, match=r"web\.address"):
        load_settings(tmp_path, web={"address": said})
