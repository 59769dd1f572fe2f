"""How much of the revenue comes from how few customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, number, percent, plural, spoken, verbatim
from smartcom_kernel.insight.cohorts import NO_RECEIPTS
from smartcom_kernel.lake.tables import Tables

TOPS = (1, 5, 10, 20, 50)
"""Per cent of the customers, the best first, whose share of the revenue is told."""
STEPS = 100
"""Into how many parts the customers are cut for the curve."""
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("the best", "customers", "from revenue of", "their revenue", "share of revenue"),
    "ru": ("лучшие", "клиентов", "с выручкой от", "их выручка", "доля выручки"),
}


@dataclass(frozen=True)
class Concentration:
    """On how few customers the revenue rests.

    Args:
        as_of: The moment up to which receipts count.
        within_days: Days of 24 hours before it that count; None for all time.
        currency: Of the amounts; empty where it is not known.
        customers: Customers with a receipt in that time.
        revenue: What they brought, less what was brought back; who brought back more than was bought counts as 0.
        below_zero: How many those are.
        gini: 0 where everybody brings the same, towards 1 where one brings everything; None without revenue.
        tops: For the best 1, 5, 10, 20 and 50 per cent: `percent`, how many `customers` that are (rounded up), the
            revenue of the last of them (`least`), their `revenue` and its `share`.
        curve: The customers cut into at most a hundred parts, the best first: `share_of_customers` so far and
            `share_of_revenue` so far, from (0, 0) to (1, 1).
    """

    as_of: datetime
    within_days: int | None
    currency: str
    customers: int
    revenue: Decimal
    below_zero: int
    gini: float | None
    tops: pd.DataFrame
    curve: pd.DataFrame

    @property
    def lorenz(self) -> pd.DataFrame:
        """The Lorenz curve: as `curve`, with those who bring least first."""
        return (1 - self.curve).iloc[::-1].reset_index(drop=True)

    def describe(self, lang: Lang | None = None) -> str:
        """The concentration in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        if self.gini is None:
            return NO_RECEIPTS[lang]
        share = {row["percent"]: percent(row["share"], lang) for row in self.tops.to_dict("records")}
        days, worth, gini = self.within_days, self._amount(self.revenue, lang), self._gini(lang)
        if lang == "ru":
            when = "за всё время" if days is None else f"за {number(days, lang)} {plural(days, 'день', 'дня', 'дней')}"
            return (
                f"Выручка {when}: {worth}, покупавших: {number(self.customers, lang)}; лучший 1 % приносит {share[1]}, "
                f"лучшие 20 % – {share[20]}; коэффициент Джини {gini}"
            )
        when = "of all time" if days is None else f"within {count_of(days, 'day')}"
        return (
            f"Revenue {when}: {worth} from {count_of(self.customers, 'customer')}; the best 1% bring {share[1]}, "
            f"the best 20% {share[20]}; Gini coefficient {gini}"
        )

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.describe(lang))}</p>"
        if self.gini is None:
            return said
        cells = [
            (percent(row["percent"] / 100, lang, decimals=0), number(row["customers"], lang),
             self._amount(row["least"], lang), self._amount(row["revenue"], lang), percent(row["share"], lang))
            for row in self.tops.to_dict("records")
        ]  # fmt: skip
        return verbatim(said + html_table([HEADS[lang], *cells]))

    def _gini(self, lang: Lang) -> str:
        return "—" if self.gini is None else number(self.gini, lang, decimals=2)

    def _amount(self, value: Decimal, lang: Lang) -> str:
        return amount(value, self.currency, lang, decimals=0)


def concentration(tables: Tables, *, within_days: int | None = None, currency: str = "") -> Concentration:
    """Rank the customers by revenue in the lake and add up; no customer leaves it.

    Args:
        tables: The receipts.
        within_days: Days of 24 hours before `as_of` that count; all time when None.
        currency: ISO 4217 code of the amounts.
    """
    with tables.lake.passing() as keep:
        ranked = keep(_ranked(tables, within_days))
        whole = tables.lake.row(_whole(ranked))
        customers, revenue = whole["customers"], whole["revenue"] or Decimal(0)
        tops, parts = (tables.lake.arrow(asked).to_pandas() for asked in (_tops(ranked), _parts(ranked)))
    return Concentration(
        as_of=tables.as_of, within_days=within_days, currency=currency, customers=customers, revenue=revenue,
        below_zero=whole["below_zero"] or 0, gini=_gini(customers, revenue, parts),
        tops=tops.assign(share=_share(tops["revenue"], revenue)), curve=_curve(parts, customers, revenue),
    )  # fmt: skip


def _ranked(tables: Tables, within_days: int | None) -> ir.Table:
    """`place` 1 is the best customer; `below_zero` who brought back more than was bought; `n` customers in all."""
    receipts = tables.purchases.filter(tables.purchases.issued_at <= tables.moment)
    if within_days is not None:
        receipts = receipts.filter(receipts.issued_at > tables.days_ago(within_days))
    people = receipts.group_by("customer_id").agg(total=receipts.total.sum().cast("decimal(18, 2)"))
    place = ibis.row_number().over(order_by=[ibis.desc(people.total), people.customer_id]) + 1
    revenue = ibis.greatest(people.total, ibis.literal(Decimal(0), type="decimal(18, 2)"))
    return people.select(place=place, n=people.count().over(), below_zero=people.total < 0, revenue=revenue)


def _whole(ranked: ir.Table) -> ir.Table:
    return ranked.agg(customers=ranked.count(), revenue=ranked.revenue.sum(), below_zero=ranked.below_zero.sum())


def _tops(ranked: ir.Table) -> ir.Table:
    def of(top: int) -> ir.Table:
        best = ranked.filter((ranked.place - 1) * 100 < ranked.n * top)
        return best.agg(customers=best.count(), least=best.revenue.min(), revenue=best.revenue.sum()).mutate(
            percent=ibis.literal(top)
        )

    return ibis.union(*(of(top) for top in TOPS)).order_by("percent").relocate("percent")


def _parts(ranked: ir.Table) -> ir.Table:
    """Sums of each part; those of place times cents are exact, and too large for one number over everybody."""
    part = ((ranked.place - 1) * STEPS) // ranked.n
    cents = (ranked.revenue * 100).cast("int64")
    sums = ranked.group_by(part=part).agg(
        customers=ranked.count(), revenue=ranked.revenue.sum(), weighted_cents=(ranked.place * cents).sum()
    )
    return sums.order_by("part")


def _gini(customers: int, revenue: Decimal, parts: pd.DataFrame) -> float | None:
    """From places counted from the best: G = (n + 1 - 2 Σ place · revenue / Σ revenue) / n."""
    if not revenue:
        return None
    weighted = Decimal(sum(map(int, parts["weighted_cents"]))) / 100
    return float((customers + 1 - 2 * weighted / revenue) / customers)


def _share(amounts: pd.Series, revenue: Decimal) -> pd.Series:
    return amounts.map(lambda amount: float(amount / revenue) if revenue else 0.0)


def _curve(parts: pd.DataFrame, customers: int, revenue: Decimal) -> pd.DataFrame:
    start = pd.DataFrame({"share_of_customers": [0.0], "share_of_revenue": [0.0]})
    if not revenue:
        return start.iloc[:0]
    so_far = {
        "share_of_customers": parts["customers"].cumsum() / customers,
        "share_of_revenue": _share(parts["revenue"].cumsum(), revenue),
    }
    return pd.concat([start, pd.DataFrame(so_far)], ignore_index=True)
