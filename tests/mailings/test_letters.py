from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.letters import PIECE, Letters
from smartcom_kernel.state.messages import Claimed
from smartcom_kernel.state.sendings import Sending, SendingStatus
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.store import TemplateStore
from tests.delivery.posts import NOW
from tests.mailings.shop import pinned

TEMPLATES: dict[str, Any] = {
    "hello": {
        "medium": "email",
        "subject": "For {{ client.first_name }}",
        "html": "<p>Dear {{ client.first_name }}</p>",
    },
    "short": {"medium": "sms", "text": "{{ client.first_name }}: {{ shop.name }}, {{ today|date('%d.%m.%Y') }}"},
    "strict": {"medium": "email", "subject": "Hello", "text": "{{ client.birth_on.year + 1 }}"},
}


@pytest.fixture
def letters(lake: Lake) -> Iterator[Letters]:
    """Composes for Ann and for Bob, whose birthday nobody knows."""
    rows = {
        "customer_id": ["ann", "bob"],
        "first_name": ["Ann", "<Bob>"],
        "birth_on": pa.array([9000, None], pa.date32()),
    }
    lake.insert("customers", lake.temporary(pa.table(rows)))
    with Renderer() as renderer:
        yield Letters(pinned(lake, "Europe/Moscow"), renderer, shop="Corner shop")


def sending(lake: Lake) -> Sending:
    late = NOW.replace(hour=22)  # the next day in Moscow
    return Sending(
        7, "spring", "once", {"templates": TEMPLATES}, late, lake.snapshot_id(), SendingStatus.SENDING, "", 2, "token",
        NOW, None,
    )  # fmt: skip


def to(message_id: int, customer: str, template: str, **more: Any) -> Claimed:
    medium = TEMPLATES[template]["medium"]
    fields = {"attempts": 0, "intent_at": None, **more}
    return Claimed(message_id, 1, customer, "a", medium, template, f"{customer}@example.com", **fields)


def test_each_message_says_what_its_template_says_of_its_customer(lake: Lake, letters: Letters) -> None:
    batch = [to(3, "bob", "hello"), to(1, "ann", "hello"), to(2, "bob", "short")]
    of_hello, of_short = letters(sending(lake), batch, NOW)
    ready = sorted(of_hello.ready + of_short.ready, key=lambda letter: letter[0].message_id)
    assert [(m.message_id, o.key, o.medium, o.address) for m, o in ready] == [
        (1, "token.1", "email", "ann@example.com"),
        (2, "token.2", "sms", "bob@example.com"),
        (3, "token.3", "email", "bob@example.com"),
    ]
    first, second, third = (outgoing for _, outgoing in ready)
    assert (first.subject, first.html, first.text) == ("For Ann", "<p>Dear Ann</p>", "Dear Ann")
    assert (third.subject, third.html) == ("For <Bob>", "<p>Dear &lt;Bob&gt;</p>")
    assert second.text == "<Bob>: Corner shop, 02.03.2026"


def test_texts_come_in_pieces_so_that_some_leave_while_others_are_made(lake: Lake, letters: Letters) -> None:
    batch = [to(n, "ann", "hello") for n in range(2 * PIECE + 1)]
    pieces = [[m.message_id for m, _ in composed.ready] for composed in letters(sending(lake), batch, NOW)]
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, 1]
    assert [id_ for piece in pieces for id_ in piece] == [m.message_id for m in batch]


def test_who_has_no_text_is_named_with_what_is_wrong_and_the_others_have_theirs(lake: Lake, letters: Letters) -> None:
    (composed,) = letters(sending(lake), [to(1, "ann", "strict"), to(2, "bob", "strict")], NOW)
    assert [outgoing.text for _, outgoing in composed.ready] == ["1995"]
    ((message, why),) = composed.faulty
    assert message.customer_id == "bob"
    assert why.startswith("text, line 1: ")


def test_a_message_is_dated_when_it_was_first_about_to_leave(lake: Lake, letters: Letters) -> None:
    before = NOW - timedelta(hours=1)
    (composed,) = letters(sending(lake), [to(1, "ann", "hello"), to(2, "bob", "hello", intent_at=before)], NOW)
    assert [outgoing.sent_at for _, outgoing in composed.ready] == [NOW, before]


def test_a_message_speaks_of_the_customer_as_known_when_it_was_planned(lake: Lake, letters: Letters) -> None:
    planned = sending(lake)
    lake.run("UPDATE lake.main.customers SET first_name = 'Anna' WHERE customer_id = 'ann'")
    (composed,) = letters(planned, [to(1, "ann", "hello")], NOW)
    assert composed.ready[0][1].subject == "For Ann"


def test_marketing_e_mails_say_where_to_unsubscribe_and_nothing_else_does(lake: Lake) -> None:
    lake.insert("customers", lake.temporary(pa.table({"customer_id": ["ann", "bob"], "first_name": ["Ann", "Bob"]})))
    with Renderer() as renderer:
        linking = Letters(
            pinned(lake), renderer, shop="Corner shop", unsubscribe_url=lambda key: f"https://mail.shop.example/u/{key}"
        )
        batch = [to(1, "ann", "hello"), to(2, "bob", "short")]
        marketing, sms = (outgoing for made in linking(sending(lake), batch, NOW) for _, outgoing in made.ready)
        spec = {"mailing": {"purpose": "service"}, "templates": TEMPLATES}
        (service,) = (made.ready[0][1] for made in linking(replace(sending(lake), spec=spec), batch[:1], NOW))
    assert marketing.unsubscribe_url == "https://mail.shop.example/u/token.1"
    assert (sms.unsubscribe_url, service.unsubscribe_url) == ("", "")


def test_messages_say_the_constants_and_lists_that_were_there_when_they_were_planned(
    lake: Lake, letters: Letters, tmp_path: Path
) -> None:
    (tmp_path / "constants.yml").write_text("PHONE: '111'\n")
    (tmp_path / "directories").mkdir()
    (tmp_path / "directories" / "greetings.yml").write_text("Ann: Dear\n")
    store = TemplateStore(tmp_path / "templates")
    store.save("hi", {"medium": "sms", "text": "{{ directory('greetings', client.first_name) }} {{ const('PHONE') }}"})
    planned = replace(sending(lake), spec={"mailing": {}, "templates": {"hi": store["hi"].to_record()}})
    (tmp_path / "constants.yml").write_text("PHONE: '222'\n")
    (composed,) = letters(planned, [replace(to(1, "ann", "short"), template="hi")], NOW)
    assert [outgoing.text for _, outgoing in composed.ready] == ["Dear 111"]
    assert "222" in str(store["hi"].to_record())


def test_texts_lead_to_the_pages_of_their_message_and_service_messages_are_not_left(lake: Lake) -> None:
    lake.insert("customers", lake.temporary(pa.table({"customer_id": ["ann"]})))
    both = {"medium": "sms", "text": "u:{{ unsubscribe_url() }} s:{{ subscription_url() }}"}
    spec: dict[str, Any] = {"templates": {"short": both}}
    with Renderer() as renderer:
        linking = Letters(
            pinned(lake), renderer, shop="Corner shop", unsubscribe_url=lambda key: f"/u/{key}",
            subscription_url=lambda key: f"/s/{key}",
        )  # fmt: skip
        found = [
            made.ready[0][1].text
            for mailing in ({}, {"purpose": "service"})
            for made in linking(replace(sending(lake), spec={**spec, "mailing": mailing}), [to(1, "ann", "short")], NOW)
        ]
    assert found == ["u:/u/token.1 s:/s/token.1", "u: s:/s/token.1"]
