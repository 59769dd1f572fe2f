"""Lifetime value: what every customer is expected to buy within a horizon, and what that is worth today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import ibis
import ibis.expr.types as ir
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.family import validated
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.models import assumptions
from smartcom_kernel.models.beta_geo import BetaGeoFitter
from smartcom_kernel.models.gamma_gamma import GammaGammaFitter, average_value
from smartcom_kernel.models.histories import COLUMNS, Histories
from smartcom_kernel.models.holdout import LAST_CLASS, Holdout, holdout
from smartcom_kernel.models.lifetime_result import LifetimeResult
from smartcom_kernel.models.model_warning import ModelWarning
from smartcom_kernel.models.observed import no_purchase, observed_until, purchase_histories
from smartcom_kernel.models.pareto_nbd import ParetoNBDFitter
from smartcom_kernel.models.prediction import predicted
from smartcom_kernel.models.purchases import PurchaseFitter

FITTERS: dict[str, type[PurchaseFitter]] = {"bg_nbd": BetaGeoFitter, "pareto_nbd": ParetoNBDFitter}
SHORTEST_HISTORY = timedelta(days=90)
"""A shorter history is not cut into a part to learn from and a part to compare with."""


class LifetimeSpec(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    horizon_days: int = Field(365, ge=1, le=3650)
    """How far ahead."""
    discount_per_year: float = Field(0.1, ge=0, le=1)
    """Discount by the year: at 0.1, which is 10 %, an amount a year ahead is divided by 1.10."""
    model: Literal["bg_nbd", "pareto_nbd"] = "bg_nbd"
    """The model of buying."""


def lifetime_value(
    tables: Tables,
    *,
    horizon_days: int = 365,
    discount_per_year: float = 0.1,
    model: Literal["bg_nbd", "pareto_nbd"] = "bg_nbd",
    currency: str = "",
    progress: Progress | None = None,
) -> LifetimeResult:
    """Fit models of buying and of spending to everybody's purchases, and say what each customer is expected to bring.

    Args:
        tables: The purchases, the moment up to which they are known, and the time zone.
        horizon_days: How far ahead.
        discount_per_year: Discount by the year: at 0.1, which is 10 %, an amount a year ahead is divided by 1.10.
        model: The model of buying: ``"bg_nbd"`` or ``"pareto_nbd"``.
        currency: Of the amounts, for sentences.
        progress: Told each step and how much of it is done.

    Raises:
        SpecError: An argument is out of bounds; with all that are.
        DataError: Nobody has bought again, or nobody for more than he brought back.
    """
    asked = {"horizon_days": horizon_days, "discount_per_year": discount_per_year, "model": model}
    spec = validated(LifetimeSpec, asked, what="lifetime value")
    tell = progress or (lambda _step, _done: None)
    tell("purchases", 0)
    known = tables.lake.temporary(purchase_histories(tables))
    histories = _histories(tables, known)
    tell("fit", 0)
    buying = FITTERS[spec.model]().fit(histories.frequency, histories.recency, histories.T, histories.weights)
    spending, related = _spending(tables, known)
    tell("forecast", 0)
    forecast = predicted(
        buying, histories, horizon_days=spec.horizon_days, discount_per_year=spec.discount_per_year
    )  # fmt: skip
    scores = _scores(known, tables.lake.temporary(forecast), spending)
    by_frequency = _by_frequency(tables, known, scores)
    tell("holdout", 0)
    held = _held_back(tables, known, FITTERS[spec.model])
    tell("holdout", 1)
    return LifetimeResult(
        lake=tables.lake, as_of=tables.as_of, zone=tables.zone, horizon_days=spec.horizon_days,
        discount_per_year=spec.discount_per_year, model=spec.model, currency=currency, scores=scores,
        purchases=buying, value=spending, holdout=held, by_frequency=by_frequency,
        warnings=tuple(_warnings(tables, known, (buying, spending), related, held)),
    )  # fmt: skip


def _histories(tables: Tables, known: ir.Table) -> Histories:
    found = tables.lake.arrow(known.group_by(*COLUMNS).agg(customers=known.count()).order_by(*COLUMNS))
    if not found.num_rows:
        raise no_purchase(tables)
    return Histories.of(*(found[name].to_numpy() for name in (*COLUMNS, "customers")))


def _spending(tables: Tables, known: ir.Table) -> tuple[GammaGammaFitter, float]:
    """The fitted model of spending, and how far frequency and value are correlated."""
    positive = known.filter(known.monetary > 0)
    grouped = positive.group_by("frequency", "monetary").agg(customers=positive.count())
    found = tables.lake.arrow(grouped.order_by("frequency", "monetary"))
    if not found.num_rows:
        raise DataError("average values: nobody has bought again for more than he brought back")
    x, m, w = (found[name].to_numpy().astype("float64") for name in ("frequency", "monetary", "customers"))
    return GammaGammaFitter().fit(x, m, w), assumptions.correlation(x, m, w)


def _scores(known: ir.Table, forecast: ir.Table, spending: GammaGammaFitter) -> ir.Table:
    """One row per customer, joined when it is read: a forecast is made once for all who share a history."""
    joined = known.join(forecast, list(COLUMNS))
    paid = ibis.greatest(joined.monetary.fill_null(0), 0)
    p, q, v = (float(value) for value in spending.params_)
    has_mean = joined.frequency * p + q > 1
    average = ibis.cases((has_mean, average_value(joined.frequency, paid, p, q, v)), else_=None)
    return joined.select(
        "customer_id", "expected_purchases", "probability_alive",
        expected_average=average, expected_value=joined.discounted_purchases * average,
    )  # fmt: skip


def _by_frequency(tables: Tables, known: ir.Table, scores: ir.Table) -> pd.DataFrame:
    both = scores.join(known.select("customer_id", "frequency"), "customer_id")
    group = ibis.least(both.frequency, LAST_CLASS)
    sums = both.group_by(frequency=group).agg(
        customers=both.count(),
        alive=_total(both.probability_alive),
        expected_purchases=_total(both.expected_purchases),
        expected_value=_total(both.expected_value),
    )
    return tables.lake.arrow(sums.order_by("frequency")).to_pandas()


def _total(values: ir.NumericValue) -> ir.NumericValue:
    """Their sum, added up exactly: floats that two threads add in another order differ in the last digit."""
    return values.cast("decimal(18, 6)").sum().cast("float64")


def _held_back(tables: Tables, known: ir.Table, fitter: type[PurchaseFitter]) -> Holdout | None:
    first = tables.lake.row(known.agg(first=known.first_on.min()))["first"]
    if observed_until(tables) - first < SHORTEST_HISTORY:
        return None
    try:
        return holdout(tables, fitter)
    except DataError:  # nobody had bought again by the cut
        return None


def _warnings(
    tables: Tables, known: ir.Table, fitters: tuple[PurchaseFitter, GammaGammaFitter], related: float,
    held: Holdout | None,
) -> Iterator[ModelWarning]:  # fmt: skip
    counts = known.agg(repeat_buyers=(known.frequency > 0).sum(), non_positive=(known.monetary <= 0).sum().fill_null(0))
    found = tables.lake.row(counts)
    yield from assumptions.of_fits(fitters, found["repeat_buyers"])
    yield from assumptions.of_value(fitters[1], related, found["non_positive"])
    yield from assumptions.of_holdout(held)
