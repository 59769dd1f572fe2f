"""A provider over HTTP that takes a message and fails to say so: one delivery by key, whatever was lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from smartcom_kernel.channels.esp import EspChannel
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.messages import MessageState
from tests.channels.http.provider import RESET, answer, provider
from tests.delivery.posts import NOW, go, planned


def test_what_a_provider_took_without_saying_so_is_asked_for_again_under_its_key(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESP_TOKEN", "secret")
    planned(state, 3)
    taken, known = answer("200 OK", b'{"id": "p-1"}'), answer("409 Conflict", b'{"id": "p-1"}')
    with provider(RESET, answer("500 Internal Server Error"), taken, known) as told:
        channel = EspChannel.model_validate(
            {"url": told.url(), "token_env": "ESP_TOKEN", "sender": "news@shop.example", "allow_local": True}
        )
        first = go(state, channel)
        assert (first.accepted, first.waiting, first.uncertain) == (1, 2, 0)
        later = FixedClock(NOW + timedelta(hours=1))
        assert go(state, channel, clock=later).count(MessageState.ACCEPTED) == 3
    asked = Counter(request.headers["idempotency-key"] for request in told.requests)
    assert sorted(asked.values()) == [1, 2, 2]
    bodies = {(request.headers["idempotency-key"], request.body) for request in told.requests}
    assert len(bodies) == 3
