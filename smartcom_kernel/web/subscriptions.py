"""``/s/TOKEN``: looking at subscriptions and changing them.

The token is the only key: there is no cookie that a page elsewhere could make a post with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from smartcom_kernel.consent.choices import About, Answer, Choice, choices, choose
from smartcom_kernel.consent.page_links import page_of
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.links import Linked
from smartcom_kernel.web.pages import HEADERS, page
from smartcom_kernel.web.subscription_page import HEADERS as PAGE_HEADERS
from smartcom_kernel.web.subscription_page import reasons_of, subscription_page

LARGEST_BODY = 65_536
MOST_FIELDS = 1000
SLOWEST_BODY_SECONDS = 10.0
LONGEST_REMARK = 500
UNPRINTABLE = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n")
"""What no keyboard gives; the database takes no NUL."""


class Subscriptions:
    """Answers for subscription pages. GET and HEAD change nothing: scanners of mail follow every link.

    Args:
        state: Where words of consent are kept.
        settings: The shop's name, language and categories.
        clock: Dates the words.
    """

    def __init__(self, state: State, settings: Settings, clock: Clock) -> None:
        self._state = state
        self._settings = settings
        self._clock = clock

    async def __call__(self, request: Request) -> Response:
        """The page, and after a POST what has become of it."""
        lang = _lang(request, self._settings.language)
        message = await run_in_threadpool(page_of, self._state, request.path_params["token"])
        if message is None:
            return self._said("unknown", lang, 404)
        if request.method != "POST":
            return self._page(await run_in_threadpool(choices, self._state, message, self._settings), lang)
        form = await _form(request)
        if form is None:
            return self._said("refused", lang, 400)
        answer = answer_of(form, reasons_of(self._settings.unsubscribe, self._settings.language))
        before, now = await run_in_threadpool(self._choose, message, answer)
        return self._page(now, lang, before=before)

    def _choose(self, message: Linked, answer: Answer) -> tuple[list[Choice], list[Choice]]:
        before = choices(self._state, message, self._settings)
        return before, choose(self._state, message, self._settings, answer, now=self._clock.now())

    def _page(self, found: list[Choice], lang: Lang, *, before: list[Choice] | None = None) -> Response:
        settings = self._settings
        reasons = reasons_of(settings.unsubscribe, lang)
        words = subscription_page(found, shop=settings.name, lang=lang, reasons=reasons, was=before)
        return HTMLResponse(words, headers=PAGE_HEADERS)

    def _said(self, which: str, lang: Lang, status: int) -> Response:
        return HTMLResponse(page(which, shop=self._settings.name, lang=lang), status, headers=HEADERS)


def answer_of(form: Mapping[str, list[str]], reasons: list[str]) -> Answer:
    """What a form says; fields and boxes that nobody knows say nothing.

    Args:
        form: Values by the names of fields, each any number of times.
        reasons: Those offered, in the shop's language: the form names them by number.
    """
    number = next((n for n in form.get("reason", []) if n.isascii() and n.isdigit() and len(n) < 3), "")
    remark = " ".join(form.get("remark", [])).translate(UNPRINTABLE).strip()
    return Answer(
        seen=_boxes(form, "seen"), was=_boxes(form, "was"), on=_boxes(form, "on"),
        leave=frozenset(form.get("leave", [])) & frozenset(MEDIA), back=frozenset(form.get("back", [])),
        reason=reasons[int(number)] if number and int(number) < len(reasons) else "", remark=remark[:LONGEST_REMARK],
    )  # fmt: skip


def _boxes(form: Mapping[str, list[str]], field: str) -> frozenset[About]:
    pairs = (value.partition(":") for value in form.get(field, []))
    return frozenset((medium, category) for medium, _, category in pairs)


def _lang(request: Request, otherwise: Lang) -> Lang:
    asked = request.query_params.get("lang")
    return "ru" if asked == "ru" else "en" if asked == "en" else otherwise


async def _form(request: Request) -> dict[str, list[str]] | None:
    """The fields of a form; None where it is none, says nothing, is too large or comes too slowly."""
    try:
        body = await asyncio.wait_for(_body(request), SLOWEST_BODY_SECONDS)
        return parse_qs(body.decode("ascii"), errors="replace", max_num_fields=MOST_FIELDS) or None
    except (TimeoutError, ClientDisconnect, ValueError):
        return None


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            return b""
    return body
