"""Windows: of each the intents are committed, then the wire, then the outcomes; in that order and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from smartcom_kernel.consent.rules import terms
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.round import Round
from smartcom_kernel.delivery.wire import Letter, Wire
from smartcom_kernel.state.messages import Outcome
from smartcom_kernel.state.sendings import Sending


def send_windows(
    round_: Round, letters: Sequence[Letter], breaker: Breaker, *, sending: Sending, dated: datetime
) -> None:
    """Send the messages that may go, window by window: in each one after the other, or as many as a channel allows.

    Whatever ends it early (a wish to stop, the breaker, an error nobody foresaw), what left is recorded as such and
    what did not is planned again. The outcomes of a window are committed with the intents of the next.

    Args:
        round_: What this call of `deliver` works with.
        letters: Claimed messages with their texts.
        breaker: Told every outcome; when it trips, what has not begun stays.
        sending: As it was when the texts were made.
        dated: What messages that leave for the first time are dated.
    """
    done: list[Outcome] = []
    try:
        for start in range(0, len(letters), round_.settings.window):
            if round_.must_end or breaker.why:
                break
            window = letters[start : start + round_.settings.window]
            going, done = _allowed(round_, window, done, sending, dated), []
            wire = Wire(round_, breaker)
            try:
                for medium, together in _by_medium(going).items():
                    wire.send_all(medium, together)
            finally:
                done = wire.outcomes(going)
    finally:
        if done:
            round_.events.saw(done, round_.hold.settle(done, now=round_.clock.now()))


def _by_medium(letters: Sequence[Letter]) -> dict[str, list[Letter]]:
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        found.setdefault(letter[0].medium, []).append(letter)
    return found


def _allowed(
    round_: Round, window: Sequence[Letter], before: Sequence[Outcome], sending: Sending, dated: datetime
) -> list[Letter]:
    """Those of a window that are now in intent; the window before it is settled in the same transaction."""
    refused, asked = round_.hold.go_on(
        before, [message for message, _ in window], version=sending.version, dated=dated, now=round_.clock.now(),
        terms=terms(
            round_.settings, round_.categories, category=sending.category, purpose=sending.purpose, zone=round_.zone,
            through=round_.senders.leaving, at_once=bool(sending.spec["mailing"].get("at_once")), replay=sending.replay,
        ),
    )  # fmt: skip
    round_.events.saw(before, refused)
    return [letter for letter in window if asked.get(letter[0].message_id) == ""]
