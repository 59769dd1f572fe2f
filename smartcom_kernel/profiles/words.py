"""Values of a profile as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import money
from smartcom_kernel.core.wording import day, number, percent
from smartcom_kernel.metrics.metric import Metric


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
            return f"{self.day(value)} {value.astimezone(self._zone):%H:%M}"
        if isinstance(value, date):
            return day(value, self.lang)
        if isinstance(value, Decimal):
            decimals = max(0, -int(value.normalize().as_tuple().exponent))
            return number(value, self.lang, decimals=min(2, decimals))
        return number(value, self.lang) if isinstance(value, int) else str(value)

    def day(self, moment: datetime) -> str:
        """The calendar day of a moment."""
        return day(moment.astimezone(self._zone).date(), self.lang)

    def metric(self, metric: Metric, value: Any) -> str:
        """A value in the unit of its metric."""
        if value is None or metric.unit not in ("money", "share"):
            return self.value(value)
        return self.money(value) if metric.unit == "money" else percent(value, self.lang)

    def money(self, amount: Decimal) -> str:
        """An amount."""
        return money(amount, self._currency, self.lang)
