"""One metric of one group beside another group: the difference, how sure we are of it, and what may be concluded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import money
from smartcom_kernel.core.wording import p_value, percent, points, signed_money
from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.experiments.intervals import LEVEL, Interval
from smartcom_kernel.experiments.means import Test

FEWEST_BUYERS = 10
"""Below so many buyers in a group a mean of money is too uneven for any interval to hold its level."""
MAILING = "mailing"
"""Name of all variants taken together."""


class OutcomeMetric(StrEnum):
    """What groups are compared by."""

    CONVERSION = "conversion"
    """Share of people who bought."""
    REVENUE = "revenue_per_customer"
    """Revenue over all people of the group, buyers or not: the one that decides."""
    RECEIPT = "average_receipt"
    """Revenue over receipts."""

    def title(self, lang: Lang = "en") -> str:
        """Its name as people say it."""
        return TITLES[self][lang]


class Verdict(StrEnum):
    """What may be concluded from a comparison."""

    HIGHER = "higher"
    """The group is above the base, and chance is an unlikely reason."""
    LOWER = "lower"
    """The group is below the base, and chance is an unlikely reason."""
    UNCLEAR = "unclear"
    """The difference is not distinguishable from zero."""
    TOO_FEW = "too_few"
    """Too few buyers to say anything."""
    NO_CONTROL = "no_control"
    """Nobody was held out, so there is nothing to compare with."""
    BROKEN = "broken"
    """Group sizes are not as intended, so that no comparison holds."""


TITLES: dict[OutcomeMetric, dict[Lang, str]] = {
    OutcomeMetric.CONVERSION: {"en": "conversion to purchase", "ru": "конверсия в покупку"},
    OutcomeMetric.REVENUE: {"en": "revenue per customer", "ru": "выручка на клиента"},
    OutcomeMetric.RECEIPT: {"en": "average receipt", "ru": "средний чек"},
}
IN_RUSSIAN = {
    OutcomeMetric.CONVERSION: "в конверсии в покупку",
    OutcomeMetric.REVENUE: "в выручке на клиента",
    OutcomeMetric.RECEIPT: "в среднем чеке",
}


@dataclass(frozen=True)
class Difference:
    """A metric of one group minus the same metric of its base.

    Args:
        metric: What is compared.
        group: The variant, or ``mailing`` for all variants together.
        base: What it is compared with: ``control``, or another variant.
        value: The metric in the group.
        base_value: The metric in the base.
        test: Difference, ratio and p value; None where there are too few buyers.
        adjusted_p: The p value corrected for the number of groups compared with each other (Holm).
        currency: Of amounts.
    """

    metric: OutcomeMetric
    group: str
    base: str
    value: float
    base_value: float
    test: Test | None
    adjusted_p: float
    currency: str

    @property
    def verdict(self) -> Verdict:
        """Higher or lower only where the interval leaves out zero and the corrected p value is below 0.05."""
        if self.test is None:
            return Verdict.TOO_FEW
        if self.test.difference.covers(0) or self.adjusted_p >= 1 - LEVEL:
            return Verdict.UNCLEAR
        return Verdict.HIGHER if self.test.difference.value > 0 else Verdict.LOWER

    def level(self, value: float, lang: Lang = "en") -> str:
        """A value of the metric with its unit."""
        return percent(value, lang) if self.metric is OutcomeMetric.CONVERSION else money(value, self.currency, lang)

    def change(self, value: float, lang: Lang = "en") -> str:
        """A difference of two values of the metric with sign and unit."""
        if self.metric is OutcomeMetric.CONVERSION:
            return points(value, lang)
        return signed_money(value, self.currency, lang)

    def interval(self, lang: Lang = "en") -> str:
        """The interval of the difference: ``−$0.10 to +$2.30``; a dash where there is none."""
        return said_interval(self.test.difference, lambda v: self.change(v, lang), lang) if self.test else "–"

    def describe(self, lang: Lang = "en") -> str:
        """The finding in one sentence, without a full stop."""
        return _in_russian(self) if lang == "ru" else _in_english(self)


def said_interval(interval: Interval, say: Callable[[float], str], lang: Lang) -> str:
    """An interval in words: ``1 to 2``, ``от 1 до 2``."""
    low, high = say(interval.low), say(interval.high)
    return f"от {low} до {high}" if lang == "ru" else f"{low} to {high}"


def group_title(name: str, lang: Lang = "en") -> str:
    """How people call a group."""
    known: dict[str, dict[Lang, str]] = {
        CONTROL: {"en": "control group", "ru": "контрольная группа"},
        MAILING: {"en": "all variants", "ru": "все варианты"},
    }
    return known[name][lang] if name in known else f"вариант {name}" if lang == "ru" else f"variant {name}"


def _in_english(d: Difference) -> str:
    group, base = group_title(d.group), ("the control group" if d.base == CONTROL else group_title(d.base))
    who = group[0].upper() + group[1:]
    if d.test is None:
        return f"{who}: too few buyers to compare {d.metric.title()} with {base} (each needs {FEWEST_BUYERS})"
    sure = f"({percent(LEVEL, decimals=0)} interval {d.interval()}, {p_value(d.adjusted_p)})"
    if d.verdict is Verdict.UNCLEAR:
        found = f"the difference from {base}, {d.change(d.test.difference.value)}, is not distinguishable from zero"
        return f"{who}: {d.metric.title()} {d.level(d.value)}; {found} {sure}"
    by = d.change(abs(d.test.difference.value)).removeprefix("+")
    return f"{who}: {d.metric.title()} {d.level(d.value)}, which is {by} {d.verdict} than in {base} {sure}"


def _in_russian(d: Difference) -> str:
    group = group_title(d.group, "ru")
    base, there = ("контрольной группой", "контрольной группе") if d.base == CONTROL else _inflected(d.base)
    who = group[0].upper() + group[1:]
    if d.test is None:
        return f"{who}: слишком мало покупателей для сравнения {IN_RUSSIAN[d.metric][2:]}"
    sure = f"({percent(LEVEL, 'ru', decimals=0)}-й интервал {d.interval('ru')}, {p_value(d.adjusted_p, 'ru')})"
    title, level, difference = d.metric.title("ru"), d.level(d.value, "ru"), d.test.difference.value
    if d.verdict is Verdict.UNCLEAR:
        return f"{who}: {title} {level}; разница с {base}, {d.change(difference, 'ru')}, неотличима от нуля {sure}"
    side, by = "выше" if d.verdict is Verdict.HIGHER else "ниже", d.change(abs(difference), "ru").removeprefix("+")
    return f"{who}: {title} {level}, на {by} {side}, чем в {there} {sure}"


def _inflected(variant: str) -> tuple[str, str]:
    return f"вариантом {variant}", f"варианте {variant}"
