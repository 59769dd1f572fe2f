"""Segments side by side: how large they are, and what their customers are like by some metrics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from html import escape
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, number, percent, spoken, verbatim
from smartcom_kernel.lake.columns import NUMBERS
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.metric import Metric
from smartcom_kernel.segments.members import Spec, asked_together
from smartcom_kernel.segments.overlap import named, part

METRICS = ("receipts", "revenue", "average_receipt", "days_since_last_receipt")
"""What is compared where nobody says what."""
WAYS = ("mean", "median")
EVERYBODY: dict[Lang, str] = {"en": "everybody", "ru": "все клиенты"}
ROWS: dict[Lang, dict[str, str]] = {
    "en": {
        "customers": "customers", "share": "of the base", "revenue": "total value", "revenue_share": "of revenue",
        "mean": "mean", "median": "median",
    },
    "ru": {
        "customers": "клиентов", "share": "доля базы", "revenue": "общая ценность", "revenue_share": "доля выручки",
        "mean": "среднее", "median": "медиана",
    },
}  # fmt: skip


@dataclass(frozen=True)
class SegmentComparison:
    """Segments side by side.

    Args:
        table: A column per segment and one of everybody; rows `customers`, `share` (0..1), `revenue`, `revenue_share`,
            and two per metric, such as `receipts, mean` and `receipts, median`, empty where nobody has a value.
        metrics: The metrics that are compared.
        currency: Of the amounts.
    """

    table: pd.DataFrame
    metrics: tuple[Metric, ...]
    currency: str = ""

    def describe(self, lang: Lang | None = None) -> str:
        """What stands beside what; the workspace's language when None."""
        lang = lang or spoken()
        names = ", ".join(str(name) for name in self.table.columns[:-1])
        labels = ", ".join(metric.label(lang) for metric in self.metrics)
        if lang == "ru":
            return f"Сегменты рядом со всеми клиентами: {names}; по показателям: {labels}"
        return f"Segments beside everybody: {names}; by {labels}"

    def rows(self, lang: Lang) -> list[list[str]]:
        """The table as people read it; the first row is the head."""
        head = ["", *(str(name) for name in self.table.columns[:-1]), EVERYBODY[lang]]
        return [
            head,
            *([label, *(say(value) for value in self.table.loc[row])] for row, label, say in self._told(lang)),
        ]

    def _told(self, lang: Lang) -> Iterator[tuple[str, str, Any]]:
        words = ROWS[lang]
        yield "customers", words["customers"], lambda n: number(n, lang)
        yield "share", words["share"], lambda share: percent(share, lang)
        yield "revenue", words["revenue"], lambda sum_: amount(sum_, self.currency, lang, decimals=0)
        yield "revenue_share", words["revenue_share"], lambda share: percent(share, lang)
        for metric in self.metrics:
            for way in WAYS:
                label = f"{metric.label(lang)}, {words[way]}"
                yield f"{metric.name}, {way}", label, partial(self._say, metric=metric, lang=lang)

    def _say(self, value: Any, *, metric: Metric, lang: Lang) -> str:
        if pd.isna(value):
            return "–"
        return amount(value, self.currency, lang) if metric.unit == "money" else number(value, lang, decimals=2)

    def _repr_html_(self) -> str:
        lang = spoken()
        return f"<p>{escape(self.describe(lang))}</p>{verbatim(html_table(self.rows(lang)))}"


def compare(
    specs: Sequence[Spec], tables: Tables, *, metrics: Sequence[str] = METRICS, currency: str = "", lang: Lang = "en"
) -> SegmentComparison:
    """Lay segments side by side, with everybody beside them.

    Args:
        specs: One segment or more.
        tables: The moment.
        metrics: By what: names of metrics that are numbers.
        currency: Of the amounts.
        lang: Language of the sentences that stand for segments without a name.

    Raises:
        SpecError: There is no segment or there are too many, one comes twice, or a metric is no number.
        UnknownName: There is no such metric.
    """
    names = [*named(specs, lang, what="comparison", least=1), EVERYBODY[lang]]
    compared = _numbers(metrics, tables)
    customers, belongs = asked_together(specs, tables, "revenue", *metrics)
    values = {name: customers[name].cast("float64") for name in metrics}
    everybody = ibis.literal(True)
    inside = {f"in_{n}": answer for n, answer in enumerate([*belongs, everybody])}
    told = customers.select(money=customers.revenue, **values, **inside)
    row = tables.lake.row(told.agg(**{k: v for n in range(len(names)) for k, v in _measures(told, n, metrics)}))
    ways = [f"{name}, {way}" for name in metrics for way in WAYS]
    last = len(names) - 1
    columns = {
        name: [
            row[f"customers {n}"] or 0, part(row[f"customers {n}"], row[f"customers {last}"]),
            row[f"money {n}"] or Decimal(0), part(row[f"money {n}"], row[f"money {last}"]),
            *(row[f"{way} {n}"] for way in ways),
        ]
        for n, name in enumerate(names)
    }  # fmt: skip
    table = pd.DataFrame(columns, index=["customers", "share", "revenue", "revenue_share", *ways], dtype=object)
    return SegmentComparison(table, tuple(compared), currency)


def _measures(told: ir.Table, n: int, metrics: Sequence[str]) -> Iterator[tuple[str, ir.Scalar]]:
    inside = told[f"in_{n}"]
    yield f"customers {n}", inside.sum()
    yield f"money {n}", told.money.sum(where=inside)
    for name in metrics:
        for way in WAYS:
            yield f"{name}, {way} {n}", getattr(told[name], way)(where=inside)


def _numbers(metrics: Sequence[str], tables: Tables) -> list[Metric]:
    known = chosen(tables.measures)
    for name in metrics:
        if name not in known:
            raise UnknownName("metric", name, known)
        if known[name].type not in NUMBERS:
            raise SpecError.single("comparison", f"{name} is no number, so it has no mean and no median", "metrics")
    return [known[name] for name in metrics]
