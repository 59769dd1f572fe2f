"""One window: the intents committed, then the wire, then the outcomes committed; in that order and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from smartcom_kernel.consent.rules import terms
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.round import Round
from smartcom_kernel.delivery.wire import Letter, Wire
from smartcom_kernel.state.sendings import Sending


def send_window(
    round_: Round, window: Sequence[Letter], breaker: Breaker, *, sending: Sending, dated: datetime
) -> None:
    """Send the messages of a window that may go: one after the other, or as many at once as a channel allows.

    Whatever ends it early (a wish to stop, the breaker, an error nobody foresaw), what left is recorded as such and
    what did not is planned again.

    Args:
        round_: What this call of `deliver` works with.
        window: Claimed messages with their texts.
        breaker: Told every outcome; when it trips, the rest of the window stays.
        sending: As it was when the texts were made.
        dated: What messages that leave for the first time are dated.
    """
    going = _allowed(round_, window, sending, dated)
    wire = Wire(round_, breaker)
    try:
        for medium, letters in _by_medium(going).items():
            wire.send_all(medium, letters)
    finally:
        done = wire.outcomes(going)
        if done:
            round_.events.saw(done, round_.hold.settle(done, now=round_.clock.now()))


def _by_medium(letters: Sequence[Letter]) -> dict[str, list[Letter]]:
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        found.setdefault(letter[0].medium, []).append(letter)
    return found


def _allowed(round_: Round, window: Sequence[Letter], sending: Sending, dated: datetime) -> list[Letter]:
    asked = round_.hold.intend(
        [message for message, _ in window], version=sending.version, dated=dated, now=round_.clock.now(),
        terms=terms(
            round_.settings, round_.categories, category=sending.category, purpose=sending.purpose, zone=round_.zone,
            through=round_.senders.leaving, at_once=bool(sending.spec["mailing"].get("at_once")), replay=sending.replay,
        ),
    )  # fmt: skip
    return [letter for letter in window if asked.get(letter[0].message_id) == ""]
