"""The ASGI app: the unsubscribe link of messages, by hand and with one click (RFC 8058), and what providers tell.

GET and HEAD change nothing, because scanners of mail follow every link. A POST needs nothing but the address it goes
to, which nobody can make up: no cookie, no confirmation, no redirect. There is no limit per client, because mail
providers post for many of their users from few addresses; a token that is not ours costs one look at the keys.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.consent.unsubscribe import linked, unsubscribe
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.state.connect import State
from smartcom_kernel.web.callbacks import Callbacks
from smartcom_kernel.web.confirmations import Confirmations
from smartcom_kernel.web.pages import HEADERS, page
from smartcom_kernel.web.subscriptions import Subscriptions
from smartcom_kernel.web.tracking import Tracking

LARGEST_BODY = 4096
"""Octets; the words of RFC 8058 are 26, and some 200 as multipart/form-data."""
SLOWEST_BODY_SECONDS = 10.0
log = logging.getLogger(__name__)


def web_app(
    state: State, settings: Settings, clock: Clock, *, channels: Mapping[str, Channel] | None = None
) -> Starlette:
    """The app over one workspace.

    Args:
        state: Where opt-outs and delivery reports go.
        settings: The shop's name and language.
        clock: What opt-outs and calls are dated by.
        channels: The channel of each medium; providers of no other are heard.
    """
    callbacks = Callbacks(state, channels or {}, clock)

    def answer(which: str, status: int = 200, medium: str = "") -> Response:
        words = page(which, shop=settings.name, lang=settings.language, medium=medium)
        return HTMLResponse(words, status, headers=HEADERS)

    async def subscription(request: Request) -> Response:
        message = await run_in_threadpool(linked, state, request.path_params["token"])
        if message is None:
            return answer("unknown", 404)
        if request.method != "POST":
            return answer("ask", medium=message.medium)
        if not await _is_one_click(request):
            return answer("refused", 400)
        await run_in_threadpool(unsubscribe, state, message, now=clock.now())
        return answer("done", medium=message.medium)

    async def health(_: Request) -> Response:
        await run_in_threadpool(state.rows, "health.server")
        return PlainTextResponse("ok", headers=HEADERS)

    async def failed(_: Request, error: Exception) -> Response:
        log.error("a request failed", exc_info=error)
        return answer("failed", 500)

    async def nothing_here(_: Request, error: Exception) -> Response:
        return answer("unknown", error.status_code if isinstance(error, HTTPException) else 404)

    handlers: dict[int | type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        HTTPException: nothing_here, 500: failed,
    }  # fmt: skip
    followed = Tracking(state, settings, clock)
    routes = [
        Route("/u/{token}", subscription, methods=["GET", "POST"]),
        Route("/s/{token}", Subscriptions(state, settings, clock).__call__, methods=["GET", "POST"]),
        Route("/d/{token}", Confirmations(state, settings, clock).__call__, methods=["GET", "POST"]),
        Route("/o/{token}", followed.picture),
        Route("/c/{token}/{target}", followed.link),
        Route("/l/{code}", followed.short),
        Route("/callbacks/{medium}", callbacks.__call__, methods=["POST"]),
        Route("/health", health),
    ]
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False  # it redirects to whatever host the request names
    return app


def serve(
    state: State, settings: Settings, clock: Clock, *, channels: Mapping[str, Channel], host: str, port: int
) -> None:
    """Answer until the process is asked to end. Addresses are not logged: whoever reads one can use it."""
    uvicorn.run(
        web_app(state, settings, clock, channels=channels), host=host, port=port, access_log=False, server_header=False,
        limit_concurrency=256, timeout_keep_alive=5, timeout_graceful_shutdown=10,
    )  # fmt: skip


async def _is_one_click(request: Request) -> bool:
    """Whether the body says List-Unsubscribe=One-Click, as a form or as multipart/form-data."""
    try:
        body = await asyncio.wait_for(_body(request), SLOWEST_BODY_SECONDS)
    except (TimeoutError, ClientDisconnect):
        return False
    return b"List-Unsubscribe" in body and b"One-Click" in body


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            return b""
    return body
