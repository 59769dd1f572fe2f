from __future__ import annotations

from tests.metrics.conftest import Ask


def test_a_message_that_was_opened_twice_is_one_and_robots_are_nobody(ask: Ask) -> None:
    messages = [
        {"customer_id": "anna", "at": "2017-11-01", "opened": ["2017-11-02", "2017-12-15"]},
        {"customer_id": "anna", "at": "2017-11-01", "opened": ["2018-01-02"]},
        {"customer_id": "boris", "at": "2017-12-01", "scanned": ["2017-12-01"]},
    ]
    assert ask("messages_opened", messages=messages, of="email") == {"anna": 1, "boris": 0}
    assert ask("messages_opened", messages=messages, of="email", within_days=10) == {"anna": 0, "boris": 0}
    assert ask("messages_opened", messages=messages, of="sms") == {"anna": 0, "boris": 0}


def test_a_window_asks_when_it_was_opened_and_not_when_it_was_sent(ask: Ask) -> None:
    messages = [{"customer_id": "anna", "at": "2017-01-01", "opened": ["2017-12-31"]}]
    assert ask("messages_opened", messages=messages, of="email", within_days=7) == {"anna": 1}
    assert ask("messages_received", messages=messages, of="email", within_days=7) == {"anna": 0}
