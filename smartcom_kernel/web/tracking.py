"""``/o/TOKEN``, ``/c/TOKEN/TARGET``, ``/l/CODE``: the picture of a message, and its links.

A link leads where the message's sending has kept that it leads, and nowhere else. It leads on whatever becomes of the
count: somebody who follows a link is never shown why it was not counted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.core.signed_token import verified
from smartcom_kernel.delivery.robots import robot
from smartcom_kernel.mailings.tracking import PURPOSE, octets_of
from smartcom_kernel.state import links, tracking
from smartcom_kernel.state.connect import DatabaseError, State
from smartcom_kernel.state.tracking import Followed
from smartcom_kernel.web.pages import HEADERS, page
from smartcom_kernel.web.rate import Buckets

PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
"""A GIF of one transparent point (43 octets)."""
ALONE = {**HEADERS, "Cache-Control": "no-store, private", "Cross-Origin-Resource-Policy": "cross-origin"}
log = logging.getLogger(__name__)


class Tracking:
    """Answers for pictures and links of messages. HEAD leads where GET does, and counts nothing.

    Args:
        state: Where links lead and reactions are kept.
        settings: The shop's name and language, and what is counted.
        clock: Dates the reactions.
        seconds: A clock that only goes forward, for the rate.
    """

    def __init__(
        self, state: State, settings: Settings, clock: Clock, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._state = state
        self._settings = settings
        self._clock = clock
        self._seconds = seconds
        self._buckets = Buckets(settings.web.per_minute)

    async def picture(self, request: Request) -> Response:
        """The picture; the same for every token, so that nobody learns from it which are ours."""
        if request.method == "GET":
            await run_in_threadpool(self._open, request)
        return Response(PICTURE, media_type="image/gif", headers=ALONE)

    async def link(self, request: Request) -> Response:
        """Leads on."""
        target = octets_of(request.path_params["target"])
        return await self._lead(request, lambda: self._found(request.path_params["token"], target))

    async def short(self, request: Request) -> Response:
        """The same of a short link."""
        code = octets_of(request.path_params["code"])
        return await self._lead(request, lambda: self._short(code))

    async def _lead(self, request: Request, find: Callable[[], Followed | None]) -> Response:
        followed = await run_in_threadpool(find)
        if followed is None or followed.url is None:
            words = page("unknown", shop=self._settings.name, lang=self._settings.language)
            return HTMLResponse(words, 404, headers=HEADERS)
        if request.method == "GET":
            await run_in_threadpool(self._count, request, followed, "clicked")
        return RedirectResponse(followed.url, 302, headers=ALONE)

    def _open(self, request: Request) -> None:
        followed = self._found(request.path_params["token"], None)
        if followed is not None:
            self._count(request, followed, "opened")

    def _found(self, token: str, target: bytes | None) -> Followed | None:
        with self._state.transaction() as connection:
            key = verified(PURPOSE, token, links.keys(connection))
            return None if key is None else tracking.link(connection, key, target)

    def _short(self, code: bytes | None) -> Followed | None:
        if code is None:
            return None
        with self._state.transaction() as connection:
            return tracking.short(connection, code)

    def _count(self, request: Request, followed: Followed, what: str) -> None:
        if not self._buckets.pass_(followed.message_id, seconds=self._seconds()):
            return
        now = self._clock.now()
        after = None if followed.sent_at is None else (now - followed.sent_at).total_seconds()
        headers = {name.lower(): value for name, value in request.headers.items()}
        why = robot(what, headers, seconds_after=after, scanned_within=self._settings.web.scanned_within_seconds)
        try:
            with self._state.transaction() as connection:
                tracking.react(connection, followed, what, at=now, why=why)
        except DatabaseError as error:
            log.error("a reaction to message %s was not counted: %s", followed.message_id, error)
