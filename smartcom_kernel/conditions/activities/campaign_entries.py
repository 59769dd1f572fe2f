"""When customers entered campaigns, a row per entry."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.contracts import CAMPAIGN_ENTRIES


@ACTIVITIES.register
class CampaignEntries(Activity):
    """Entries into campaigns."""

    kind = "campaign_entries"
    example: ClassVar[dict[str, Any]] = {"where": {"campaign": {"eq": "winback"}}}
    en, ru, ru_of = "entries into campaigns", "входы в кампании", "входов в кампании"
    ru_help = "Входы в кампании."
    group = "communications"
    contract, when = CAMPAIGN_ENTRIES, "entered_at"
