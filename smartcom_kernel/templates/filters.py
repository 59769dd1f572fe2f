"""The filters templates may use: ``{{ client.metrics.revenue|money }}``. What is missing comes out as nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 -- `date` is the filter
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Undefined
from jinja2.filters import FILTERS as JINJA

from smartcom_kernel.core import money as amounts
from smartcom_kernel.core import wording
from smartcom_kernel.core.block import Lang

AS_IN_JINJA = (
    "capitalize", "e", "escape", "first", "join", "last", "length", "lower", "slice", "sort", "title", "trim",
    "truncate", "upper", "urlencode",
)  # fmt: skip
DIRECTIVE = re.compile(r"%(-?.)")
MOST_DECIMALS = 6
Number = int | float | Decimal


@dataclass(frozen=True)
class Habits:
    """How a shop writes numbers, money and days.

    Args:
        language: Whose separators and month names.
        currency: ISO 4217 code of all amounts.
        time_zone: IANA zone in which moments are told.
    """

    language: Lang = "en"
    currency: str = "RUB"
    time_zone: str = "UTC"


class Filters:
    """The filters that depend on a shop's habits, and those that are like Jinja's."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._zone = ZoneInfo(habits.time_zone)

    def by_name(self) -> dict[str, Callable[..., Any]]:
        """Every filter that templates may use."""
        own = {
            "d": default, "date": self.date, "default": default, "money": self.money, "number": self.number,
            "plural": plural, "plural_ru": plural_ru,
        }  # fmt: skip
        return {**{name: JINJA[name] for name in AS_IN_JINJA}, **own}

    def date(self, value: Any, pattern: str = "") -> str:
        """A day or a moment: ``31 Dec 2017``, or by a pattern of ``%d %-d %m %-m %B %b %Y %y %H %M``."""
        if is_missing(value):
            return ""
        if not isinstance(value, Date):
            raise TypeError(f"date wants a date, not {value!r}")
        local = value.astimezone(self._zone) if isinstance(value, datetime) and value.tzinfo else value
        return self._by_pattern(local, pattern) if pattern else wording.day(local, self._habits.language)

    def number(self, value: Any, decimals: int = 0) -> str:
        """A number with separators: ``1,234.5``, ``1 234,5``."""
        return "" if is_missing(value) else wording.number(_number(value), self._lang, decimals=_decimals(decimals))

    def money(self, value: Any, decimals: int = 2) -> str:
        """An amount with its currency: ``$1,234.50``, ``1 234,50 ₽``."""
        if is_missing(value):
            return ""
        return amounts.money(_number(value), self._habits.currency, self._lang, decimals=_decimals(decimals))

    def printed(self, value: Any) -> Any:
        """What stands in the text for a value without a filter: nothing for None, days and fractions as people do."""
        if value is None:
            return ""
        if isinstance(value, Date):
            return self.date(value)
        if isinstance(value, float | Decimal):
            exact = Decimal(str(value)).quantize(Decimal("0.01"))
            return f"{exact:.0f}" if exact == exact.to_integral_value() else f"{exact:f}"
        if isinstance(value, dict | list):
            raise TypeError("this is a group of values; name one of them")
        if callable(value) and not isinstance(value, Undefined):
            raise TypeError("this is a function; call it with ()")
        return value

    @property
    def _lang(self) -> Lang:
        return self._habits.language

    def _by_pattern(self, value: Date, pattern: str) -> str:
        months = {"%B": wording.IN_MONTH[self._lang], "%b": wording.MONTHS[self._lang]}
        at = value if isinstance(value, datetime) else None
        known = {
            "%d": f"{value.day:02}", "%-d": str(value.day), "%m": f"{value.month:02}", "%-m": str(value.month),
            "%Y": str(value.year), "%y": f"{value.year % 100:02}", "%%": "%",
            "%H": f"{at.hour:02}" if at else "00", "%M": f"{at.minute:02}" if at else "00",
            **{code: names[value.month - 1] for code, names in months.items()},
        }  # fmt: skip
        unknown = [found[0] for found in DIRECTIVE.finditer(pattern) if found[0] not in known]
        if unknown:
            raise ValueError(f"a date pattern has no {unknown[0]}; known: {' '.join(known)}")
        return DIRECTIVE.sub(lambda found: known[found[0]], pattern)


def is_missing(value: Any) -> bool:
    """Whether there is nothing to show."""
    return value is None or isinstance(value, Undefined)


def default(value: Any, instead: Any = "") -> Any:
    """The value, or something instead where it is missing or an empty text."""
    return instead if is_missing(value) or value == "" else value


def plural(n: Any, one: str, many: str) -> str:
    """The English form that goes with a number: ``{{ n }} {{ n|plural("item", "items") }}``."""
    return one if _number(n) == 1 else many


def plural_ru(n: Any, one: str, few: str, many: str) -> str:
    """The Russian form that goes with a number: ``{{ n|plural_ru("товар", "товара", "товаров") }}``."""
    number = _number(n)
    return few if number != int(number) else wording.plural(abs(int(number)), one, few, many)


def _number(value: Any) -> Number:
    if isinstance(value, bool) or not isinstance(value, Number):
        raise TypeError(f"this wants a number, not {value!r}")
    return value


def _decimals(decimals: Any) -> int:
    if not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS:
        raise ValueError(f"decimals go from 0 to {MOST_DECIMALS}, not {decimals!r}")
    return decimals
