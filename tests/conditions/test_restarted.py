from __future__ import annotations

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


def test_somebody_came_back_who_was_away_and_had_been_there_before(shop: Shop) -> None:
    """Anna bought 7 and 60 days ago; Boris once, 214 days ago; nobody comes back who was never there."""
    for quiet, within, expected in ((40, 10, ["anna"]), (53, 10, []), (40, 6, []), (10, 220, [])):
        asked = {"kind": "restarted", "what": "receipts", "quiet_days": quiet, "within_days": within}
        assert shop.found(asked, shop.fill(**SHOP)) == expected
