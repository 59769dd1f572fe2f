"""What happened to customers outside the shop's own tables, a row per event."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.contracts import EVENTS


@ACTIVITIES.register
class Events(Activity):
    """Events such as a call or a password recovery; what they carry is asked as ``context.reason``."""

    kind = "events"
    example: ClassVar[dict[str, Any]] = {"where": {"name": {"eq": "call"}, "context.reason": {"eq": "delivery"}}}
    en, ru, ru_of = "events", "события", "событий"
    ru_help = "События, например звонок или восстановление пароля; что в них записано, спрашивают как context.reason."
    group = "events"
    contract, when = EVENTS, "occurred_at"
