"""RFM: who bought recently, often and much, in five equal parts each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.settings import NAMES, SCORES, Rfm
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import day_and_time, number, percent, plural, spoken, verbatim
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.rfm_matrix import RfmMatrix, cell_names, grid
from smartcom_kernel.metrics.rfm_names import AXES, Axis, border_text, colliding, group_label
from smartcom_kernel.metrics.rfm_scores import VALUES, score_table

VALUE_OF = dict(zip(AXES, VALUES, strict=True))
TOO_FEW: dict[Lang, str] = {
    "en": "; fewer than five customers cannot fill five scores",
    "ru": "; клиентов меньше пяти, на все пять оценок их не хватает",
}


@dataclass(frozen=True)
class Excluded:
    """Who and what the scores leave out, so that nobody is missed silently.

    Args:
        customers: Customers of the population without a receipt in the period.
        future_receipts: Receipts of the population dated after `as_of`.
    """

    customers: int
    future_receipts: int


@dataclass(frozen=True)
class RfmResult:
    """RFM scores with their borders, matrices and named groups.

    Args:
        scores: Table of `customer_id`, `r`, `f`, `m`, `recency_days`, `frequency`, `monetary`, `name`.
        cells: The same, summed up: for each `r`, `f`, `m` and `name` that occurs the `customers`, their `revenue`, and
            the least and greatest of each value, such as `monetary_min`.
        excluded: Who and what was left out.
        settings: Period, frequency and names they were computed with.
        as_of: The moment they speak of.
        currency: ISO 4217 code of the amounts; empty where it is not known.
        zone: IANA zone in which people say when a moment was.
    """

    scores: ir.Table
    cells: pd.DataFrame
    excluded: Excluded
    settings: Rfm
    as_of: datetime
    currency: str = ""
    zone: str = "UTC"

    @property
    def customers(self) -> int:
        """How many customers are scored."""
        return int(self.cells["customers"].sum())

    @cached_property
    def borders(self) -> pd.DataFrame:
        """`axis`, `score`, `customers`, and the `min` and `max` that earned the score; empty where nobody did."""
        rows = [self._border(axis, score) for axis in AXES for score in SCORES]
        return pd.DataFrame(rows, columns=["axis", "score", "customers", "min", "max"])

    def _border(self, axis: Axis, score: int) -> tuple[str, int, int, float | None, float | None]:
        part, value = self.cells[self.cells[axis.lower()] == score], VALUE_OF[axis]
        if part.empty:
            return axis, score, 0, None, None
        return (
            axis,
            score,
            int(part["customers"].sum()),
            float(part[f"{value}_min"].min()),
            float(part[f"{value}_max"].max()),
        )

    @cached_property
    def names(self) -> pd.DataFrame:
        """`customers`, `revenue` and the shares of both, of all seven named groups; empty ones too."""
        found = self.cells.groupby("name")[["customers", "revenue"]].sum().reindex(list(NAMES), fill_value=0)
        return found.assign(
            share_of_customers=_share(found["customers"]), share_of_revenue=_share(found["revenue"])
        ).rename_axis("name")

    def matrix(self, rows: Axis, columns: Axis, lang: Lang | None = None) -> RfmMatrix:
        """The 25 cells of two axes.

        Args:
            rows: Axis that runs downwards.
            columns: Axis that runs to the right.
            lang: Language of the words in it; the workspace's when None.

        Raises:
            SpecError: They are not two different axes of R, F and M.
        """
        if rows == columns or not {rows, columns} <= set(AXES):
            raise SpecError.single("RFM matrix", f"has two different axes of R, F and M, not {rows!r} and {columns!r}")
        lang = lang or spoken()
        return RfmMatrix(
            rows,
            columns,
            customers=grid(self.cells, rows, columns, "customers"),
            share_of_revenue=_share(grid(self.cells, rows, columns, "revenue")),
            names=cell_names(self.settings.names.by_cell(), rows, columns),
            row_borders=self.border_texts(rows, lang),
            column_borders=self.border_texts(columns, lang),
            lang=lang,
        )

    def border_texts(self, axis: Axis, lang: Lang | None = None) -> dict[int, str]:
        """What each score of an axis stands for, in words; the workspace's language when None."""
        lang = lang or spoken()
        found = [self._border(axis, score) for score in SCORES]
        exact = colliding((low, high) for *_, low, high in found)
        return {
            score: border_text(axis, low, high, self.settings, lang, currency=self.currency, exact=exact)
            for _, score, _, low, high in found
        }

    def describe(self, lang: Lang | None = None) -> str:
        """Whom this speaks of, who is left out, and which scores nobody has; the workspace's language when None."""
        lang = lang or spoken()
        days, left = number(self.settings.period_days, lang), number(self.excluded.customers, lang)
        scored, until = number(self.customers, lang), day_and_time(self.as_of, self.zone, lang)
        future = self.excluded.future_receipts
        if lang == "ru":
            later = f"; чеков после этого момента: {number(future, lang)}, они не учтены" if future else ""
            unit = plural(self.settings.period_days, "день", "дня", "дней")
            said = f"RFM на {until}, период {days} {unit}: клиентов с покупками {scored}, без покупок {left}{later}"
            return said + self._unreached(lang)
        verb = "receipt after that moment does" if future == 1 else "receipts after that moment do"
        later = f"; {number(future, lang)} {verb} not count" if future else ""
        who = "customer" if self.customers == 1 else "customers"
        said = f"RFM as of {until}, over {days} days: {scored} {who} bought, {left} did not{later}"
        return said + self._unreached(lang)

    def _unreached(self, lang: Lang) -> str:
        """Which scores nobody has, and why."""
        if 0 < self.customers < len(SCORES):
            return TOO_FEW[lang]
        return "".join(self._ties(axis, lang) for axis in AXES) if self.customers else ""

    def _ties(self, axis: Axis, lang: Lang) -> str:
        counts = self.borders[self.borders["axis"] == axis].set_index("score")["customers"]
        nobody = ", ".join(f"{axis}{score}" for score in counts.index[counts == 0])
        if not nobody:
            return ""
        most = int(counts.index[int(counts.argmax())])
        holds = f"{axis}{most} ({self.border_texts(axis, lang)[most]})"
        share = percent(counts[most] / self.customers, lang, decimals=0)
        if lang == "ru":
            return f"; {nobody} нет ни у кого: равные значения получают одну оценку, и {holds} у {share} клиентов"
        return f"; nobody has {nobody}: equal values share a score, and {share} of customers have {holds}"

    def _repr_html_(self) -> str:
        lang = spoken()
        rows = [
            (group_label(str(name), lang), number(row["customers"], lang), percent(row["share_of_revenue"], lang))
            for name, row in self.names.iterrows()
        ]
        heads = ("group", "customers", "share of revenue") if lang == "en" else ("группа", "клиентов", "доля выручки")
        return verbatim(f"<p>{escape(self.describe(lang))}</p>{html_table([heads, *rows])}")


