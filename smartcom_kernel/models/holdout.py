"""A forecast of what is known already: a model learns from the days up to a cut and is judged by the days after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, count_of
from smartcom_kernel.core.wording import day, number, percent, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models.histories import Histories
from smartcom_kernel.models.observed import no_purchase, observed_until, purchase_days
from smartcom_kernel.models.purchases import PurchaseFitter

LAST_CLASS = 7
"""Customers with this many repeat purchases or more are looked at together."""
WEEK = 7


@dataclass(frozen=True)
class Holdout:
    """How a forecast compares with what happened.

    Args:
        cut_on: The last day that the model has seen.
        until_on: The last day of the comparison.
        customers: Who had bought by the cut.
        tracking: One row per week since the first purchase of all: `ends_on`, and the repeat purchases of these
            customers up to that day, `actual` and `expected`.
        by_frequency: For each number of repeat purchases by the cut (`frequency`; the last class holds all above) the
            `customers`, and the `actual` and `expected` purchases after it of one of them.
    """

    cut_on: date
    until_on: date
    customers: int
    tracking: pd.DataFrame
    by_frequency: pd.DataFrame

    @property
    def actual(self) -> float:
        """Purchases after the cut."""
        return float((self.by_frequency["actual"] * self.by_frequency["customers"]).sum())

    @property
    def expected(self) -> float:
        """Purchases after the cut that the model expects, knowing each customer's history up to it."""
        return float((self.by_frequency["expected"] * self.by_frequency["customers"]).sum())

    @property
    def error(self) -> float:
        """By how much of the actual purchases the forecast was too high; below zero too low."""
        return self.expected / self.actual - 1 if self.actual else np.inf

    def describe(self, lang: Lang | None = None) -> str:
        """The comparison in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        actual, expected = number(self.actual, lang), number(self.expected, lang)
        cut, until, off = day(self.cut_on, lang), day(self.until_on, lang), abs(self.error)
        if lang == "ru":
            side = (
                f"на {percent(off, lang)} {'больше' if self.error > 0 else 'меньше'}" if self.actual else "все лишние"
            )
            return (
                f"По данным на {cut} ожидалось повторных покупок до {until}: {expected}; совершено {actual}, "
                f"прогноз {side} (клиентов: {number(self.customers, lang)})"
            )
        side = f"{percent(off, lang)} too {'high' if self.error > 0 else 'low'}" if self.actual else "all too many"
        return (
            f"From what was known on {cut}, {expected} repeat purchases were expected by {until}; {actual} were made, "
            f"so the forecast was {side} ({count_of(self.customers, 'customer')})"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def holdout(tables: Tables, fitter: Callable[[], PurchaseFitter], *, cut_on: date | None = None) -> Holdout:
    """Fit to the days up to a cut, and compare the forecast for the days after it with what was bought.

    Args:
        tables: The purchases and the moment up to which they are known.
        fitter: Makes the model: ``BetaGeoFitter`` or ``ParetoNBDFitter``.
        cut_on: The last day the model sees; when None, two thirds of the way from the first purchase to `as_of`.

    Raises:
        SpecError: The cut is not between the first purchase and `as_of`.
        DataError: Nobody had bought again by the cut.
    """
    days, until = purchase_days(tables), observed_until(tables)
    bought = days.filter(days.is_purchase).select("customer_id", "on")
    first = tables.lake.row(bought.agg(first=bought.on.min()))["first"]
    if first is None:
        raise no_purchase(tables)
    cut = cut_on or first + (until - first) * 2 // 3
    if not first <= cut < until:
        raise SpecError.single("holdout", f"lies from {first} to before {until}, not on {cut}", "cut_on")
    known = tables.lake.temporary(_cut(bought, cut))
    history = ("frequency", "recency", "T")
    grouped = known.group_by(*history).agg(customers=known.count(), later=known.later.sum())
    rows = tables.lake.arrow(grouped.order_by(*history)).to_pandas()
    model = fitter().fit(rows["frequency"], rows["recency"], rows["T"], rows["customers"])
    return Holdout(
        cut, until, int(rows["customers"].sum()), _tracking(tables, model, bought, known, (first, until)),
        _by_frequency(model, rows, (until - cut).days),
    )  # fmt: skip


def _cut(bought: ir.Table, cut: date) -> ir.Table:
    """One row per customer who had bought by the cut: what was known of him then, and how often he bought `later`."""
    edge = ibis.date(cut)
    known = bought.group_by("customer_id").agg(
        first_on=bought.on.min(),
        last_on=bought.on.max(where=bought.on <= edge),
        days=(bought.on <= edge).sum(),
        later=(bought.on > edge).sum().cast("int64"),
    )
    known = known.filter(known.first_on <= edge)
    return known.select(
        "customer_id", "first_on", "later",
        frequency=(known.days - 1).cast("int64"),
        recency=known.last_on.delta(known.first_on, unit="day").cast("int64"),
        T=edge.delta(known.first_on, unit="day").cast("int64"),
    )  # fmt: skip


def _by_frequency(model: PurchaseFitter, rows: pd.DataFrame, days_ahead: int) -> pd.DataFrame:
    history = Histories.of(rows["frequency"], rows["recency"], rows["T"], rows["customers"])
    expected = model.conditional_expected_number_of_purchases_up_to_time(
        days_ahead, history.frequency, history.recency, history.T
    )
    classes = np.minimum(history.frequency, LAST_CLASS).astype("int64")
    forecast = pd.Series(expected * history.weights).groupby(classes).sum()
    found = rows.groupby(rows["frequency"].clip(upper=LAST_CLASS))[["customers", "later"]].sum()
    return pd.DataFrame(
        {
            "frequency": found.index.to_numpy(),
            "customers": found["customers"].to_numpy(),
            "actual": (found["later"] / found["customers"]).to_numpy("float64"),
            "expected": (forecast.reindex(found.index) / found["customers"]).to_numpy("float64"),
        }
    )


def _tracking(
    tables: Tables, model: PurchaseFitter, bought: ir.Table, known: ir.Table, span: tuple[date, date]
) -> pd.DataFrame:  # fmt: skip
    of_known = bought.semi_join(known, "customer_id")
    per_day = tables.lake.arrow(of_known.group_by("on").agg(n=of_known.count()).order_by("on")).to_pandas()
    new = tables.lake.arrow(known.group_by("first_on").agg(n=known.count()).order_by("first_on")).to_pandas()
    first, until = span
    weeks = -(-((until - first).days + 1) // WEEK)
    ends = [min(first + timedelta(days=WEEK * week - 1), until) for week in range(1, weeks + 1)]
    upto = np.array([(end - first).days for end in ends], "float64")
    begun = np.array([(on - first).days for on in new["first_on"]], "float64")
    happened = np.array([(on - first).days for on in per_day["on"]], "float64")
    age = np.maximum(upto[:, None] - begun[None, :], 0)
    n_new, n_bought = new["n"].to_numpy("float64"), per_day["n"].to_numpy("float64")
    actual = (happened[None, :] <= upto[:, None]) @ n_bought - (begun[None, :] <= upto[:, None]) @ n_new
    expected = model.expected_number_of_purchases_up_to_time(age) @ n_new
    return pd.DataFrame({"ends_on": ends, "actual": actual, "expected": expected})
