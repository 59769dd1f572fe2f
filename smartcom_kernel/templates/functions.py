"""The functions templates may call: ``{{ const('SHOP_PHONE') }}``. A new one is an entry of `FUNCTIONS` and a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Undefined
from jinja2.runtime import Context

from smartcom_kernel.core.errors import UnknownName


@dataclass(frozen=True)
class Function:
    """One function.

    Args:
        signature: How it is written.
        en: What it gives.
        ru: The same in Russian.
        call: Gets the context of the message, whose `environment` has `habits` and `library`, then the arguments.
        needs: Paths of variables that it reads from the context.
    """

    signature: str
    en: str
    ru: str
    call: Callable[..., Any]
    needs: tuple[str, ...] = ()


def const(context: Context, code: str) -> Any:
    """The value of a constant of the workspace."""
    known = _library(context).constants
    if code not in known:
        raise UnknownName("constant", str(code), known)
    return known[code].content()


def directory(context: Context, code: str, item: Any, field: str = "") -> str | None:
    """What a directory says of an item; nothing where it does not know the item."""
    known = _library(context).directories
    if code not in known:
        raise UnknownName("directory", str(code), known)
    if isinstance(item, Undefined) or item is None:
        return None
    found: str | None = known[code].value(item, field)
    return found


def now(context: Context) -> Any:
    """The moment the message speaks of; the same whenever it is made again."""
    return context["moment"]


def days_between(context: Context, start: Any, end: Any) -> int | None:
    """Calendar days from one day to another, negative when the second is earlier; nothing where either is missing."""
    if any(isinstance(value, Undefined) or value is None for value in (start, end)):
        return None
    zone = ZoneInfo(context.environment.habits.time_zone)  # type: ignore[attr-defined]
    return (_day(end, zone) - _day(start, zone)).days


def _day(value: Any, zone: ZoneInfo) -> date:
    if not isinstance(value, date):
        raise TypeError(f"days_between wants two days, not {value!r}")
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(zone) if value.tzinfo else value).date()


def _library(context: Context) -> Any:
    return context.environment.library  # type: ignore[attr-defined]


FUNCTIONS: dict[str, Function] = {
    "const": Function("const('CODE')", "a constant of the shop", "константа магазина", const),
    "directory": Function(
        "directory('NAME', item, 'FIELD')", "what a directory says of an item", "значение из справочника", directory
    ),
    "now": Function(
        "now()", "the moment the message speaks of", "момент, на который сделано сообщение", now, ("moment",)
    ),
    "days_between": Function(
        "days_between(start, end)", "calendar days between two days", "дней между двумя датами", days_between
    ),
}
