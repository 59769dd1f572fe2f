from __future__ import annotations

from tests.metrics.conftest import Ask

STATES = ("planned", "intent", "accepted", "delivered", "bounced", "complained", "skipped", "failed", "uncertain")


def test_what_the_provider_took_and_did_not_return_was_received(ask: Ask) -> None:
    messages = [{"customer_id": state, "at": "2017-12-01", "state": state} for state in STATES]
    found = ask("messages_received", messages=messages, of="email")
    assert {state for state, n in found.items() if n} == {"accepted", "delivered", "complained"}
    assert set(found.values()) == {0, 1}


def test_each_medium_is_counted_for_itself_and_a_window_leaves_out_its_first_instant(ask: Ask) -> None:
    messages = [
        {"customer_id": "anna", "at": "2017-12-02T00:00:00Z"},
        {"customer_id": "anna", "at": "2017-12-02T00:00:00.000001Z"},
        {"customer_id": "anna", "at": "2017-12-02T00:00:00.000001Z", "medium": "sms"},
        {"customer_id": "anna", "at": "2018-01-01T00:00:00.000001Z"},
    ]
    assert ask("messages_received", messages=messages, of="email", others=["boris"]) == {"anna": 2, "boris": 0}
    assert ask("messages_received", messages=messages, of="email", within_days=30) == {"anna": 1}
    assert ask("messages_received", messages=messages, of="sms") == {"anna": 1}
