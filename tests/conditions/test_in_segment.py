from __future__ import annotations

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.segments.spec import Segment
from tests.shop import Shop

CUSTOMERS = [{"customer_id": "anna", "city": "Казань"}, {"customer_id": "boris"}]
KAZAN = Segment.parse("kazan", {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}})


def test_a_saved_segment_is_asked_anew(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS, segments={"kazan": KAZAN})
    inside = {"kind": "in_segment", "name": "kazan"}
    assert shop.found(inside, tables) == ["anna"]
    assert shop.found({"kind": "not", "of": inside}, tables) == ["boris"]


def test_an_unknown_segment_is_refused_with_the_nearest_one(shop: Shop) -> None:
    tables = shop.fill(customers=CUSTOMERS, segments={"kazan": KAZAN})
    with pytest.raises(UnknownName, match="there is no segment called 'kasan'; did you mean 'kazan'"):
        shop.found({"kind": "in_segment", "name": "kasan"}, tables)


def test_a_tree_knows_all_segments_it_asks_about() -> None:
    a, b = ({"kind": "in_segment", "name": name} for name in "ab")
    tree = CONDITIONS.parse({"kind": "all", "of": [{"kind": "not", "of": a}, {"kind": "any", "of": [a, b]}]})
    assert tree.segments() == {"a", "b"}
    assert tree.describe() == (
        "not (is in the segment “a”) and (is in the segment “a” or is in the segment “b”)"
    )  # fmt: skip
