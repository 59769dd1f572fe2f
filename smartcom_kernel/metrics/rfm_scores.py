"""Recency, frequency and monetary value of each customer, and the scores 1 to 5 they earn.

Population: customers with at least one receipt that counts in the `period_days` days of 24 hours up to `as_of`. Cut
points are the 20, 40, 60 and 80 % percentiles by linear interpolation (type 7 of Hyndman and Fan 1996, the default of
numpy). A value scores 1 + the number of cut points below it; recency the other way round, 5 less that number. Equal
values score alike, so heavy ties leave scores that nobody has.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.aggregates import LAST_AT, RECEIPTS, TOTAL, VISITS
from smartcom_kernel.metrics.compute import Asked, aggregated
from smartcom_kernel.metrics.known import Known, column_of

CUTS = (0.2, 0.4, 0.6, 0.8)
VALUES = ("recency_days", "frequency", "monetary")

COLUMNS = (
    Column("customer_id", "text", "customer id", "идентификатор клиента", required=True),
    Column("r", "integer", "recency score, 5 is most recent", "оценка давности, 5 — недавно", origin="computed"),
    Column("f", "integer", "frequency score, 5 is most often", "оценка частоты, 5 — часто", origin="computed"),
    Column("m", "integer", "monetary score, 5 is most", "оценка суммы, 5 — много", origin="computed"),
    Column("recency_days", "integer", "days since the last receipt", "дней с последнего чека", origin="computed"),
    Column(
        "frequency", "integer", "visits or receipts in the period", "визитов или чеков за период", origin="computed"
    ),
    Column("monetary", "money", "revenue in the period", "выручка за период", origin="computed"),
    Column("name", "text", "named group", "именованная группа", origin="computed", choices=NAMES),
)


def rfm_needs(settings: Rfm) -> Asked:
    """What must be known of each customer: the last receipt, and the receipts, visits and revenue of the period."""
    often = VISITS if settings.frequency == "visits" else RECEIPTS
    days = settings.period_days
    of_period = {column_of(need, days): (need, days) for need in (RECEIPTS, often, TOTAL)}
    return {**of_period, column_of(LAST_AT, days): (LAST_AT, days)}


def score_table(
    tables: Tables, settings: Rfm, population: ir.Table | None = None, *, known: ir.Table | None = None
) -> ir.Table:
    """One row per customer of the population: `COLUMNS`.

    Args:
        tables: The facts, the moment and the time zone.
        settings: The period, what frequency counts, and the names of the cells.
        population: Only these customers (`customer_id`), and cut points found among them; everybody when None.
        known: What is known of each customer, with a column for each of `rfm_needs`; computed when None.
    """
    values = values_in_period(tables, settings, population, known=known)
    cuts = values.agg(**{column: values[column].cast("float64").quantile(CUTS) for column in VALUES})
    beside = values.cross_join(cuts.rename({f"{column}_cuts": column for column in VALUES}))
    below = {column: _cuts_below(beside, column) for column in VALUES}
    scored = beside.mutate(r=5 - below["recency_days"], f=1 + below["frequency"], m=1 + below["monetary"])
    return scored.mutate(name=_name(scored, settings)).select([column.name for column in COLUMNS])


def values_in_period(
    tables: Tables, settings: Rfm, population: ir.Table | None = None, *, known: ir.Table | None = None
) -> ir.Table:
    """One row per customer who bought in the period: `customer_id` and `VALUES`, not scored yet."""
    if known is None:
        known = aggregated(tables, rfm_needs(settings))
    if population is not None:
        known = known.semi_join(population, "customer_id")
    of_period = Known(known, tables, settings.period_days)
    often = of_period.visits if settings.frequency == "visits" else of_period.receipts
    return known.filter(of_period.receipts > 0).select(
        "customer_id",
        recency_days=of_period.days_since(of_period.last_at),
        frequency=often,
        monetary=of_period.total,
    )


def _cuts_below(beside: ir.Table, column: str) -> ir.IntegerValue:
    value, cuts = beside[column].cast("float64"), beside[f"{column}_cuts"]
    return sum(((cuts[i] < value).cast("int64") for i in range(1, len(CUTS))), (cuts[0] < value).cast("int64"))


def _name(scored: ir.Table, settings: Rfm) -> ir.StringValue:
    cells: dict[str, list[int]] = {}
    for (r, f), name in settings.names.by_cell().items():
        cells.setdefault(name, []).append(10 * r + f)
    cell = 10 * scored.r + scored.f
    return ibis.cases(*((cell.isin(where), name) for name, where in cells.items()))
