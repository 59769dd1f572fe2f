"""Interests as a notebook holds them: of one customer, or of everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import number, percent, plural, spoken, verbatim
from smartcom_kernel.lake.among import Among, One
from smartcom_kernel.lake.customers import must_be_customer
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.interests import interest_table
from smartcom_kernel.metrics.slices import RECEIPTS_AT_A_TIME, slices

MOST = 1000
TRENDS: dict[str, tuple[str, str]] = {
    "rising": ("rising", "растёт"), "steady": ("steady", "не меняется"), "falling": ("falling", "падает"),
}  # fmt: skip
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("category", "interest", "{before}", "trend"),
    "ru": ("категория", "интерес", "{before}", "изменение"),
}
OF_EVERYBODY: dict[Lang, tuple[str, ...]] = {
    "en": ("category", "customers", "favourite of", "average interest"),
    "ru": ("категория", "клиентов", "на первом месте у", "средний интерес"),
}
SHOWN = 12


@dataclass(frozen=True)
class InterestResult:
    """Who is interested in what.

    Args:
        tables: The facts and the moment.
        table: `smartcom_kernel.metrics.interests.COLUMNS`, a row per customer and category.
        customer_id: Whose interests these are; of everybody when None.
        top: How many categories of each customer there are at most.
    """

    tables: Tables
    table: ir.Table
    customer_id: str | None
    top: int

    @property
    def as_of(self) -> datetime:
        """The moment they speak of."""
        return self.tables.as_of

    @property
    def half_life_days(self) -> int:
        """How long ago `interest_before` was."""
        return self.tables.interests.half_life_days

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows, the greatest interest of each customer first; numbers as floats."""
        shares = {name: self.table[name].cast("float64") for name in ("interest", "interest_before", "strength")}
        rows = self.table.mutate(**shares).order_by("customer_id", "place")
        return self.tables.lake.arrow(rows).to_pandas()

    @cached_property
    def categories(self) -> pd.DataFrame:
        """For each category the `customers` that have it among these, of how many it is the `favourite`, the `mean`."""
        rows = self.table
        summed = rows.group_by("category_id", "name").agg(
            customers=rows.count(),
            favourite=(rows.place == 1).sum(),
            mean=rows.interest.cast("float64").mean(),
        )
        return self.tables.lake.arrow(summed.order_by(ibis.desc("customers"), "category_id")).to_pandas()

    def describe(self, lang: Lang | None = None) -> str:
        """The interests of one customer, or the commonest, in one sentence."""
        lang = lang or spoken()
        if self.customer_id is None:
            return self._everybody(lang)
        said = ", ".join(f"{row['name']} {share_and_trend(row, lang)}" for row in self.frame.to_dict("records"))
        if lang == "ru":
            return f"Интересы {self.customer_id}: {said or 'неизвестны'}"
        return f"{self.customer_id} is interested in {said or 'nothing that is known'}"

    def _everybody(self, lang: Lang) -> str:
        first = self.table.filter(self.table.place == 1)
        people = self.tables.lake.count(first)
        common = ", ".join(str(name) for name in self.categories["name"].head(3))
        if lang == "ru":
            noun = plural(people, "клиента", "клиентов", "клиентов")
            return f"Интересы {number(people, lang)} {noun}" + (f", чаще всего: {common}" if common else "")
        noun = "customer" if people == 1 else "customers"
        return f"Interests of {number(people, lang)} {noun}" + (f", most often in {common}" if common else "")

    def _repr_html_(self) -> str:
        lang = spoken()
        before = days_ago(self.half_life_days, lang)
        head = [h.format(before=before) for h in (OF_EVERYBODY if self.customer_id is None else HEADS)[lang]]
        rows = self._cells(lang)
        return verbatim(f"<p>{escape(self.describe(lang))}</p>{html_table([head, *rows]) if rows else ''}")

    def _cells(self, lang: Lang) -> list[tuple[str, ...]]:
        if self.customer_id is not None:
            return [
                (row["name"], percent(row["interest"], lang, decimals=0),
                 percent(row["interest_before"], lang, decimals=0), trend_word(row["trend"], lang))
                for row in self.frame.to_dict("records")
            ]  # fmt: skip
        return [
            (row["name"], number(row["customers"], lang), number(row["favourite"], lang), percent(row["mean"], lang))
            for row in self.categories.head(SHOWN).to_dict("records")
        ]


def interests(
    tables: Tables, customer_id: str | None = None, *, top: int = 5, receipts_at_a_time: int = RECEIPTS_AT_A_TIME
) -> InterestResult:
    """The greatest interests of one customer, or of everybody.

    Everybody is computed in slices, so memory does not grow with the shop but for the result: `top` rows each.

    Args:
        tables: The facts, the moment and the weights.
        customer_id: Whose; everybody's when None.
        top: How many categories of each customer.
        receipts_at_a_time: About how many receipts one pass holds.

    Raises:
        SpecError: `top` is not a number from 1 to 1,000.
        UnknownCustomer: There is no such customer.
    """
    if not isinstance(top, int) or not 1 <= top <= MOST:
        raise SpecError.single("interests", f"must be a whole number from 1 to {MOST:,}, not {top!r}", "top")
    if customer_id is not None:
        must_be_customer(customer_id, tables)
        return InterestResult(tables, interest_table(Among(tables, One(customer_id)), top=top), customer_id, top)
    parts = [
        tables.lake.temporary(interest_table(Among(tables, part), top=top).semi_join(tables.customers, "customer_id"))
        for part in slices(tables, receipts_at_a_time)
    ]
    return InterestResult(tables, ibis.union(*parts), None, top)


def trend_word(trend: str, lang: Lang = "en") -> str:
    """``rising``, ``растёт``."""
    return TRENDS[trend][lang == "ru"]


def days_ago(days: int, lang: Lang = "en") -> str:
    """``30 days ago``, ``30 дней назад``."""
    if lang == "ru":
        return f"{days} {plural(days, 'день', 'дня', 'дней')} назад"
    return f"{days} {'day' if days == 1 else 'days'} ago"


def share_and_trend(row: Mapping[Any, Any], lang: Lang = "en") -> str:
    """``45% (rising from 20%)``."""
    share, before = (percent(row[name], lang, decimals=0) for name in ("interest", "interest_before"))
    moved = row["trend"] != "steady"
    return (
        f"{share} ({trend_word(row['trend'], lang)}, {'было' if lang == 'ru' else 'was'} {before})" if moved else share
    )
