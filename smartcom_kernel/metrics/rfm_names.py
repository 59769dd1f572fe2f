"""How people say the named groups and the axes of RFM."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from typing import Literal

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.core.wording import amount, number, plural

Axis = Literal["R", "F", "M"]
AXES: tuple[Axis, ...] = ("R", "F", "M")
DID_NOT_BUY = "did_not_buy"
"""Stands in for the name of customers without a receipt in the period, where they are spoken of too."""
RUSSIAN = dict(
    zip(
        (*NAMES, DID_NOT_BUY),
        ("потерянные", "замёрзшие", "в зоне риска", "дрейфующие", "новые", "с потенциалом", "лояльные", "без покупок"),
        strict=True,
    )
)
NOBODY: dict[Lang, str] = {"en": "nobody", "ru": "никого"}


def group_label(name: str, lang: Lang = "en") -> str:
    """A named group in words: `at_risk` is ``at risk``, ``в зоне риска``."""
    return RUSSIAN[name] if lang == "ru" else name.replace("_", " ")


def border_text(
    axis: Axis,
    low: float | None,
    high: float | None,
    settings: Rfm,
    lang: Lang = "en",
    *,
    currency: str = "",
    exact: Collection[float] = (),
) -> str:
    """What a score stands for, by the actual values that earned it: ``18–53 days``, ``5 302–11 242 ₽``.

    Args:
        axis: Whose score.
        low: The least value; None where nobody has the score.
        high: The greatest.
        settings: What frequency counts.
        lang: Language of the words.
        currency: ISO 4217 code of the amounts; none is written where it is empty.
        exact: Amounts that are written with their cents, see `colliding`.
    """
    if low is None or high is None:
        return NOBODY[lang]
    if axis == "M":
        return _amounts(low, high, currency, lang, exact)
    span = number(low, lang) if number(low, lang) == number(high, lang) else f"{number(low, lang)}–{number(high, lang)}"
    return f"{span} {_unit(axis, int(high), settings, lang)}"


def colliding(spans: Iterable[tuple[float | None, float | None]]) -> set[float]:
    """Where one score ends and the next one begins, if the two read the same without their cents.

    Args:
        spans: The least and the greatest value of each score, in the order of the scores; None where nobody has it.
    """
    held = [(low, high) for low, high in spans if low is not None and high is not None]
    meeting = ((high, low) for (_, high), (low, _) in itertools.pairwise(held) if number(high) == number(low))
    return {end for ends in meeting for end in ends}


def _amounts(low: float, high: float, currency: str, lang: Lang, exact: Collection[float]) -> str:
    if number(low) == number(high) and (low in exact or high in exact):
        exact = (low, high)
    of_first, of_last = (2 if value in exact else 0 for value in (low, high))
    first, last = amount(low, currency, lang, decimals=of_first), amount(high, currency, lang, decimals=of_last)
    if first == last:
        return last
    return f"{number(low, lang, decimals=of_first)}–{last}" if lang == "ru" else f"{first}–{last}"


def _unit(axis: Axis, n: int, settings: Rfm, lang: Lang) -> str:
    if axis == "R":
        return plural(n, "день", "дня", "дней") if lang == "ru" else "day" if n == 1 else "days"
    if settings.frequency == "visits":
        return plural(n, "визит", "визита", "визитов") if lang == "ru" else "visit" if n == 1 else "visits"
    return plural(n, "чек", "чека", "чеков") if lang == "ru" else "receipt" if n == 1 else "receipts"
