"""Scores of everybody by a fitted model, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.wording import day_and_time, number, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import scores
from smartcom_kernel.models.examples import BATCH


class Model(Protocol):
    """What gives customers scores."""

    def asked(self, tables: Tables) -> ir.Table:
        """Whom it has an answer for: `customer_id` and what it reads."""
        ...

    def scores(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """The score of each row."""
        ...


@dataclass(frozen=True)
class ScoreReport:
    """What scoring did.

    Args:
        model: Whose scores these are.
        as_of: The moment they speak of.
        zone: IANA zone of the shop's clock.
        customers: How many customers have one.
        counts: How many customers have each score where scores are clusters; else how many lie in each tenth of 0..1.
        total: The sum of all scores: of a propensity, how many customers are expected to do it.
    """

    model: str
    as_of: datetime
    zone: str
    customers: int
    counts: dict[str, int]
    total: float

    def describe(self, lang: Lang | None = None) -> str:
        """What was done, in one sentence without a full stop, in the workspace's language when None."""
        lang = lang or spoken()
        moment = day_and_time(self.as_of, self.zone, lang)
        spread = ", ".join(f"{name}: {number(n, lang)}" for name, n in self.counts.items() if n)
        if lang == "ru":
            return f"Модель {self.model} дала оценки на {moment}, клиентов: {number(self.customers, lang)} ({spread})"
        return f"Model {self.model} gave scores to {count_of(self.customers, 'customer')} as of {moment} ({spread})"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def batches(model: Model, tables: Tables, progress: Progress | None = None) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Everybody's rows and scores, a batch at a time: what the model read, and `customer_id` with `score`.

    Each batch is read, scored and let go: 50,000 customers × features × 4 bytes, about 6 MB for 30 features. Metrics
    come from the lake as a refresh left them; for a moment without a refresh the lake computes them for all first.
    """
    done = 0
    for batch in tables.lake.batches(model.asked(tables), BATCH):
        rows = pa.Table.from_batches([batch])
        done += len(rows)
        if progress:
            progress(f"scoring {done:,}", 0)
        yield rows, pa.table({"customer_id": rows["customer_id"], "score": pa.array(model.scores(rows), pa.float64())})


def score(model: Model, tables: Tables, *, name: str, whole: bool, progress: Progress | None = None) -> ScoreReport:
    """Give everybody a score and keep it in the lake in place of the model's former scores.

    Holds ids and scores of everybody until they are written: about 30 bytes per customer, 300 MB for ten million.

    Args:
        model: What gives scores.
        tables: The facts and the moment.
        name: Whose scores they are.
        whole: Whether scores are whole numbers that stand for something, such as clusters.
        progress: Told how many are done.
    """
    found = [scored for _, scored in batches(model, tables, progress)]
    schema = pa.schema({"customer_id": pa.string(), "score": pa.float64()})
    everybody = pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in found)])
    kept = scores.keep(tables.lake, model=name, as_of=tables.as_of, rows=everybody)
    values = everybody["score"].to_numpy()
    return ScoreReport(name, tables.as_of, tables.zone, kept, _counts(values, whole=whole), float(values.sum()))


def _counts(values: npt.NDArray[np.float64], *, whole: bool) -> dict[str, int]:
    if whole:
        numbers, sizes = np.unique(values.astype(int), return_counts=True)
        return {str(n): int(size) for n, size in zip(numbers, sizes, strict=True)}
    sizes, edges = np.histogram(values, bins=10, range=(0, 1))
    return {f"{low:.1f}–{low + 0.1:.1f}": int(size) for low, size in zip(edges, sizes, strict=False)}
