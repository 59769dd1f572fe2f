"""What customers did on the site, a row per event."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.lake.contracts import WEB_EVENTS


@ACTIVITIES.register
class WebEvents(Activity):
    """Visits, views of products, sections and categories, and what was put into containers such as the cart."""

    kind = "web_events"
    example: ClassVar[dict[str, Any]] = {"where": {"name": {"eq": "view"}, "category_id": {"eq": "coffee"}}}
    en, ru, ru_of = "site events", "события на сайте", "событий на сайте"
    ru_help = "Визиты, просмотры товаров, разделов и категорий, и что положено в корзину и другие контейнеры."
    group = "web"
    contract, when = WEB_EVENTS, "occurred_at"
