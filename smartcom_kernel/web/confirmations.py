"""``/d/TOKEN``: confirming that the address of a message is one's own (double opt-in)."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from smartcom_kernel.consent.confirm import asked, confirm
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.web.pages import HEADERS, page


class Confirmations:
    """Answers for confirmation links. GET and HEAD change nothing: scanners of mail follow every link.

    Args:
        state: Where confirmations are kept.
        settings: The shop's name and language, and how long a link is good for.
        clock: Dates the confirmations.
    """

    def __init__(self, state: State, settings: Settings, clock: Clock) -> None:
        self._state = state
        self._settings = settings
        self._clock = clock

    async def __call__(self, request: Request) -> Response:
        """The page with the button, and after a POST what has become of it; a body is not read."""
        now = self._clock.now()
        link = await run_in_threadpool(asked, self._state, request.path_params["token"], self._settings, now=now)
        if link is None:
            return self._said("unknown", 404)
        if link.lapsed:
            return self._said("lapsed", 410)
        if request.method != "POST":
            return self._said("confirm")
        client = request.client.host if request.client else ""
        agent = request.headers.get("User-Agent", "")
        await run_in_threadpool(confirm, self._state, link.message, now=now, client=client, agent=agent)
        return self._said("confirmed")

    def _said(self, which: str, status: int = 200) -> Response:
        words = page(which, shop=self._settings.name, lang=self._settings.language)
        return HTMLResponse(words, status, headers=HEADERS)
