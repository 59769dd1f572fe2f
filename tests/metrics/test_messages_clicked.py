from __future__ import annotations

from tests.metrics.conftest import Ask


def test_a_click_is_no_open_and_two_in_one_message_are_one(ask: Ask) -> None:
    messages = [
        {"customer_id": "anna", "at": "2017-11-01", "clicked": ["2017-11-02", "2017-11-03"]},
        {"customer_id": "boris", "at": "2017-11-01", "opened": ["2017-11-02"]},
    ]
    assert ask("messages_clicked", messages=messages, of="email") == {"anna": 1, "boris": 0}
    assert ask("messages_opened", messages=messages, of="email") == {"anna": 0, "boris": 1}
    assert ask("messages_clicked", messages=messages, of="email", within_days=60) == {"anna": 1, "boris": 0}
    assert ask("messages_clicked", messages=messages, of="email", within_days=59) == {"anna": 0, "boris": 0}
