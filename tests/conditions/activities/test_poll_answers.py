from __future__ import annotations

from tests.shop import Rows, Shop


def test_who_took_part_in_a_poll_and_chose_an_option_is_found(shop: Shop) -> None:
    answers: Rows = [
        {"answer_id": "1", "customer_id": "anna", "question": "q1", "score": 9},
        {"answer_id": "2", "customer_id": "boris", "question": "q1", "score": 3},
        {"answer_id": "3", "customer_id": "boris", "question": "why", "option": "price"},
    ]
    answers = [{**answer, "poll": "NPS", "answered_at": "2017-05-01"} for answer in answers]
    tables = shop.fill(customers=[{"customer_id": c} for c in ("anna", "boris", "vera")], poll_answers=answers)
    for where, expected in (
        ({"poll": {"eq": "NPS"}}, ["anna", "boris"]),
        ({"poll": {"eq": "NPS"}, "score": {"gte": 9}}, ["anna"]),
        ({"question": {"eq": "why"}, "option": {"eq": "price"}}, ["boris"]),
        ({"question": {"eq": "q1"}, "option": {"eq": "price"}}, []),
    ):
        assert shop.found({"kind": "did", "what": {"kind": "poll_answers", "where": where}}, tables) == expected
