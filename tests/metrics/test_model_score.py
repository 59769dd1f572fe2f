from __future__ import annotations

from decimal import Decimal

from tests.metrics.conftest import Ask
from tests.shop import Rows

SCORES: Rows = [
    {"customer_id": "anna", "model": "will_buy", "score": "0.7512", "as_of": "2018-01-01T00:00:00Z"},
    {"customer_id": "anna", "model": "cluster", "score": 3, "as_of": "2017-12-01T00:00:00Z"},
    {"customer_id": "boris", "model": "will_buy", "score": "0.2", "as_of": "2018-01-01T00:00:01Z"},
]


def test_each_model_speaks_for_itself_and_not_before_its_moment(ask: Ask) -> None:
    found = ask("model_score", customer_scores=SCORES, of="will_buy", others=["vera"])
    assert found == {"anna": Decimal("0.7512"), "boris": None, "vera": None}
    assert ask("model_score", customer_scores=SCORES, of="cluster") == {"anna": 3, "boris": None}
