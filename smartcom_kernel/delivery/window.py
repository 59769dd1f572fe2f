"""One window: the intents committed, then the wire, then the outcomes committed; in that order and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from smartcom_kernel.channels.message import Outgoing
from smartcom_kernel.consent.rules import terms
from smartcom_kernel.core.errors import DeliveryError, SetupError
from smartcom_kernel.delivery import outcomes
from smartcom_kernel.delivery.breaker import Breaker
from smartcom_kernel.delivery.round import Round
from smartcom_kernel.state.messages import Claimed, Outcome
from smartcom_kernel.state.sendings import Sending

Letter = tuple[Claimed, Outgoing]


def send_window(
    round_: Round, window: Sequence[Letter], breaker: Breaker, *, sending: Sending, dated: datetime
) -> None:
    """Send the messages of a window that may go, one after the other.

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
    done: list[Outcome] = []
    try:
        for letter in going:
            done.append(_sent(round_, letter, breaker))  # noqa: PERF401  what was sent must be in the list at once
    except BaseException as error:
        if len(done) < len(going):
            done.append(outcomes.in_doubt(going[len(done)][0], f"{type(error).__name__}: {error}"))
        raise
    finally:
        done += [outcomes.unsent(message) for message, _ in going[len(done) :]]
        if done:
            round_.events.saw(done, round_.hold.settle(done, now=round_.clock.now()))


def _allowed(round_: Round, window: Sequence[Letter], sending: Sending, dated: datetime) -> list[Letter]:
    asked = round_.hold.intend(
        [message for message, _ in window], version=sending.version, dated=dated, now=round_.clock.now(),
        terms=terms(
            round_.settings, round_.categories, category=sending.category, purpose=sending.purpose, zone=round_.zone,
            through=round_.senders.leaving, at_once=bool(sending.spec["mailing"].get("at_once")), replay=sending.replay,
        ),
    )  # fmt: skip
    return [letter for letter in window if asked.get(letter[0].message_id) == ""]


def _sent(round_: Round, letter: Letter, breaker: Breaker) -> Outcome:
    message, outgoing = letter
    if round_.stop.wished or breaker.why or not round_.hold.alive:
        return outcomes.unsent(message)
    error = None
    try:
        outcome = outcomes.accepted(message, round_.senders[message.medium].send(outgoing).remote_id)
    except SetupError as broken:  # the channel works for nobody
        breaker.trip(str(broken))
        return outcomes.unsent(message)
    except DeliveryError as failed:
        error = failed
        outcome = outcomes.refused(
            message, failed, key=outgoing.key, attempts=round_.settings.attempts, now=round_.clock.now(),
            repeatable=message.medium in round_.senders.repeatable(round_.settings),
        )  # fmt: skip
    breaker.saw(outcome, error)
    return outcome
