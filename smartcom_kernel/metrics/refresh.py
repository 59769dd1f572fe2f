"""The refresh: metrics and RFM of everybody as of a moment, written to the lake together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.lake.connect import CATALOGUE, Lake
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.metrics.rfm_scores import score_table
from smartcom_kernel.metrics.slices import RECEIPTS_AT_A_TIME, Slice, slices
from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import State

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did.

    Args:
        as_of: The moment its numbers speak of.
        customers: How many customers have metrics.
        names: How many customers each of the seven RFM groups holds.
        snapshot_id: A state of the lake in which the numbers can be read.
        changed: Whether anything was computed; False where the stored numbers were these already.
        seconds: How long it took.
    """

    as_of: datetime
    customers: int
    names: Mapping[str, int]
    snapshot_id: int
    changed: bool
    seconds: float

    def describe(self, lang: Lang = "en") -> str:
        """What was done, in one sentence."""
        groups = ", ".join(f"{group_label(name, lang)} {number(n, lang)}" for name, n in self.names.items())
        people, moment = number(self.customers, lang), f"{self.as_of:%Y-%m-%d %H:%M} UTC"
        seconds = number(self.seconds, lang, decimals=1)
        if lang == "ru":
            done = f"посчитаны за {seconds} с" if self.changed else "уже посчитаны, с тех пор ничего не изменилось"
            return f"Метрики и RFM на {moment} (клиентов: {people}) {done}; {groups}"
        done = f"computed in {seconds} s" if self.changed else "were there already, nothing has changed since"
        return f"Metrics and RFM of {people} customers as of {moment} {done}; {groups}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def refresh(
    lake: Lake,
    state: State,
    tables: Tables,
    rfm_settings: Rfm,
    progress: Progress | None = None,
    *,
    full: bool = False,
    receipts_at_a_time: int = RECEIPTS_AT_A_TIME,
) -> RefreshReport:
    """Compute metrics and RFM of every customer and replace the stored ones, all in one snapshot or not at all.

    One refresh runs at a time. A second one waits, finds what the first has left, and computes only if it must.

    Args:
        lake: Where to write.
        state: Where refreshes are recorded.
        tables: The facts, the moment and the time zone.
        rfm_settings: How RFM is scored.
        progress: Told each step and how much of it is done, from 0 to 1.
        full: Compute anew, even where the stored numbers are these already.
        receipts_at_a_time: About how many receipts one pass holds; a larger shop takes several passes.
    """
    started = time.perf_counter()
    definitions = stored.definitions(tables, rfm_settings)
    with state.transaction() as connection:
        refreshes.wait_for_turn(connection)
        last = refreshes.latest(connection)
        if not full and last is not None and _is_still_true(last, lake, tables, definitions):
            return _report(lake, last.as_of, last.customers, last.written_snapshot_id, changed=False, since=started)
        parts = slices(tables, receipts_at_a_time)
        customers = _replace(lake, tables, rfm_settings, parts, progress or (lambda _step, _done: None))
        written = lake.snapshot_id()
        refreshes.record(
            connection, as_of=tables.as_of, fingerprint=definitions, read_snapshot_id=tables.snapshot_id,
            written_snapshot_id=written, customers=customers, seconds=time.perf_counter() - started,
        )  # fmt: skip
    return _report(lake, tables.as_of, customers, written, changed=True, since=started)


def _is_still_true(last: refreshes.Refresh, lake: Lake, tables: Tables, definitions: str) -> bool:
    return (
        (last.as_of, last.fingerprint) == (tables.as_of, definitions)
        and last.written_snapshot_id in snapshots(lake)
        and same_rows(lake, stored.FACTS, last.read_snapshot_id, tables.snapshot_id)
    )


def _replace(lake: Lake, tables: Tables, rfm_settings: Rfm, parts: Sequence[Slice], progress: Progress) -> int:
    lake.create_tables(stored.declared())
    # Built before the transaction: pinning a table makes a view, and a transaction may write to one database only.
    metrics = [metric_table(tables, among=part).mutate(as_of=tables.moment) for part in parts]
    scores = score_table(tables, rfm_settings).mutate(as_of=tables.moment)
    customers = 0
    with lake.transaction():
        for table in (stored.METRIC_TABLE, stored.RFM_TABLE):
            lake.run(f"DELETE FROM {CATALOGUE}.main.{table}")
        for done, rows in enumerate(metrics):
            progress("metrics", done / len(metrics))
            customers += lake.insert(stored.METRIC_TABLE, rows)
        progress("metrics", 1)
        progress("RFM", 0)
        lake.insert(stored.RFM_TABLE, scores)
        progress("RFM", 1)
    return customers


def _report(
    lake: Lake, as_of: datetime, customers: int, snapshot_id: int, *, changed: bool, since: float
) -> RefreshReport:
    scores = lake.table(stored.RFM_TABLE, snapshot_id)
    counted = lake.arrow(scores.group_by("name").agg(customers=scores.count())).to_pylist()
    found = {row["name"]: row["customers"] for row in counted}
    names = {name: found.get(name, 0) for name in NAMES}
    return RefreshReport(as_of, customers, names, snapshot_id, changed, time.perf_counter() - since)
