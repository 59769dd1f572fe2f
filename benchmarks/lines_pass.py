"""The pass over receipt lines alone."""

from __future__ import annotations

from benchmarks.metrics_in_polars import lines_frame
from benchmarks.metrics_in_sql import lines_sql
from benchmarks.passes import pass_over

CONTEST = pass_over("lines", lines_sql, lines_frame)
