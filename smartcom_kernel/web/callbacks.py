"""What providers tell of messages by calling us: believed once it is theirs, answered once it is committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.channels.report import Callback
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import DataError, NotAuthentic
from smartcom_kernel.delivery.heard import record
from smartcom_kernel.state.connect import State
from smartcom_kernel.web.pages import HEADERS

LARGEST = 1024 * 1024
"""Octets of one call."""
SLOWEST_SECONDS = 10.0
log = logging.getLogger(__name__)


class Callbacks:
    """Answers ``/callbacks/MEDIUM``: 401 to whoever cannot prove who it is, 200 once what was told is kept.

    Args:
        state: Where messages are.
        channels: The channel of each medium, which knows its provider.
        clock: Dates the calls, and judges how old they are.
    """

    def __init__(self, state: State, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._state = state
        self._channels = channels
        self._clock = clock

    async def __call__(self, request: Request) -> Response:
        """Take in one call."""
        channel = self._channels.get(request.path_params["medium"])
        if channel is None:
            return _answer(404)
        try:
            body = await asyncio.wait_for(_body(request), SLOWEST_SECONDS)
        except (TimeoutError, ClientDisconnect):
            return _answer(408)
        if body is None:
            return _answer(413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Callback(request.method, headers, dict(request.query_params), body, self._clock.now())
        return await run_in_threadpool(self._heard, request.path_params["medium"], channel, call)

    def _heard(self, medium: str, channel: Channel, call: Callback) -> Response:
        try:
            told = channel.hear(call)
        except NotAuthentic as refused:
            log.warning("a call about %s was not believed: %s", medium, refused)
            return _answer(401)
        except DataError as faulty:
            log.warning("a call about %s makes no sense: %s", medium, faulty)
            return _answer(400)
        record(self._state, medium, told, now=self._clock.now())
        return _answer(200)


async def _body(request: Request) -> bytes | None:
    """The whole body; None where it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return body


def _answer(status: int) -> Response:
    return PlainTextResponse("ok" if status == 200 else "", status, headers=HEADERS)
