"""What is known about each customer at a moment, as columns a model can read.

Nothing after the moment changes them but those of `OF_NOW`, and a receipt that was cancelled since, which is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.contracts import CUSTOMERS
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.metrics.metric import METRICS, Metric, MetricOf

Kind = Literal["number", "category"]
DATED = {"receipts", "lines", "site", "customers"}
"""Facts that `Tables` pins at a moment; metrics over others, such as today's points, know what came later. Of customers
only the day of registration is asked, and not where it lies ahead."""
NUMBERS = {"integer", "number", "money", "boolean", "instant"}
TOLD_ALREADY = {"last_receipt_at"}
"""By `days_since_last_receipt`; importance would be shared between them."""
ATTRIBUTES = ("gender", "region", "city", "language", "source", "brand")
OF_NOW = ("age", *ATTRIBUTES)
"""What the lake knows now, and no date says since when: perhaps since the very purchase that is to be foretold."""
OLDEST = 120
DAYS_PER_YEAR = 365.25
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Feature:
    """One column a model reads.

    Args:
        name: Its name: a metric's, an attribute's, or ``age``.
        kind: Whether it is a number or one of some values.
        en: What people call it.
        ru: The same in Russian.
        unit: What it is counted in, where it is a metric.
    """

    name: str
    kind: Kind
    en: str
    ru: str
    unit: str = ""

    def label(self, lang: Lang = "en") -> str:
        """What people call it."""
        return self.ru if lang == "ru" else self.en


AGE = Feature("age", "number", "age", "возраст")


def all_features() -> dict[str, Feature]:
    """Every feature by its name: metrics over dated facts, and what the shop knows of the person.

    Contacts and consents are left out: they are often collected with a later purchase, and no date says when.
    """
    kinds = [METRICS[kind] for kind in METRICS if kind not in TOLD_ALREADY and not issubclass(METRICS[kind], MetricOf)]
    found = [Feature(m.name, "number", m.en, m.ru, m.unit) for m in (kind() for kind in kinds) if _is_usable(m)]
    found.append(AGE)
    found += [Feature(name, "category", CUSTOMERS[name].en, CUSTOMERS[name].ru) for name in ATTRIBUTES]
    return {feature.name: feature for feature in found}


def known(tables: Tables, features: Sequence[Feature], *also: str) -> ir.Table:
    """One row per customer whom the shop knew at the moment: `customer_id`, and a column for each feature.

    A customer is known from the registration or the first receipt on, whichever is earlier. Numbers are ``float32``, an
    instant is days before the moment, categories are text.

    Args:
        tables: The facts and the moment; those after it are left out, whatever the tables say.
        features: What to know.
        *also: Metrics to add as they are, under their own names, as ``float64``.
    """
    past = tables.at(tables.as_of)
    metrics = {f.name for f in features if f.name in METRICS}
    frame = customer_frame(past, {*metrics, *also, "receipts", *past.customers.columns})
    was_known = (frame.receipts > 0) | (frame.registered_at <= past.moment).fill_null(False)
    columns = {f.name: _column(frame, f, past) for f in features}
    more = {name: frame[name].cast("float64") for name in also if name not in columns}
    return frame.filter(was_known).select("customer_id", **columns, **more)


def _is_usable(metric: Metric) -> bool:
    return metric.type in NUMBERS and all(need.over in DATED for need in metric.required())


def _column(frame: ir.Table, feature: Feature, tables: Tables) -> ir.Value:
    if feature.kind == "category":
        return frame[feature.name]
    if feature == AGE:
        years = tables.today.delta(frame.birth_on, unit="day") / DAYS_PER_YEAR
        return years.between(0, OLDEST).ifelse(years, None).cast("float32")
    value = frame[feature.name]
    return (_days_before(tables, value) if value.type().is_timestamp() else value).cast("float32")


def _days_before(tables: Tables, instant: ir.TimestampValue) -> ir.FloatingValue:
    return (tables.moment.epoch_seconds() - instant.epoch_seconds()) / SECONDS_PER_DAY
