"""The refresh: metrics and RFM of everybody as of a moment, written to the lake together.

What RFM was at earlier moments stays known, see `rfm_history`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import NAMES
from smartcom_kernel.core.wording import day_and_time, number, spoken
from smartcom_kernel.lake.among import Among
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.history import same_rows, snapshots
from smartcom_kernel.lake.sql import CATALOGUE
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics import rfm_history, stored
from smartcom_kernel.metrics.compute import aggregated
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.metrics.rfm_scores import score_table
from smartcom_kernel.metrics.slices import EVERYBODY, RECEIPTS_AT_A_TIME, AnySlice, slices
from smartcom_kernel.metrics.touched import messages_changed, touched_since
from smartcom_kernel.state import refreshes
from smartcom_kernel.state.connect import State


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh did.

    Args:
        as_of: The moment its numbers speak of.
        customers: How many customers have metrics.
        recomputed: Of how many they were computed now; the others had no fact that changes them.
        names: How many customers each of the seven RFM groups holds.
        snapshot_id: A state of the lake in which the numbers can be read.
        changed: Whether anything was written; False where the stored numbers were these already.
        seconds: How long it took.
        zone: IANA zone in which people say when a moment was.
        segments: How many segments were recounted with it.
        faults: Why a segment could not be recounted, by its name.
    """

    as_of: datetime
    customers: int
    recomputed: int
    names: Mapping[str, int]
    snapshot_id: int
    changed: bool
    seconds: float
    zone: str = "UTC"
    segments: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)

    def describe(self, lang: Lang | None = None) -> str:
        """What was done, in one sentence; in the workspace's language when None."""
        lang = lang or spoken()
        groups = ", ".join(f"{group_label(name, lang)} {number(n, lang)}" for name, n in self.names.items())
        people, moment = number(self.customers, lang), day_and_time(self.as_of, self.zone, lang)
        return f"{self._done(lang, people, moment)}; {groups}{self._segments(lang)}"

    def _segments(self, lang: Lang) -> str:
        recounted, not_recounted = {
            "en": ("segments recounted", "not recounted"), "ru": ("сегментов пересчитано", "не пересчитан сегмент"),
        }[lang]  # fmt: skip
        said = f"; {recounted}: {number(self.segments, lang)}" if self.segments else ""
        return said + "".join(f"; {not_recounted} {name}: {' '.join(w.split())}" for name, w in self.faults.items())

    def _done(self, lang: Lang, people: str, moment: str) -> str:
        seconds, anew = number(self.seconds, lang, decimals=1), number(self.recomputed, lang)
        if lang == "ru":
            whose = f", заново: {anew}" if self.changed and self.recomputed < self.customers else ""
            done = f"посчитаны за {seconds} с" if self.changed else "уже посчитаны, с тех пор ничего не изменилось"
            return f"Метрики и RFM на {moment} (клиентов: {people}{whose}) {done}"
        whose = f", {anew} of them anew," if self.changed and self.recomputed < self.customers else ""
        done = f"computed in {seconds} s" if self.changed else "were there already, nothing has changed since"
        noun = "customer" if self.customers == 1 else "customers"
        return f"Metrics and RFM of {people} {noun}{whose} as of {moment} {done}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe(spoken()))}</p>"


def refresh(
    lake: Lake,
    state: State,
    tables: Tables,
    progress: Progress | None = None,
    *,
    full: bool = False,
    receipts_at_a_time: int = RECEIPTS_AT_A_TIME,
) -> RefreshReport:
    """Bring what is known of every customer up to a moment, and their RFM scores, in one snapshot or not at all.

    Only customers whose facts have changed since the last refresh are computed anew, see `touched`; the result is that
    of a full refresh, bit for bit. One refresh runs at a time. A second one waits, finds what the first has left, and
    computes only if it must.

    Cost: a full refresh reads the columns it needs of every fact once; its memory is that of one slice. Any other reads
    the same columns, keeps the rows of the customers it computes, and scores RFM of everybody.

    Args:
        lake: Where to write.
        state: Where refreshes are recorded.
        tables: The facts, the moment, the time zone, the metrics and how RFM is scored.
        progress: Told each step and how much of it is done, from 0 to 1.
        full: Compute everybody anew, even where the stored numbers are these already.
        receipts_at_a_time: About how many receipts one pass holds; a larger shop takes several passes.
    """
    started = time.perf_counter()
    tell = progress or (lambda _step, _done: None)
    definitions = stored.definitions(tables, tables.rfm)
    with state.transaction() as connection:
        refreshes.wait_for_turn(connection)
        last = None if full else refreshes.latest(connection)
        base = last if last is not None and _can_go_on(last, tables, definitions) else None
        if base is not None and _is_still_true(base, tables):
            return _report(
                lake, base.as_of, (base.customers, 0), base.written_snapshot_id,
                changed=False, since=started, zone=tables.zone,
            )  # fmt: skip
        customers, recomputed = _write(lake, tables, base, tell, receipts_at_a_time)
        written = lake.snapshot_id()
        refreshes.record(
            connection, as_of=tables.as_of, fingerprint=definitions, read_snapshot_id=tables.snapshot_id,
            written_snapshot_id=written, customers=customers, seconds=time.perf_counter() - started,
        )  # fmt: skip
    return _report(lake, tables.as_of, (customers, recomputed), written, changed=True, since=started, zone=tables.zone)


