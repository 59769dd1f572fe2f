"""Cohorts: customers by the month of their first purchase, and what became of each month's newcomers."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from itertools import accumulate
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of, instant
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, month, number, percent, spoken, verbatim
from smartcom_kernel.lake.tables import Tables

COLUMNS = ["cohort", "months_since", "month", "customers", "buyers", "retention", "receipts", "revenue",
           "revenue_per_customer", "revenue_so_far", "is_whole"]  # fmt: skip
NO_RECEIPTS: dict[Lang, str] = {
    "en": "There are no receipts of known customers yet: wb.load('receipts', …) or smartcom load receipts brings them",
    "ru": "Чеков известных клиентов пока нет: их приносит wb.load('receipts', …) или smartcom load receipts",
}
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "first purchase", "customers", "bought 1 month later", "3 months later", "6 months later",
        "revenue per customer so far",
    ),
    "ru": (
        "первая покупка", "клиентов", "купили через месяц", "через 3 месяца", "через 6 месяцев",
        "выручка на клиента нарастающим итогом",
    ),
}  # fmt: skip
LATER = (1, 3, 6)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Cohorts:
    """Each month's newcomers, month by month since.

    Args:
        as_of: The moment up to which receipts count.
        zone: IANA zone in which a month is a month.
        currency: Of the amounts; empty where it is not known.
        cells: One row per `cohort` (first day of the month of the first purchase) and `months_since`: the calendar
            `month`, the cohort's `customers`, how many of them bought in that month (`buyers`) and their share
            (`retention`), `receipts`, `revenue`, `revenue_per_customer` of the whole cohort, the same added up to that
            month (`revenue_so_far`), and whether the month `is_whole`: over, and known to its last day.
    """

    as_of: datetime
    zone: str
    currency: str
    cells: pd.DataFrame

    def matrix(self, value: str = "retention", *, whole_only: bool = False) -> pd.DataFrame:
        """A value of `cells` with a row per cohort and a column per month since; empty where it is not yet known.

        Args:
            value: A column of `cells`.
            whole_only: Leave out months that are known in part.
        """
        cells = self.cells[self.cells["is_whole"]] if whole_only else self.cells
        return cells.pivot(index="cohort", columns="months_since", values=value)

    def retention_after(self, months: int) -> float | None:
        """Which share of newcomers bought so many months later, where that month is whole; None where none is."""
        cells = self.cells[(self.cells["months_since"] == months) & self.cells["is_whole"]]
        return float(cells["buyers"].sum() / cells["customers"].sum()) if len(cells) else None

    def describe(self, lang: Lang | None = None) -> str:
        """The cohorts in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        if self.cells.empty:
            return NO_RECEIPTS[lang]
        newcomers = self.cells[self.cells["months_since"] == 0]
        first, last = (month(on, lang) for on in (newcomers["cohort"].min(), newcomers["cohort"].max()))
        people, kept = number(newcomers["customers"].sum(), lang), self._kept(lang)
        if lang == "ru":
            return f"Когорт: {len(newcomers)} ({first} – {last}), клиентов: {people}{kept}"
        return f"{len(newcomers)} cohorts ({first} to {last}), {people} customers{kept}"

    def _kept(self, lang: Lang) -> str:
        shares = [(months, share) for months in LATER if (share := self.retention_after(months)) is not None]
        if not shares:
            return ""
        if lang == "ru":
            return "; покупали: " + ", ".join(f"через {n} мес. – {percent(share, lang)}" for n, share in shares)
        return "; bought again: " + ", ".join(
            f"{percent(share, lang)} after {n} {'month' if n == 1 else 'months'}" for n, share in shares
        )

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.describe(lang))}</p>"
        if self.cells.empty:
            return said
        return verbatim(said + html_table([HEADS[lang], *self._rows(lang)]))

    def _rows(self, lang: Lang) -> list[list[str]]:
        rows = []
        for on in sorted(set(self.cells["cohort"])):
            cells = self.cells[self.cells["cohort"] == on]
            whole = cells[cells["is_whole"]]
            kept = dict(zip(whole["months_since"], whole["retention"], strict=True))
            shares = [percent(kept[months], lang) if months in kept else "" for months in LATER]
            worth = amount(cells["revenue_so_far"].iloc[-1], self.currency, lang)
            rows.append([month(on, lang), number(cells["customers"].iloc[0], lang), *shares, worth])
        return rows


