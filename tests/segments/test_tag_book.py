from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.tag_book import TagBook
from tests.shop import AS_OF, Shop

KAZAN: dict[str, Any] = {"kind": "attribute", "name": "city", "is": {"eq": "Казань"}}
CUSTOMERS = [{"customer_id": c, "city": "Казань" if c < "c" else "Москва"} for c in ("anna", "boris", "vera")]


@pytest.mark.parametrize("who", [KAZAN, CONDITIONS.parse(KAZAN), "kazan", ["boris", "anna", "anna"]])
def test_a_tag_is_put_on_a_segment_a_condition_or_a_list(shop: Shop, tmp_path: Path, who: Any) -> None:
    tables = shop.fill(customers=CUSTOMERS, tagged={"vip": ["vera"]})
    store = SegmentStore(tmp_path)
    store.save("kazan", KAZAN)
    book = TagBook(shop.state, store, lambda: tables, FixedClock(AS_OF))
    assert book.put("local", who, days=30) == 2
    assert book.in_use()[["tag", "customers"]].to_numpy().tolist() == [["local", 2], ["vip", 1]]
    assert shop.found({"kind": "tag", "name": "local"}, tables) == ["anna", "boris"]
    assert book.take_off("local", who) == 2
    assert book.in_use()["tag"].tolist() == ["vip"]