def rfm(tables: Tables, settings: Rfm, population: ir.Table | None = None, *, currency: str = "") -> RfmResult:
    """Score everybody who bought in the period, or of them only those of a segment.

    Args:
        tables: The facts, the moment and the time zone.
        settings: Period, frequency and names.
        population: Table of `customer_id`; cut points are found among these customers.
        currency: ISO 4217 code of the amounts, for sentences.
    """
    scores = tables.lake.temporary(scored(tables, settings, population))
    asked = tables.customers if population is None else population.select("customer_id").distinct()
    excluded = Excluded(
        customers=tables.lake.count(asked.anti_join(scores, "customer_id")),
        future_receipts=tables.lake.count(_later_receipts(tables, population)),
    )
    return RfmResult(scores, _cells(tables, scores), excluded, settings, tables.as_of, currency, tables.zone)


def scored(tables: Tables, settings: Rfm, population: ir.Table | None = None) -> ir.Table:
    """The scores of `score_table`, from what the last refresh stored where it did."""
    same = (settings.period_days, settings.frequency) == (tables.rfm.period_days, tables.rfm.frequency)
    snapshot_id = stored.find(tables) if same else None
    known = None if snapshot_id is None else tables.lake.table(stored.AGGREGATE_TABLE, snapshot_id)
    return score_table(tables, settings, population, known=known)


def _cells(tables: Tables, scores: ir.Table) -> pd.DataFrame:
    extremes = {f"{v}_min": scores[v].min() for v in VALUES} | {f"{v}_max": scores[v].max() for v in VALUES}
    cells = scores.group_by("r", "f", "m", "name").agg(
        customers=scores.count(), revenue=scores.monetary.sum().cast("float64"), **extremes
    )
    return tables.lake.arrow(cells.order_by("r", "f", "m")).to_pandas()


def _later_receipts(tables: Tables, population: ir.Table | None) -> ir.Table:
    purchases = tables.whole_history.purchases
    later = purchases.filter(purchases.issued_at > tables.moment)
    return later if population is None else later.semi_join(population, "customer_id")


def _share(values: pd.Series | pd.DataFrame) -> Any:
    whole = values.to_numpy().sum()
    return values / whole if whole else values * 0.0
