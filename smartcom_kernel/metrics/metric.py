"""What every metric is: a column of the customer, said as aggregates over facts and a last step over those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import ibis.expr.types as ir
from pydantic import Field, field_validator

from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.errors import in_language
from smartcom_kernel.core.family import Family
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.number_lists import Made
from smartcom_kernel.lake.tables import Tables

if TYPE_CHECKING:
    from smartcom_kernel.metrics.known import Known

Facts = Literal["receipts", "lines", "site", "messages", "points", "customers", "scores"]
Unit = Literal["count", "money", "days", "share", "instant", "name", "weekday", "hour", "flag", "score"]
AT_ONCE: frozenset[Facts] = frozenset({"points", "customers"})
"""Tables that hold one row per customer and no history: what they say has no window."""
NOT_STORED: frozenset[Facts] = AT_ONCE | {"scores"}
"""Small tables that change for everybody at a time: they are read when a metric is, and no refresh stores them."""


@dataclass(frozen=True)
class Aggregate:
    """One thing to know about each customer's facts. Metrics that need the same one share its computation.

    Args:
        name: What it is called among all aggregates; one name always means one thing.
        over: Which facts, see `smartcom_kernel.metrics.facts`.
        type: What it is stored as.
        value: The aggregate of such a table; where a condition is given, only of the rows that fulfil it. `Tables` are
            there to look things up, such as what lies below a category.
        empty: What it is for a customer without such facts.
    """

    name: str
    over: Facts
    type: Type
    value: Callable[[ir.Table, ir.BooleanValue | None, Tables], ir.Value]
    empty: int | None = None


@dataclass(frozen=True)
class Listed:
    """What is made of all facts of a customer together: the product that comes up most often, the number of visits.

    Args:
        name: What it is called among all aggregates.
        over: Which facts.
        type: What it is stored as.
        number: The column that says a fact as a whole number, from −2³⁰ to 2³⁰; facts without one are left out.
        made: Which of `smartcom_kernel.lake.number_lists` makes it of these numbers.
        things: The table of `smartcom_kernel.metrics.facts.THINGS` that says which thing the answer stands for; None
            where the answer is meant itself.
        empty: What it is for a customer without such facts.
    """

    name: str
    over: Facts
    type: Type
    number: str
    made: Made
    things: str | None = None
    empty: int | None = None


Need = Aggregate | Listed


class Metric(Block):
    """Base of everything that is computed about a customer. `name` is the name of its column."""

    example: ClassVar[dict[str, Any]] = {}

    unit: ClassVar[Unit]
    """What its values are, for labels and axes."""
    type: ClassVar[Type]
    """The column's type; values are rounded to it, so that a stored value and one computed anew are the same."""
    en: ClassVar[str]
    ru: ClassVar[str]
    meaning_ru: ClassVar[str]
    """The first sentence of the docstring, in Russian."""
    needs: ClassVar[tuple[Need, ...]] = ()
    """What must be known about a customer's facts."""
    windowed: ClassVar[bool] = True
    """Whether it can be asked for the last so many days only; False for what speaks of the moment itself."""

    within_days: int | None = Field(None, ge=1, le=3650)
    """Counts only the last so many days of 24 hours; everything when absent."""

    @field_validator("within_days")
    @classmethod
    def _has_windows(cls, days: int | None) -> int | None:
        if days is not None and not cls.windowed:
            raise ValueError(f"{cls.kind} speaks of the moment itself: it has no window")
        return days

    def required(self) -> tuple[Need, ...]:
        """What must be known about a customer's facts: `needs`, unless it depends on the fields."""
        return self.needs

    def finish(self, known: Known) -> ir.Value:
        """The metric, from what is known about each customer.

        Args:
            known: A column for each of `required`, over the metric's own window.
        """
        raise NotImplementedError(f"{type(self).__name__} must say how it is computed")

    @property
    def name(self) -> str:
        """The name of its column: `revenue`, `revenue_last_365_days`."""
        return self.kind + (f"_last_{self.within_days}_days" if self.within_days else "")

    def label(self, lang: Lang = "en") -> str:
        """What people call it: ``average receipt, last 365 days``."""
        return self._called(lang) + self._in_window(lang)

    def _called(self, lang: Lang) -> str:
        return self.ru if lang == "ru" else self.en

    def _in_window(self, lang: Lang) -> str:
        return "" if self.within_days is None else f", {window_words(self.within_days, lang)}"

    def describe(self, lang: Lang = "en") -> str:
        """What it means, in one sentence without a full stop."""
        return (self.meaning_ru if lang == "ru" else self.help().rstrip(".")) + self._in_window(lang)

    @classmethod
    def example_block(cls) -> Metric:
        """The metric of the example, for all time."""
        return cls(**cls.example)

    def column(self) -> Column:
        """Its column, as a contract declares columns."""
        return Column(self.name, self.type, self.label(), self.label("ru"), origin="computed")


class MetricOf(Metric):
    """Base of metrics of something: of a category, a brand, a medium, a model."""

    called: ClassVar[Mapping[str, str]] = {}
    """What people call a thing, where that is not its own name: ``e-mail``."""
    each: ClassVar[tuple[str, ...]] = ()
    """Of what it is computed where the settings say nothing."""

    of: str = Field(min_length=1, max_length=100)
    """Of what: a category id, a brand, a medium (`email`, `sms`, `push`, `messenger`, `call`) or a model's name."""

    @property
    def name(self) -> str:
        """The name of its column: `brand_revenue_acme_last_365_days`."""
        return super().name.replace(self.kind, f"{self.kind}_{slug(self.of)}", 1)

    def _called(self, lang: Lang) -> str:
        return super()._called(lang).format(of=in_language(self.called.get(self.of, self.of), lang))

    def describe(self, lang: Lang = "en") -> str:
        """What it means, and of what."""
        return f"{super().describe(lang)} ({self.of})"


def window_words(days: int, lang: Lang = "en") -> str:
    """``last 365 days``, ``за 365 дней``."""
    if lang == "ru":
        return f"за {days} {plural(days, 'день', 'дня', 'дней')}"
    return f"last {days} {'day' if days == 1 else 'days'}"


def slug(text: str) -> str:
    """A name as a part of a column's name: letters and digits in lower case, one underscore between."""
    return "_".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


METRICS: Family[Metric] = Family("metric", Metric)
