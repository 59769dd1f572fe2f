"""Numbers and days as people read them: English and Russian separators, signs, units and month names."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import NARROW_SPACE, money

MINUS = "−"
MONTHS: dict[Lang, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
}
IN_MONTH: dict[Lang, tuple[str, ...]] = {
    "en": MONTHS["en"],
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
}  # fmt: skip
_spoken: list[Lang] = ["en"]


def speak(lang: Lang) -> None:
    """Choose the language of results that a notebook shows by itself: opening a workbench chooses its workspace's.

    One for the whole process, and no context variable: cells that run one after another need not share a context.
    """
    _spoken[0] = lang


def spoken() -> Lang:
    """The language of results that are shown without being asked for one."""
    return _spoken[0]


def verbatim(html: str) -> str:
    """HTML for a notebook whose amounts stay amounts: JupyterLab takes what stands between two $ for a formula."""
    return f'<div class="mathjax_ignore">{html}</div>'


def number(value: float | Decimal, lang: Lang = "en", *, decimals: int = 0, signed: bool = False) -> str:
    """A number with separators: ``−1,234.5`` in English, ``−1 234,5`` in Russian; halves are rounded away from zero."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if exact < 0 else "+" if signed and exact > 0 else ""
    digits = f"{abs(exact):,.{decimals}f}"
    return sign + (digits.replace(",", NARROW_SPACE).replace(".", ",") if lang == "ru" else digits)


def percent(share: float, lang: Lang = "en", *, decimals: int = 1, signed: bool = False) -> str:
    """A share of 1 as per cent: ``12.3%`` in English, ``12,3 %`` in Russian."""
    return number(share * 100, lang, decimals=decimals, signed=signed) + (f"{NARROW_SPACE}%" if lang == "ru" else "%")


def points(difference: float, lang: Lang = "en", *, decimals: int = 1) -> str:
    """A difference of two shares in percentage points, with its sign: ``+1.2 pp``, ``+1,2 п. п.``."""
    unit = "п." + NARROW_SPACE + "п." if lang == "ru" else "pp"
    return number(difference * 100, lang, decimals=decimals, signed=True) + NARROW_SPACE + unit


def signed_money(amount: float | Decimal, currency: str, lang: Lang = "en", *, decimals: int = 2) -> str:
    """An amount of money that says its sign: ``+$12.50``."""
    text = money(amount, currency, lang, decimals=decimals)
    zero = Decimal(str(amount)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) <= 0
    return text if zero else f"+{text}"


def amount(value: float | Decimal, currency: str, lang: Lang = "en", *, decimals: int = 2) -> str:
    """An amount with its currency, or as a plain number where the currency is not known: ``$12.50``, ``12.50``."""
    return money(value, currency, lang, decimals=decimals) if currency else number(value, lang, decimals=decimals)


def p_value(p: float, lang: Lang = "en") -> str:
    """``p = 0.034``, or ``p < 0.001``."""
    return f"p < {number(0.001, lang, decimals=3)}" if p < 0.001 else f"p = {number(p, lang, decimals=3)}"


def day(on: date, lang: Lang = "en") -> str:
    """A calendar day: ``31 Dec 2017``, ``31 декабря 2017``."""
    return f"{on.day} {IN_MONTH[lang][on.month - 1]} {on.year}"


def day_and_time(at: datetime, zone: str, lang: Lang = "en") -> str:
    """A moment as the clocks of a zone show it: ``31 Dec 2017, 09:30``, ``31 декабря 2017, 09:30``."""
    wall = at.astimezone(ZoneInfo(zone))
    return f"{day(wall.date(), lang)}, {wall:%H:%M}"


def month(on: date, lang: Lang = "en") -> str:
    """The month a day lies in: ``Dec 2017``, ``дек 2017``."""
    return f"{MONTHS[lang][on.month - 1]} {on.year}"


def plural(n: int, one: str, few: str, many: str) -> str:
    """The Russian form that goes with a number: 1 клиент, 2 клиента, 5 клиентов."""
    if n % 10 == 1 and n % 100 != 11:
        return one
    return few if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else many
