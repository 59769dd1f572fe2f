"""The pass over receipts alone."""

from __future__ import annotations

from benchmarks.metrics_in_polars import receipts_frame
from benchmarks.metrics_in_sql import receipts_sql
from benchmarks.passes import pass_over

CONTEST = pass_over("receipts", receipts_sql, receipts_frame)
