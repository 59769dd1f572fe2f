"""A condition on what is computed about a customer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field, model_validator

from smartcom_kernel.conditions.compared import COMPARED, Compared
from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.conditions.form import Form, FormField, Offer
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import LANGS, SpecError, Words, count_of, hint
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.metric import METRICS, Metric, MetricOf

ANYTHING = "…"
"""Stands for what a metric of something is of, where that is not said yet."""


def _column(metric: type[Metric]) -> Column:
    some = metric(of=ANYTHING) if issubclass(metric, MetricOf) else metric.example_block()
    return replace(some.column(), name=metric.kind)


@CONDITIONS.register
class Measured(Compared):
    """Has a metric, such as the average receipt, whose value passes every operator given."""

    kind = "metric"
    example: ClassVar[dict[str, Any]] = {"name": "average_receipt", "is": {"gte": 1500}}
    form = Form(
        "metric",
        "метрика",
        "metrics",
        {
            **COMPARED,
            "of": FormField(
                "of what",
                "по чему",
                ru_help="По чему: категория, бренд, вид связи; только для метрик, которых несколько.",
            ),
            "within_days": FormField(
                "over the last … days",
                "за последние … дней",
                ru_help="За столько последних дней: одно из окон в настройках; если не указано, за всё время.",
            ),
        },
        ru_help="Значение метрики, например среднего чека, проходит все сравнения.",
    )
    noun = "metric"

    of: str | None = None
    """Of what: a category, a brand, a medium; only for metrics that there are several of."""
    within_days: int | None = Field(None, ge=1, le=3650, strict=True)
    """Over the last so many days (of 24 hours), one of the windows in the settings; all time when absent."""

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """A column of each kind of metric."""
        return {kind: _column(METRICS[kind]) for kind in METRICS}

    @classmethod
    def offers(cls) -> list[Offer]:
        """One for each kind of metric; of a metric of something it waits to be said of what."""
        found = super().offers()
        for offer in found:
            if issubclass(METRICS[offer.data["name"]], MetricOf):
                offer.data["of"] = None
        return found

    @model_validator(mode="after")
    def _is_a_metric(self) -> Measured:
        several = issubclass(METRICS[self.name], MetricOf)
        if several and self.of is None:
            raise ValueError(
                Words(
                    f"{self.name} is a metric of something: say of what with `of`",
                    "эту метрику считают по чему-нибудь: заполните «по чему»",
                )
            )
        if self.of is not None and not several:
            raise ValueError(
                Words(
                    f"{self.name} is not a metric of something: leave `of` out",
                    "у этой метрики нет «по чему»: уберите поле",
                )
            )
        if self.within_days is not None and not METRICS[self.name].windowed:
            raise ValueError(
                Words(
                    f"{self.name} speaks of the moment itself: leave `within_days` out",
                    "эта метрика о самом моменте: уберите «за последние … дней»",
                )
            )
        return self

    @property
    def metric(self) -> Metric:
        """The metric that is compared."""
        fields = {"of": self.of, "within_days": self.within_days}
        return METRICS[self.name](**{name: value for name, value in fields.items() if value is not None})

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True where the metric passes every operator.

        Raises:
            SpecError: The workspace does not compute this metric.
        """
        name = self.metric.name
        if name not in customer.columns:
            raise SpecError.single("metric", *self._not_computed(tables.measures))
        return self.is_.where(customer[name], tables)

    def own_value(self, customer: ir.Table, tables: Tables) -> ir.Value | None:  # noqa: ARG002
        """The metric."""
        return customer[self.metric.name]

    def _not_computed(self, settings: Measures) -> tuple[str, str]:
        """What to write into the settings, and the field that asks for it."""
        kind, days = METRICS[self.name], self.within_days or 0  # without a window it is missing for its `of` only
        of = settings.of.get(self.name, kind.each) if issubclass(kind, MetricOf) else ()
        if self.of is not None and self.of not in of:
            write = f"{self.name} = {json.dumps([*of, self.of], ensure_ascii=False)}"
            where, where_ru = _settings(f"of = {{ {write} }}")
            nearest, nearest_ru = (hint(self.of, of, lang) if of else "" for lang in LANGS)
            words = Words(
                f"{self.name} is not computed for {self.of!r}: {where}{nearest}",
                f"{self.name} не считается по {self.of!r}: {where_ru}{nearest_ru}",
            )
            return words, "of"
        known = ", ".join(map(str, settings.windows))
        where, where_ru = _settings(f"windows = {sorted({*settings.windows, days})}")
        words = Words(
            f"{self.name} is not computed for {count_of(days, 'day')}; windows are {known or 'none'}: {where}",
            f"{self.name} не считается за {days} дн.; окна: {known or 'нет'}: {where_ru}",
        )
        return words, "within_days"

    def describe(self, lang: Lang = "en") -> str:
        """The metric and what is asked of it."""
        return self.is_.describe(self.metric.column(), lang)


def _settings(line: str) -> tuple[str, str]:
    """What to do so that a metric is computed, in English and in Russian."""
    return (
        f"write `{line}` under [metrics] in smartcom.toml, then refresh",
        f"впишите `{line}` под [metrics] в smartcom.toml и обновите метрики",
    )
