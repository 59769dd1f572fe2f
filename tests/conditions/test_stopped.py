from __future__ import annotations

from tests.conditions.activities.a_shop import SHOP
from tests.shop import Shop


def test_somebody_stopped_who_was_active_before_the_silence(shop: Shop) -> None:
    """Anna last bought 7 days ago, Boris 214 days ago."""
    for active, quiet, expected in (
        (30, 200, ["boris"]),
        (10, 200, []),
        (365, 6, ["anna", "boris"]),
        (365, 7, ["boris"]),
    ):
        asked = {"kind": "stopped", "what": "receipts", "active_days": active, "quiet_days": quiet}
        assert shop.found(asked, shop.fill(**SHOP)) == expected
