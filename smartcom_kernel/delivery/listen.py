"""Hearing what providers tell over connections of their own while nothing is being sent: receipts, STOP."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from smartcom_kernel.channels.channel import Channel, Sender
from smartcom_kernel.channels.report import OptOut, Report
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import DeliveryError, SetupError, Words
from smartcom_kernel.delivery.heard import Heard, catch_up, record
from smartcom_kernel.delivery.stop import Stop
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.lock import refuse_locked

AGAIN_SECONDS = 5.0


def listen(
    state: State, *, channels: Mapping[str, Channel], workspace: Path, clock: Clock, seconds: float | None = None
) -> Heard:
    """Hear providers until somebody wishes to stop; a connection that breaks is opened again.

    What they tell is committed before it is confirmed to them, so nothing is lost however this ends.

    Args:
        state: Where messages are.
        channels: The channel of each medium; those that do not tell over a connection of their own are left alone.
        workspace: Folder for channels that write files.
        clock: Dates what is heard.
        seconds: For how long; until a signal comes when absent.

    Raises:
        SetupError: No channel tells anything this way, one cannot work at all, or the workspace was restored.
    """
    with state.transaction() as connection:
        refuse_locked(connection)
    telling = {medium: channel for medium, channel in channels.items() if channel.tells}
    if not telling:
        raise SetupError(Words(
            "no channel of this workspace tells over a connection of its own; e-mail providers and push services call "
            "`smartcom serve`, and bounces come into a mailbox (`smartcom mail collect`)",
            "ни один канал этого рабочего пространства не сообщает по собственному соединению; провайдеры e-mail и "
            "push обращаются к `smartcom serve`, а возвраты приходят в почтовый ящик (`smartcom mail collect`)",
        ))  # fmt: skip
    until = None if seconds is None else time.monotonic() + seconds
    heard = Heard()
    with Stop() as stop, ExitStack() as opened:
        senders = {m: opened.enter_context(channel.open(workspace)) for m, channel in telling.items()}
        rests = dict.fromkeys(senders, 0.0)
        while not stop.wished and (until is None or time.monotonic() < until):
            for medium, sender in senders.items():
                if time.monotonic() >= rests[medium]:
                    told = _told(sender)
                    rests[medium] = time.monotonic() + (AGAIN_SECONDS if told is None else 0)
                    heard += record(state, medium, told or (), now=clock.now())
            catch_up(state, now=clock.now())
            stop.nap()
    return heard


def _told(sender: Sender) -> Sequence[Report | OptOut] | None:
    """What one provider tells; None where it cannot be reached now."""
    try:
        return sender.reports()
    except DeliveryError:
        return None
