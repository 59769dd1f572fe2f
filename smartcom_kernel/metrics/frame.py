"""The customer frame: everything known about each customer in one row, for conditions, templates and notebooks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import STORED, aggregated, asked, finished
from smartcom_kernel.metrics.metric import Metric
from smartcom_kernel.metrics.rfm_scores import score_table

SCORES = {"r": "r", "f": "f", "m": "m", "rfm_name": "name"}
"""RFM columns of the frame, and what they are called in `customer_rfm`."""


def customer_frame(tables: Tables, columns: Collection[str] | None = None, *, only_scored: bool = False) -> ir.Table:
    """One row per customer: the columns of `customers`, a column per metric, and `r`, `f`, `m`, `rfm_name`.

    Stored numbers are joined where a refresh holds exactly these; otherwise the same expressions are computed from the
    facts, whatever the moment. RFM columns are empty for customers without a receipt in the period.

    Args:
        tables: The customers and their facts, the moment and the time zone.
        columns: Which columns are needed, so that no others are joined or computed; all when None.
        only_scored: Whether customers without RFM scores may be left out, so that scores alone need no join.
    """
    own = {name for name in tables.customers.columns if columns is None or name in columns} - {"customer_id"}
    metrics = {n: m for n, m in chosen(tables.measures).items() if columns is None or n in columns}
    with_scores = columns is None or any(name in columns for name in SCORES)
    frame = tables.customers
    snapshot_id = stored.find(tables) if metrics or with_scores else None
    if with_scores and only_scored and not own and not metrics:
        scores = _scores(tables, snapshot_id)
        return scores.rename(rfm_name=SCORES["rfm_name"]) if "rfm_name" in (columns or ()) else scores
    if metrics and not own:
        frame = _metrics(tables, metrics, snapshot_id)  # they have a row for everybody
    elif metrics:
        frame = frame.left_join(_metrics(tables, metrics, snapshot_id), "customer_id").drop("customer_id_right")
    if with_scores:
        scores = _scores(tables, snapshot_id).select("customer_id", **SCORES)
        frame = frame.left_join(scores, "customer_id").drop("customer_id_right")
    return frame


def blank_frame(tables: Tables) -> ir.Table:
    """The columns of `customer_frame` with nothing behind them: to learn cheaply which of them a question reads."""
    metrics = {name: STORED[metric.type] for name, metric in chosen(tables.measures).items()}
    scores = {name: "string" if name == "rfm_name" else "int64" for name in SCORES}
    return _blank(tuple({**tables.customers.schema(), **metrics, **scores}.items()))


@lru_cache(64)
def _blank(columns: tuple[tuple[str, Any], ...]) -> ir.Table:
    return ibis.table(dict(columns), name="customers")


def metrics_of(tables: Tables) -> ir.Table:
    """One row per customer: `customer_id` and a column per metric, stored or computed as in `customer_frame`."""
    return _metrics(tables, chosen(tables.measures), stored.find(tables))


def _metrics(tables: Tables, metrics: Mapping[str, Metric], snapshot_id: int | None) -> ir.Table:
    kept = None if snapshot_id is None else tables.those_of(tables.lake.table(stored.AGGREGATE_TABLE, snapshot_id))
    return finished(tables, aggregated(tables, asked(metrics.values()), kept), metrics.values())


def _scores(tables: Tables, snapshot_id: int | None) -> ir.Table:
    """Scores are given among everybody, whosever they are."""
    if snapshot_id is None:
        scores = score_table(tables.everybody, tables.rfm)
    else:
        scores = tables.lake.table(stored.RFM_TABLE, snapshot_id)
    return tables.those_of(scores)
