"""What the last refreshes left in the lake: what is known of each customer, and the RFM scores.

Aggregates are stored, and metrics are said over them when they are read: so a refresh writes only customers whose
facts have changed, and what depends on the day is right on every day.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.metadata import version
from weakref import WeakKeyDictionary

from smartcom_kernel.core import plugins
from smartcom_kernel.core.hashing import fingerprint
from smartcom_kernel.core.settings import Rfm
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import rfm_history
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import Asked, asked, kept_of, stored_columns
from smartcom_kernel.metrics.facts import HAPPENED, SOURCES
from smartcom_kernel.metrics.metric import Aggregate, Facts, Metric
from smartcom_kernel.metrics.rfm_scores import COLUMNS as RFM_COLUMNS
from smartcom_kernel.metrics.rfm_scores import rfm_needs

AGGREGATE_TABLE, RFM_TABLE = "customer_aggregates", "customer_rfm"
PROGRAM = version("smartcom")
REFERENCES = ("products", "categories", "stores")
CUSTOMER_ID = Column("customer_id", "text", "customer id", "идентификатор клиента", required=True)


def wanted(tables: Tables) -> Asked:
    """The aggregates that a workspace keeps: those of its metrics, of RFM, and the oldest fact in each window."""
    found = kept_of({**asked(chosen(tables.measures).values()), **rfm_needs(tables.rfm)})
    windows = {(need.over, within) for need, within in found.values() if within is not None}
    oldest = {column_of_oldest(over, days): (OLDEST[over], days) for over, days in sorted(windows)}
    return {**found, **oldest}


def _oldest(over: Facts, when: str) -> Aggregate:
    return Aggregate(f"oldest_of_{over}", over, "instant", lambda facts, where, _: facts[when].min(where=where))


OLDEST: dict[Facts, Aggregate] = {over: _oldest(over, when) for over, when in HAPPENED.items()}
"""The oldest fact of each kind: once it leaves its window, the customer's numbers change without a new fact."""


def column_of_oldest(over: Facts, days: int) -> str:
    """The column that says when the oldest fact of a window happened."""
    return f"{OLDEST[over].name}_last_{days}_days"


def declared(tables: Tables) -> list[tuple[str, Sequence[Column], Sequence[str]]]:
    """The tables as `Lake.create_tables` wants them; a metric that is registered adds what it needs."""
    return [
        (AGGREGATE_TABLE, [CUSTOMER_ID, *stored_columns(wanted(tables))], ["customer_id"]),
        (RFM_TABLE, RFM_COLUMNS, ["customer_id"]),
        *rfm_history.DECLARED,
    ]


def sources(aggregates: Asked) -> list[str]:
    """The tables of the lake that these aggregates are computed from, with those that facts refer to."""
    over = {need.over for need, _ in aggregates.values()}
    return sorted({"customers", *REFERENCES, *(table for facts in over for table in SOURCES[facts])})


def definitions(tables: Tables, settings: Rfm) -> str:
    """What tells these definitions from others: the program, its metrics, the RFM settings and the time zone."""
    metrics = chosen(tables.measures)
    parts = [
        PROGRAM,
        list(metrics),
        _own_code(metrics.values()),
        settings.model_dump(),
        tables.measures.model_dump(),
        tables.zone,
    ]
    return fingerprint(parts)


def _own_code(metrics: Iterable[Metric]) -> list[str]:
    """The source of metrics that are not the program's own: their author may change it without a new version.

    Of plug-ins it is that of all files, as they were imported: what an aggregate does may stand in another one.
    """
    kinds = {type(metric) for metric in metrics}
    outside = sorted((k for k in kinds if not k.__module__.startswith("smartcom_kernel.")), key=repr)
    of_plugins = [f"{name}\n{text}" for name, text in plugins.sources().items()]
    return [*(of_plugins if any(map(plugins.is_plugin, outside)) else []), *map(_source, outside)]


def _source(kind: type[Metric]) -> str:
    if plugins.is_plugin(kind):
        return repr(kind)
    try:
        return inspect.getsource(kind)
    except (OSError, TypeError):  # made in a session that keeps no source
        return repr(kind)


def find(tables: Tables) -> int | None:
    """A snapshot whose stored aggregates and RFM are exactly those that `tables` would give; None where there is none.

    They are when a refresh had the same moment and definitions, and its facts have not changed since, or not yet.
    Messages are those of that refresh: they have no snapshots, and whoever asks for numbers of today wants one state.
    What is found stays so, and is remembered: it takes as long as to count a million customers of one city.
    """
    known = _found.setdefault(tables.lake, {})
    asked_for = (tables.as_of, tables.snapshot_id, definitions(tables, tables.rfm))
    if asked_for not in known and (snapshot_id := _look_for(tables, asked_for[-1])) is not None:
        known[asked_for] = snapshot_id
    return known.get(asked_for)


_found: WeakKeyDictionary[Lake, dict[tuple[datetime, int, str], int]] = WeakKeyDictionary()


def _look_for(tables: Tables, fingerprint_of_definitions: str) -> int | None:
    made = tables.lake.state_table("refreshes")
    fitting = made.filter((made.as_of == tables.moment) & (made.fingerprint == fingerprint_of_definitions))
    columns = ("read_snapshot_id", "written_snapshot_id")
    newest_first = tables.lake.arrow(fitting.order_by(made.refresh_id.desc()).select(*columns)).to_pylist()
    if not newest_first:
        return None
    readable, facts = snapshots(tables.lake), sources(wanted(tables))
    for refresh in newest_first:
        read, written = (refresh[column] for column in columns)
        if written in readable and same_rows(tables.lake, facts, read, tables.snapshot_id):
            return int(written)
    return None
