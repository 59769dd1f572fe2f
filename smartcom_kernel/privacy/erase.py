"""Erasure of persons: one commit after which nobody writes to them, then steps, each of which may be done again.

What a step has done is written down when it is over, so a process that is killed anywhere leaves an erasure that the
next run carries on from the beginning of that step. Names and addresses stay in two tables of the database until the
lake and the files are clean; then they go too, and what is left of deleted rows on the disk is cleared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.person import user
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import purge
from smartcom_kernel.privacy import act, of_files, of_lake
from smartcom_kernel.privacy.erasure_report import ErasureReport
from smartcom_kernel.state import audit, erasures, loads, refreshes
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.connect import State
from smartcom_kernel.state.erasures import Erasure, Step

FOLDER = "acts"
NAMED = 10
"""How many unknown ids are named."""


class Eraser:
    """Erases persons from a workspace.

    Args:
        folder: The workspace.
        state: Its database.
        lake: Its lake.
        clock: Dates the erasure.
        name: What the act calls the information system.
    """

    def __init__(self, folder: Path, state: State, lake: Lake, clock: Clock, *, name: str) -> None:
        self._folder = folder
        self._state = state
        self._lake = lake
        self._clock = clock
        self._name = name

    def erase(
        self,
        customer_ids: Sequence[str] = (),
        *,
        reason: str = "",
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ErasureReport:
        """Erase persons, and bring to its end what was begun before; run it when nobody keeps scores of models.

        Loads and refreshes wait meanwhile. Snapshots of the lake's past end: no number of then can be read again.

        Args:
            customer_ids: Who; nobody where only to carry on.
            reason: Why, such as ``"request 17 of 2026-11-20"``; it stands in the act, so it must name nobody.
            dry_run: Look, and change nothing.
            progress: Told how much is done.

        Raises:
            SpecError: An id is not known, or there is no reason; nothing was erased.
        """
        tell = progress or (lambda _step, _done: None)
        wanted, already = self._wanted(customer_ids, reason)
        if dry_run:
            return self._rehearsed(wanted, already)
        if wanted:
            with self._state.transaction() as connection:
                loads.alone(connection)  # a load under way would bring them back
                found = of_lake.traces(self._lake, wanted)
                erasures.begin(connection, wanted, found, who=user(), reason=reason, now=self._clock.now())
        with self._state.transaction() as connection:
            under_way = erasures.unfinished(connection)
        report = ErasureReport(0, already)
        for erasure in under_way:
            report = report.and_then(self._carried_on(erasure, tell))
        return report

    def _wanted(self, customer_ids: Sequence[str], reason: str) -> tuple[list[str], int]:
        ids = sorted(set(customer_ids))
        if not ids:
            return [], 0
        if not reason.strip():
            raise SpecError.single("erase", "say why, such as 'request 17 of 2026-11-20'; the act needs it", "reason")
        with self._state.transaction() as connection:
            before = erasures.erased_already(connection, ids)
            known = erasures.named(connection, ids)
        known |= of_lake.known(self._lake, ids)
        unknown = [i for i in ids if i not in known | before]
        if unknown:
            named = ", ".join(map(repr, unknown[:NAMED])) + (" …" if len(unknown) > NAMED else "")
            raise SpecError.single("erase", f"nobody is known as {named}; nothing was erased", "customer_id")
        return sorted(known), len(before - known)

    def _rehearsed(self, wanted: list[str], already: int) -> ErasureReport:
        found = of_lake.traces(self._lake, wanted)
        own = [t.value for t in found if not t.is_shared]
        there = of_files.erase(self._folder, wanted, own, dry_run=True) if wanted else of_files.Found((), ())
        return ErasureReport(
            len(wanted), already, shared=_shared(found), files=there.deleted, files_left=there.left, is_dry_run=True
        )  # fmt: skip

    def _carried_on(self, erasure: Erasure, tell: Progress) -> ErasureReport:
        steps = {
            Step.LAKE: self._clear_lake, Step.FILES: self._clear_files, Step.PURGE: self._purge,
            Step.ACT: self._write_act, Step.VACUUM: self._vacuum,
        }  # fmt: skip
        waiting = 0
        for n, (step, do) in enumerate(steps.items()):
            if list(Step).index(step) < list(Step).index(erasure.step):
                continue
            tell("erase", n / len(steps))
            if step is Step.FILES and (waiting := self._in_flight()):
                break
            do(erasure)
        tell("erase", 1)
        return self._reported(erasure.erasure_id, waiting)

    def _in_flight(self) -> int:
        with self._state.transaction() as connection:
            return erasures.in_flight(connection, now=self._clock.now())

    @contextmanager
    def _nobody_writes(self) -> Iterator[None]:
        with self._state.transaction() as connection:
            refreshes.wait_for_turn(connection)
            loads.alone(connection)
            yield

    def _over(self, erasure: Erasure, to: Step, *, act_path: str | None = None, **counts: object) -> None:
        with self._state.transaction() as connection:
            erasures.move(connection, erasure.erasure_id, to, now=self._clock.now(), counts=counts, act=act_path)

    def _clear_lake(self, erasure: Erasure) -> None:
        with self._nobody_writes():
            rows = of_lake.erase(self._lake, erasure.erasure_id)
        before = erasure.counts.get("lake", {})
        self._over(erasure, Step.FILES, lake=rows or before)

    def _clear_files(self, erasure: Erasure) -> None:
        with self._state.transaction() as connection:
            ids, found = (
                erasures.people(connection, erasure.erasure_id),
                erasures.traces(connection, erasure.erasure_id),
            )
            exported = erasures.exported_to(connection)
        cleared = of_files.erase(self._folder, ids, [t.value for t in found if not t.is_shared])
        outside = [path for path in exported if Path(path).exists()]
        self._over(
            erasure, Step.PURGE, files=list(cleared.deleted), files_left=list(cleared.left), exported_to=outside,
            shared=_shared(found),
        )  # fmt: skip

    def _purge(self, erasure: Erasure) -> None:
        with self._nobody_writes():
            snapshot_id = purge(self._lake)
        with self._state.transaction() as connection:
            erasures.repoint(connection, snapshot_id)
            erasures.move(connection, erasure.erasure_id, Step.ACT, now=self._clock.now())

    def _write_act(self, erasure: Erasure) -> None:
        """The act stands, and the names are forgotten in the commit that says so."""
        now = self._clock.now()
        with self._state.transaction() as connection:
            codes = erasures.codes(connection, erasure.erasure_id)
            [current] = [e for e in erasures.unfinished(connection) if e.erasure_id == erasure.erasure_id]
            name = f"{FOLDER}/erasure-{erasure.erasure_id}"
            write_atomically(
                self._folder / f"{name}.html", act.html(current, codes, system=self._name, at=now).encode()
            )
            write_atomically(self._folder / f"{name}.csv", act.log(current, codes, system=self._name, at=now).encode())
            audit.record(connection, _entry(current, f"{name}.html"))
            erasures.forget_people(connection, erasure.erasure_id)
            erasures.move(connection, erasure.erasure_id, Step.VACUUM, now=now, act=f"{name}.html")

    def _vacuum(self, erasure: Erasure) -> None:
        self._over(erasure, Step.DONE, log_cleared=erasures.vacuum(self._state))

    def _reported(self, erasure_id: int, waiting: int) -> ErasureReport:
        with self._state.transaction() as connection:
            found = erasures.get(connection, erasure_id)
        counts = found.counts
        return ErasureReport(
            customers=found.customers, messages=counts["messages"], stopped=counts["stopped"], in_flight=waiting,
            shared=counts.get("shared", 0), lake_rows=sum(counts.get("lake", {}).values()),
            state_rows=counts["state_rows"], files=tuple(counts.get("files", ())),
            files_left=tuple(counts.get("files_left", ())), exported_to=tuple(counts.get("exported_to", ())),
            acts=(self._folder / found.act,) if found.act else (), log_cleared=counts.get("log_cleared", True),
        )  # fmt: skip


def _shared(found: Sequence[erasures.Trace]) -> int:
    return sum(trace.is_shared for trace in found)


def _entry(erasure: Erasure, path: str) -> Entry:
    return Entry(
        erasure.requested_at, erasure.who, Audited.ERASURE, "", f"reason: {erasure.reason}", erasure.customers,
        (), personal=False, path=path,
    )  # fmt: skip
