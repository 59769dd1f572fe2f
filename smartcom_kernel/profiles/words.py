"""Values of a profile as people read them."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import money
from smartcom_kernel.core.wording import day, number, percent
from smartcom_kernel.metrics.metric import Metric
from smartcom_kernel.models.lifetime_result import ALIVE, LIFETIME_VALUE
from smartcom_kernel.models.model_card import ClusterCard, PropensityCard

WEEKDAYS: dict[Lang, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}
LEAST = 0.001
"""Below it, a probability is not told as a number."""
UNBROKEN = "\u00a0"
"""A blank at which a moment is not broken in two lines."""


class Words:
    """How values are said.

    Args:
        lang: In which language.
        zone: On whose clock.
        currency: Of amounts.
    """

    def __init__(self, lang: Lang, zone: str, currency: str) -> None:
        self.lang = lang
        self.ru = lang == "ru"
        self._zone = ZoneInfo(zone)
        self._currency = currency

    def value(self, value: Any) -> str:
        """A plain value; empty where there is none."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return ("да" if value else "нет") if self.ru else ("yes" if value else "no")
        if isinstance(value, datetime):
            return f"{self.day(value)} {value.astimezone(self._zone):%H:%M}".replace(" ", UNBROKEN)
        if isinstance(value, date):
            return day(value, self.lang)
        if isinstance(value, Decimal):
            return self._exact(value, 2)
        return number(value, self.lang) if isinstance(value, int) else str(value)

    def plain(self, value: Any) -> str:
        """A value out of JSON."""
        if isinstance(value, float):
            return self.value(Decimal(str(value)))
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else self.value(value)

    def day(self, moment: datetime) -> str:
        """The calendar day of a moment."""
        return day(moment.astimezone(self._zone).date(), self.lang)

    def metric(self, metric: Metric, value: Any) -> str:
        """A value in the unit of its metric."""
        if value is None:
            return ""
        match metric.unit:
            case "money":
                return self.money(value)
            case "share":
                return percent(value, self.lang)
            case "weekday":
                return WEEKDAYS[self.lang][value - 1]
            case "score":
                return self._exact(value, 4)
            case "hour":
                return f"{value}:00–{value + 1}:00"
            case _:
                return self.value(value)

    def score(self, model: str, value: Decimal, card: PropensityCard | ClusterCard | None) -> str:
        """A score as what it stands for: a probability, an amount, a cluster."""
        if model == LIFETIME_VALUE:
            return self.money(value)
        if model == ALIVE or isinstance(card, PropensityCard):
            least = percent(LEAST, self.lang)
            return f"< {least}" if 0 < value < LEAST else percent(float(value), self.lang)
        names = {c.cluster: c.name_ru if self.ru else c.name_en for c in card.clusters} if card else {}
        return f"{names[int(value)]} ({self._exact(value, 0)})" if value in names else self._exact(value, 4)

    def _exact(self, value: Decimal, most: int) -> str:
        """With the decimals it has, but not more than so many."""
        return number(value, self.lang, decimals=min(most, max(0, -int(value.normalize().as_tuple().exponent))))

    def money(self, amount: Decimal) -> str:
        """An amount."""
        return money(amount, self._currency, self.lang)