def _can_go_on(last: refreshes.Refresh, tables: Tables, definitions: str) -> bool:
    """Whether the numbers that are there are those of the last refresh: one may have written, and died unrecorded."""
    newest = tables.lake.snapshot_id()
    untouched = same_rows(tables.lake, [stored.AGGREGATE_TABLE], last.written_snapshot_id, newest)
    return last.fingerprint == definitions and last.written_snapshot_id in snapshots(tables.lake) and untouched


def _is_still_true(last: refreshes.Refresh, tables: Tables) -> bool:
    wanted = stored.wanted(tables)
    same = same_rows(tables.lake, stored.sources(wanted), last.read_snapshot_id, tables.snapshot_id)
    return last.as_of == tables.as_of and same and not messages_changed(tables, last, wanted)


def _write(
    lake: Lake, tables: Tables, last: refreshes.Refresh | None, tell: Progress, receipts_at_a_time: int
) -> tuple[int, int]:
    """How many customers there are now, and how many of them were computed."""
    lake.create_tables(stored.declared(tables))
    wanted = stored.wanted(tables)
    tell("changes", 0)
    with lake.passing() as keep:
        touched = None if last is None else touched_since(tables, last, wanted, keep)
        tell("changes", 1)
        parts = [EVERYBODY] if touched is not None else slices(tables, receipts_at_a_time)
        some = touched or (AnySlice() if len(parts) > 1 else EVERYBODY)
        for name in stored.sources(wanted):
            tables.read(name)  # pinned before the transaction, in which only the lake may be written
        recomputed = 0
        with lake.transaction():
            if touched is None:
                lake.run(f"DELETE FROM {CATALOGUE}.main.{stored.AGGREGATE_TABLE}")
            else:
                lake.delete(stored.AGGREGATE_TABLE, "customer_id", touched.customers)
            tell("metrics", 0)
            borders = (part.borders for part in parts)
            inserted = lake.insert_each(stored.AGGREGATE_TABLE, aggregated(Among(tables, some), wanted), borders)
            for done, computed in enumerate(inserted, start=1):
                recomputed += computed
                tell("metrics", done / len(parts))
            tell("RFM", 0)
            now = lake.table(stored.AGGREGATE_TABLE)
            write_scores(lake, tables, known=now)
            customers = lake.count(now)
            tell("RFM", 1)
        return customers, recomputed


def write_scores(lake: Lake, tables: Tables, *, known: ir.Table) -> None:
    """Score everybody from what is known of them, inside a transaction, and keep whose scores differ."""
    scores = lake.table(stored.RFM_TABLE)
    with lake.passing() as keep:
        was = keep(rfm_history.thin(scores))  # a pinned table would show what this transaction has written
        lake.run(f"DELETE FROM {CATALOGUE}.main.{stored.RFM_TABLE}")
        lake.insert(stored.RFM_TABLE, score_table(tables, tables.rfm, known=known))
        rfm_history.keep_scores(lake, tables, now=scores, was=was)


def _report(
    lake: Lake, as_of: datetime, customers: tuple[int, int], snapshot_id: int, *, changed: bool, since: float, zone: str
) -> RefreshReport:
    scores = lake.table(stored.RFM_TABLE, snapshot_id)
    counted = lake.arrow(scores.group_by("name").agg(customers=scores.count())).to_pylist()
    found = {row["name"]: row["customers"] for row in counted}
    names = {name: found.get(name, 0) for name in NAMES}
    return RefreshReport(as_of, *customers, names, snapshot_id, changed, time.perf_counter() - since, zone)
