from __future__ import annotations

from datetime import timedelta

import pytest

from smartcom_kernel.core.errors import DeliveryError
from smartcom_kernel.delivery.outcomes import backoff, refused
from smartcom_kernel.state.messages import Claimed
from tests.delivery.posts import NOW

LATER = DeliveryError("busy", code="451", retryable=True)
NEVER = DeliveryError("no such user", code="550")
SILENCE = DeliveryError("no answer", uncertain=True)


@pytest.mark.parametrize(
    ("error", "earlier_tries", "repeatable", "state"),
    [
        (LATER, 0, False, "planned"),
        (LATER, 2, False, "failed"),
        (NEVER, 0, True, "failed"),
        (SILENCE, 0, False, "uncertain"),
        (SILENCE, 0, True, "planned"),
        (SILENCE, 2, True, "uncertain"),
    ],
)
def test_an_error_ends_a_message_or_not(error: DeliveryError, earlier_tries: int, repeatable: bool, state: str) -> None:
    message = Claimed(1, 1, "c1", "a", "email", "t", "c1@example.com", earlier_tries, None)
    outcome = refused(message, error, key="k", repeatable=repeatable, attempts=3, now=NOW)
    assert (outcome.state, outcome.code, outcome.detail) == (state, error.code, str(error))
    assert (outcome.not_before is not None) == (state == "planned")


def test_waits_grow_by_a_third_and_are_spread_by_a_fifth() -> None:
    for tries, minutes in [(1, 5), (2, 6.5), (3, 8.45), (10, 5 * 1.3**9)]:
        waits = [backoff(f"key-{n}", tries) for n in range(200)]
        shortest, longest = timedelta(minutes=minutes), timedelta(minutes=minutes * 1.2)
        assert all(shortest <= wait <= longest for wait in waits)
        assert max(waits) - min(waits) > 0.15 * shortest


def test_a_wait_can_be_foretold() -> None:
    assert backoff("key", 1) == backoff("key", 1) == timedelta(seconds=330, microseconds=467020)


@pytest.mark.parametrize(("seconds", "waits"), [(7200, timedelta(hours=2)), (10**9, timedelta(days=1))])
def test_a_provider_that_asks_us_to_wait_is_heard_for_a_day_at_most(seconds: float, waits: timedelta) -> None:
    busy = DeliveryError("busy", code="429", retryable=True, retry_after_seconds=seconds)
    message = Claimed(1, 1, "c1", "a", "email", "t", "c1@example.com", 0, None)
    assert refused(message, busy, key="k", repeatable=False, attempts=3, now=NOW).not_before == NOW + waits


def test_a_provider_that_asks_for_a_moment_gets_the_usual_wait() -> None:
    busy = DeliveryError("busy", code="429", retryable=True, retry_after_seconds=1)
    message = Claimed(1, 1, "c1", "a", "email", "t", "c1@example.com", 0, None)
    outcome = refused(message, busy, key="key", repeatable=False, attempts=3, now=NOW)
    assert outcome.not_before == NOW + backoff("key", 1)
