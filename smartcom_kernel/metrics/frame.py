"""The customer frame: everything known about each customer in one row, for conditions, templates and notebooks."""

from __future__ import annotations

import ibis.expr.types as ir

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.metric import METRICS
from smartcom_kernel.metrics.rfm_scores import score_table

RFM_FRAME = {"customer_id": "customer_id", "r": "r", "f": "f", "m": "m", "rfm_name": "name"}
"""RFM columns of the frame, and what they are called in `customer_rfm`."""


def customer_frame(tables: Tables) -> ir.Table:
    """One row per customer: the columns of `customers`, a column per metric, and `r`, `f`, `m`, `rfm_name`.

    Stored numbers are joined where a refresh holds exactly these; otherwise the same expressions are computed from the
    facts, whatever the moment. RFM columns are empty for customers without a receipt in the period.
    """
    snapshot_id = stored.find(tables)
    if snapshot_id is None:
        metrics, scores = metric_table(tables), score_table(tables, tables.rfm)
    else:
        metrics = tables.lake.table(stored.METRIC_TABLE, snapshot_id).select("customer_id", *METRICS)
        scores = tables.lake.table(stored.RFM_TABLE, snapshot_id)
    with_metrics = tables.customers.left_join(metrics, "customer_id").drop("customer_id_right")
    return with_metrics.left_join(scores.select(**RFM_FRAME), "customer_id").drop("customer_id_right")
