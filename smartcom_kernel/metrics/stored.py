"""Metrics and RFM as the last refreshes left them in the lake, and whether they answer a question exactly."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.settings import Rfm
from smartcom_kernel.lake.contracts import Column
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.compute import all_metrics
from smartcom_kernel.metrics.rfm_scores import COLUMNS as RFM_COLUMNS

METRIC_TABLE, RFM_TABLE = "customer_metrics", "customer_rfm"
FACTS = ("customers", "receipts", "receipt_lines")

CUSTOMER_ID = Column("customer_id", "text", "customer id", "идентификатор клиента", required=True)
AS_OF = Column("as_of", "instant", "the moment the numbers speak of", "момент, на который посчитано", origin="computed")


def declared() -> list[tuple[str, Sequence[Column], Sequence[str]]]:
    """The two tables as `Lake.create_tables` wants them; a metric that is registered adds its column."""
    metrics = [CUSTOMER_ID, AS_OF, *(metric.column() for metric in all_metrics())]
    return [(METRIC_TABLE, metrics, ["customer_id"]), (RFM_TABLE, [AS_OF, *RFM_COLUMNS], ["customer_id"])]


def definitions(tables: Tables, settings: Rfm) -> str:
    """What tells these definitions from others: the program, its metrics, the RFM settings and the time zone."""
    metrics = [metric.to_data() for metric in all_metrics()]
    return fingerprint([version("smartcom"), metrics, settings.model_dump(), tables.zone])


def find(tables: Tables) -> int | None:
    """A snapshot whose stored metrics and RFM are exactly those that `tables` would give; None where there is none.

    They are when a refresh had the same moment and definitions, and its facts have not changed since, or not yet.
    """
    made = tables.lake.state_table("refreshes")
    fitting = made.filter((made.as_of == tables.moment) & (made.fingerprint == definitions(tables, tables.rfm)))
    columns = ("read_snapshot_id", "written_snapshot_id")
    newest_first = tables.lake.arrow(fitting.order_by(made.refresh_id.desc()).select(*columns)).to_pylist()
    readable = snapshots(tables.lake) if newest_first else set()
    for refresh in newest_first:
        read, written = (refresh[column] for column in columns)
        if written in readable and same_rows(tables.lake, FACTS, read, tables.snapshot_id):
            return int(written)
    return None