def cohorts(tables: Tables, *, currency: str = "") -> Cohorts:
    """Put every customer into the month of the first purchase, and follow each month's newcomers.

    A purchase is a receipt that is not below zero; what is brought back later lessens the revenue. Months without a
    purchase are there with zeros, up to the month of the newest receipt.

    Args:
        tables: The receipts.
        currency: ISO 4217 code of the amounts.
    """
    receipts = tables.purchases.filter(tables.purchases.issued_at <= tables.moment)
    newest = tables.lake.row(receipts.agg(at=receipts.issued_at.max()))["at"]
    if newest is None:
        return Cohorts(tables.as_of, tables.zone, currency, pd.DataFrame(columns=COLUMNS))
    known_to = day_of(newest, tables.zone)
    found = {(row["first"], row["month"]): row for row in tables.lake.arrow(_sums(tables, receipts)).to_pylist()}
    last = known_to.year * 12 + known_to.month - 1
    rows = [
        row for first in sorted(first for first, at in found if first == at) for row in _followed(found, first, last)
    ]
    cells = pd.DataFrame(rows, columns=[c for c in COLUMNS if c != "is_whole"])
    whole = {on: _is_whole(on, known_to, tables) for on in set(cells["month"])}
    return Cohorts(tables.as_of, tables.zone, currency, cells.assign(is_whole=cells["month"].map(whole)))


def _sums(tables: Tables, receipts: ir.Table) -> ir.Table:
    """For each month of first purchase and each month from it on: buyers, receipts, revenue. Months are counted."""
    wall = tables.wall(receipts.issued_at)
    timed = receipts.mutate(at=(wall.year() * 12 + wall.month() - 1).cast("int32"), is_purchase=receipts.total >= 0)
    monthly = timed.group_by("customer_id", "at").agg(
        revenue=timed.total.sum(), receipts=timed.is_purchase.sum(), bought=timed.is_purchase.any()
    )
    first = monthly.bought.ifelse(monthly["at"], ibis.null("int32")).min().over(group_by="customer_id")
    since = monthly.mutate(first=first)
    since = since.filter(since["at"] >= since["first"])
    return since.group_by("first", month=since["at"]).agg(
        buyers=since.bought.sum(), receipts=since.receipts.sum(), revenue=since.revenue.sum()
    )


def _followed(found: dict[tuple[int, int], dict[str, Any]], first: int, last: int) -> list[dict[str, Any]]:
    customers = found[first, first]["buyers"]
    nothing: dict[str, Any] = {"buyers": 0, "receipts": 0, "revenue": Decimal(0)}
    months = [found.get((first, at), nothing) for at in range(first, last + 1)]
    so_far = accumulate(row["revenue"] for row in months)
    return [
        {
            "cohort": _first_day(first), "months_since": n, "month": _first_day(first + n), "customers": customers,
            "buyers": row["buyers"], "retention": row["buyers"] / customers, "receipts": row["receipts"],
            "revenue": row["revenue"], "revenue_per_customer": _per(row["revenue"], customers),
            "revenue_so_far": _per(total, customers),
        }
        for n, (row, total) in enumerate(zip(months, so_far, strict=True))
    ]  # fmt: skip


def _per(revenue: Decimal, customers: int) -> Decimal:
    return (revenue / customers).quantize(CENT, ROUND_HALF_UP)


def _first_day(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _is_whole(on: date, known_to: date, tables: Tables) -> bool:
    last_day = on.replace(day=monthrange(on.year, on.month)[1])
    return last_day <= known_to and instant(last_day + timedelta(days=1), tables.zone) <= tables.as_of
