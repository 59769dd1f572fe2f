from __future__ import annotations

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.clock import instant
from smartcom_kernel.state import tags
from tests.shop import Shop

CUSTOMERS = [{"customer_id": "anna"}, {"customer_id": "boris"}]


def test_a_tag_is_found_until_it_runs_out(shop: Shop) -> None:
    shop.fill(customers=CUSTOMERS, tagged={"vip": ["anna"]})
    with shop.state.transaction() as connection:
        now, end = instant("2017-12-01"), instant("2018-01-01")
        tags.put(connection, "trial", [["anna", "boris"]], now=now, expires_at=end)
    before, at_the_end = (
        shop.fill(customers=CUSTOMERS, tagged={"vip": ["anna"]}, as_of=t) for t in ("2017-12-31", "2018-01-01")
    )
    assert shop.found({"kind": "tag", "name": "vip"}, before) == ["anna"]
    assert shop.found({"kind": "tag", "name": "trial"}, before) == ["anna", "boris"]
    assert shop.found({"kind": "tag", "name": "trial"}, at_the_end) == []
    assert shop.found({"kind": "tag", "name": "VIP"}, before) == []


def test_a_tag_says_itself() -> None:
    tag = CONDITIONS.parse({"kind": "tag", "name": "vip"})
    assert (tag.describe("en"), tag.describe("ru")) == ("has the tag “vip”", "есть метка «vip»")
