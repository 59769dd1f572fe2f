"""Examples to learn from: what was known of customers at a cut, and what they did in the days after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.errors import Fault
from smartcom_kernel.core.wording import day, number, plural
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.features import Feature, known

Labels = npt.NDArray[np.bool_]
FEWEST = 30
BATCH = 50_000


@dataclass(frozen=True)
class Question:
    """What a model foretells about a customer.

    Args:
        kind: ``propensity``, whether there will be a purchase; ``churn``, whether there will be none.
        within_days: In how many days, of 24 hours.
        active_days: Churn is asked of customers who bought in so many days before; None for propensity.
    """

    kind: Literal["propensity", "churn"]
    within_days: int
    active_days: int | None = None

    def describe(self, lang: Lang = "en") -> str:
        """The question in words, without a full stop."""
        days = _days(self.within_days, lang)
        if self.kind == "propensity":
            return f"купит в ближайшие {days}" if lang == "ru" else f"will buy within {days}"
        active = _days(self.active_days or 0, lang)
        if lang == "ru":
            return f"не купит в ближайшие {days} (из тех, кто покупал в последние {active})"
        return f"will not buy within {days}, of those who bought in the last {active}"

    def asked(self, tables: Tables, features: Sequence[Feature], *also: str) -> ir.Table:
        """Those of whom it is asked at the moment of the tables: `customer_id` and the features."""
        rows = known(tables, features, *also)
        if self.active_days is None:
            return rows
        since = tables.as_of - timedelta(days=self.active_days)
        return rows.semi_join(_buyers(tables, since, tables.as_of), "customer_id")

    def answered(self, tables: Tables, features: Sequence[Feature]) -> ir.Table:
        """The same with `label`, the answer that the days after the moment gave."""
        rows = self.asked(tables, features)
        buyers = _buyers(tables, tables.as_of, tables.as_of + timedelta(days=self.within_days))
        bought = rows.customer_id.isin(buyers.customer_id)
        return rows.mutate(label=bought if self.kind == "propensity" else ~bought)


@dataclass(frozen=True)
class Examples:
    """Customers at one cut, in the order of their ids.

    Args:
        cut: The moment up to which features know everything, and from which on the answer counts.
        rows: `customer_id` and the features.
        labels: What became true.
        zone: The time zone of calendar days.
    """

    cut: datetime
    rows: pa.Table
    labels: Labels
    zone: str = "UTC"

    @property
    def positives(self) -> int:
        """Of how many it became true."""
        return int(self.labels.sum())

    def fault(self, question: Question) -> Fault | None:
        """Why nothing can be learnt from them, if so."""
        least = min(self.positives, len(self.labels) - self.positives)
        if least >= FEWEST:
            return None
        until = self.cut + timedelta(days=question.within_days)
        whom = "customers" if question.active_days is None else "active customers"
        bought = self.positives if question.kind == "propensity" else len(self.labels) - self.positives
        since, last = (day(day_of(moment, self.zone)) for moment in (self.cut, until))
        message = (
            f"{number(bought)} of {number(len(self.labels))} {whom} bought from {since} to {last}; at least {FEWEST} "
            f"who did and {FEWEST} who did not are needed"
        )
        return Fault(("within_days",), message)


def examples(tables: Tables, question: Question, features: Sequence[Feature], cut: datetime) -> Examples:
    """What was known at a cut, and the answers.

    Streams in batches; holds one `float32` per customer and number, 12 MB for 100,000 customers and 30 features. The
    lake's share is one pass over the facts of these customers, as of a refresh.

    Args:
        tables: The facts, those after the cut too.
        question: What is asked, and of whom.
        features: What is known.
        cut: The moment.
    """
    asked = question.answered(tables.at(cut), features).order_by("customer_id")
    rows = read(tables, asked)
    return Examples(cut, rows.drop_columns(["label"]), rows["label"].to_numpy().astype(bool), tables.zone)


def read(tables: Tables, expression: ir.Table) -> pa.Table:
    """The rows of an expression, fetched in batches."""
    batches = list(tables.lake.batches(expression, BATCH))
    return pa.Table.from_batches(batches) if batches else expression.schema().to_pyarrow().empty_table()


def _buyers(tables: Tables, after: datetime, until: datetime) -> ir.Table:
    purchases = tables.at(tables.as_of, past=False).purchases
    within = purchases.filter(purchases.issued_at > after, purchases.issued_at <= until)
    return within.select("customer_id").distinct()


def _days(days: int, lang: Lang) -> str:
    word = plural(days, "день", "дня", "дней") if lang == "ru" else "day" if days == 1 else "days"
    return f"{number(days, lang)} {word}"
