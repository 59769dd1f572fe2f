"""The segments of a workspace as a notebook holds them: saved ones by name, and questions about any."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.core.progress import Progress, shown
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments import export as exports
from smartcom_kernel.segments import history as over_time
from smartcom_kernel.segments import members as found
from smartcom_kernel.segments.compare import METRICS, SegmentComparison, compare
from smartcom_kernel.segments.export import ExportReport
from smartcom_kernel.segments.history import SegmentDifference, SegmentHistory
from smartcom_kernel.segments.members import Everybody, Spec, Summary
from smartcom_kernel.segments.overlap import Overlap, overlap
from smartcom_kernel.segments.overview import SegmentOverview, overview
from smartcom_kernel.segments.preview import Preview, preview
from smartcom_kernel.segments.recount import due, recount
from smartcom_kernel.segments.recount_report import RecountReport
from smartcom_kernel.segments.recounts import counted
from smartcom_kernel.segments.sound import sorted_out
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.suggestions import LIMIT, Suggestion, names, suggestions
from smartcom_kernel.segments.why import Why, why
from smartcom_kernel.segments.workspace import Workspace

Moment = str | date | datetime
MOST_LISTED = 1_000
"""Customers that the file of a segment lists one by one."""


class SegmentBook:
    """Saved segments, and who belongs to any segment as of the workbench's moment.

    Wherever a segment is asked for, its name will do, or a condition, or the data of either.

    Args:
        store: Where segments are kept.
        tables: The tables to ask, when they are asked.
        workspace: Where segments are recounted and exported, by whom and in which language.
    """

    def __init__(self, store: SegmentStore, tables: Callable[[], Tables], workspace: Workspace) -> None:
        self._store = store
        self._tables = tables
        self._workspace = workspace
        self._lang: Lang = workspace.settings.language

    def __getitem__(self, name: str) -> Segment:
        return self._store[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def __contains__(self, name: object) -> bool:
        return name in self._store

    def save(self, name: str, spec: Spec) -> Segment:
        """Keep a segment as ``segments/<name>.yml`` with its author and dates, replacing the one of this name.

        Returns:
            What is kept now. Where it differs from what was kept, its `used_by` says what uses it.
        """
        segment = self._store.parse(name, spec)
        before = self._kept(name)
        kept = self._store.save(name, segment.saved(before, author=user(), on=self._workspace.today))
        if before is not None and kept.differs_from(before):
            kept.tell_users(self.users(name))
        return kept

    def save_list(self, name: str, customers: Iterable[str]) -> Segment:
        """Keep a list of customers as a segment.

        Args:
            name: Small Latin letters, digits, ``-`` and ``_``.
            customers: Their ids.

        Raises:
            SpecError: The list is empty, or too long for a file; the message says what to do instead.
        """
        listed = sorted({str(customer) for customer in customers})
        if not 1 <= len(listed) <= MOST_LISTED:
            remedy = f"put a tag on them: wb.tags.put({name!r}, customers), then save {{kind: tag, name: {name}}}"
            raise SpecError.single(
                f"segment {name!r}",
                f"a file holds 1 to {MOST_LISTED:,} customers, not {len(listed):,}; for more {remedy}",
            )
        return self.save(name, {"kind": "attribute", "name": "customer_id", "is": {"in": listed}})

    def users(self, name: str) -> list[str]:
        """What asks about a saved segment: other segments, mailings and schedules."""
        return self._store.users(name)

    def delete(self, name: str, *, although_used: bool = False) -> None:
        """Remove a saved segment; see `SegmentStore.delete`."""
        self._store.delete(name, although_used=although_used)

    def members(self, spec: Spec | str) -> ir.Table:
        """Who belongs: a table of `customer_id`, computed when it is read."""
        return found.members(self._spec(spec), self._tables())

    def count(self, spec: Spec | str) -> int:
        """How many belong, exactly."""
        return found.count(self._spec(spec), self._tables())

    def sql(self, spec: Spec | str) -> str:
        """The statement that finds them."""
        return found.sql(self._spec(spec), self._tables())

    def describe(self, spec: Spec | str, lang: Lang | None = None) -> str:
        """Who belongs, in one sentence."""
        return found.describe(self._spec(spec), lang or self._lang)

    def why(self, spec: Spec | str, customer_id: str) -> Why:
        """Why a customer belongs or does not: each condition, whether it holds, and the customer's own value."""
        return why(found.condition_of(self._spec(spec)), self._tables(), customer_id)

    def summary(self, spec: Spec | str) -> Summary:
        """Customers, share of the base and of revenue, average receipt."""
        return found.summary(self._spec(spec), self._tables(), self._lang)

    def preview(
        self,
        spec: Spec | str,
        *,
        lake: Lake | None = None,
        among: Everybody | None = None,
        early: Callable[[Preview], None] | None = None,
    ) -> Preview:
        """Numbers, sentence, statement and a sample of customers, exactly, for a segment that is being made.

        Args:
            spec: Who belongs.
            lake: What answers, such as a connection of another thread; the book's own when None.
            among: `everybody` of an earlier preview as of the same moment, so that they are not counted again.
            early: Given the numbers as soon as they are known.

        Raises:
            SpecError: With every fault and its path, also those that only the data show.
        """
        tables = self._asked_of(lake)
        return preview(found.condition_of(self._spec(spec)), tables, self._lang, among=among, early=early)

    def suggest(
        self, source: str, typed: str = "", *, limit: int = LIMIT, lake: Lake | None = None
    ) -> list[Suggestion]:
        """Values to choose from while a condition is written; see `smartcom_kernel.segments.suggestions`.

        Args:
            source: What the value names: ``"customers.city"``, ``"categories"``, ``"tags"``.
            typed: What has been typed of it.
            limit: The most that are returned.
            lake: What answers, such as a connection of another thread; the book's own when None.
        """
        return suggestions(source, typed, self._asked_of(lake), limit=limit)

    def names(self, source: str, ids: Collection[str]) -> dict[str, str | None]:
        """What those are called that a condition names by their ids; None where nothing has the id.

        Args:
            source: What the ids are of: ``"products"``, ``"categories"``.
            ids: The ids.
        """
        return names(source, ids, self._tables())

    def overview(self, *, progress: Progress | None = None) -> SegmentOverview:
        """All saved segments in numbers, with dates; one that cannot be counted says why.

        Args:
            progress: Told how much is done; a notebook shows it by itself.
        """
        with shown(progress, self._lang) as told:
            if told is not None:
                told("segments", 0)
            currency = self._workspace.settings.currency
            return overview(self._store, self._tables(), currency=currency, lang=self._lang)

    def export(
        self,
        spec: Spec | str,
        path: str | Path,
        *,
        columns: Sequence[str] = exports.COLUMNS,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the customers of a segment to a ``.csv`` or ``.xlsx`` file, with an entry in the audit log.

        Args:
            spec: Who.
            path: Where to.
            columns: What to tell of each customer; see `smartcom_kernel.segments.export.export`.
            progress: Told how much is written; a notebook shows it by itself.
        """
        with shown(progress, self._lang) as told:
            return exports.export(
                self._spec(spec), Path(path), self._tables(), self._workspace, columns=columns, progress=told
            )

    def overlap(self, *specs: Spec | str) -> Overlap:
        """How many customers are in two or more of some segments at once; see `smartcom_kernel.segments.overlap`."""
        return overlap([self._spec(spec) for spec in specs], self._tables(), self._lang)

    def compare(self, *specs: Spec | str, metrics: Sequence[str] = METRICS) -> SegmentComparison:
        """Segments side by side, and everybody beside them.

        Args:
            *specs: One segment or more.
            metrics: By what: names of metrics that are numbers; the mean and the median of each are shown.
        """
        money, asked = self._workspace.settings.currency, [self._spec(spec) for spec in specs]
        return compare(asked, self._tables(), metrics=metrics, currency=money, lang=self._lang)

    # over time --------------------------------------------------------------------------------------------------

    def recount(self, *names: str, progress: Progress | None = None) -> RecountReport:
        """Count segments anew as of the moment, and keep who has entered and left; see `segments.recount`.

        Args:
            *names: Which segments; all that can be counted when none is named.
            progress: Told how much is done; a notebook shows it by itself.

        Raises:
            UnknownName: A name is none of a saved segment.
        """
        tables = self._tables()
        if names:
            return self._recount([self[name] for name in dict.fromkeys(names)], {}, tables, progress)
        return self._recount(*sorted_out(self._store, tables), tables, progress)

    def recount_due(self, *, again: bool = True, progress: Progress | None = None) -> RecountReport:
        """Count those segments anew that are due, as every refresh does.

        Args:
            again: Whether also those that were counted at this very moment already.
            progress: Told how much is done; a notebook shows it by itself.
        """
        tables = self._tables()
        segments, faults = sorted_out(self._store, tables)
        return self._recount(due(segments, tables, again=again), faults, tables, progress)

    def history(self, name: str) -> SegmentHistory:
        """A segment at each of its recounts: customers, who entered and left, by which definition."""
        return over_time.history(self._tables(), self._recounted(name))

    def members_on(self, name: str, on: Moment) -> ir.Table:
        """Who was in on a date: a table of `customer_id`, by the last recount at or before its first moment."""
        return over_time.members_on(self._tables(), self._recounted(name), self._workspace.instant(on))

    def difference(self, name: str, since: Moment, until: Moment | None = None) -> SegmentDifference:
        """Who entered and who left between two dates, each read as the last recount at or before it.

        Args:
            name: Which segment; also one that is deleted.
            since: The earlier date.
            until: The later one; the moment of the workbench when None.
        """
        tables = self._tables()
        last = tables.as_of if until is None else self._workspace.instant(until)
        return over_time.difference(tables, self._recounted(name), self._workspace.instant(since), last)

    # ------------------------------------------------------------------------------------------------------------

    def _recount(
        self, segments: list[Segment], faults: dict[str, str], tables: Tables, progress: Progress | None
    ) -> RecountReport:
        here = self._workspace.pinned(tables.as_of, tables.snapshot_id)  # what is written is counted on this machine
        with shown(progress, self._lang) as told:
            return recount(here.lake, self._workspace.state, here, segments, faults=faults, progress=told)

    def _recounted(self, name: str) -> str:
        """The name, where there is or was such a segment."""
        if name not in self._store:
            tables = self._tables()
            known = {*self._store, *(kept.segment for kept in counted(tables.lake, tables.snapshot_id))}
            if name not in known:
                raise UnknownName("segment", name, known)
        return name

    def _kept(self, name: str) -> Segment | None:
        """What is kept under a name; None where nothing is, or nothing that can be read."""
        try:
            return self._store.get(name)
        except SpecError:
            return None

    def _asked_of(self, lake: Lake | None) -> Tables:
        tables = copy.copy(self._tables())
        tables.lake = lake or tables.lake
        return tables

    def _spec(self, spec: Spec | str) -> Spec:
        return self._store[spec] if isinstance(spec, str) else spec

    def __repr__(self) -> str:
        return f"<{len(self)} segments: {', '.join(self)}>" if len(self) else "<no segments yet: save one>"

    def _repr_html_(self) -> str:
        return self.overview()._repr_html_()
