"""The main job, told step by step: receipts in, a measured mailing and a report out.

Every step uses what any user calls. The shop is real (Complete Journey) or a sample of any size; nobody is written to:
e-mail goes to a mail server on this machine that delivers to nobody, SMS into files.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from smartcom_kernel import shipped
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import FILE
from smartcom_kernel.demo.mail_server import demo_channels
from smartcom_kernel.demo.mark import Mark, loaded_before
from smartcom_kernel.demo.shops import Shop, complete_journey, sample
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.runner.schedule import FILE as SCHEDULE
from smartcom_kernel.state.runs import RunState
from smartcom_kernel.workbench import Workbench

DEFINITIONS = Path(__file__).parent / "definitions"
MAILING = "winback"


@dataclass(frozen=True)
class Step:
    """One step of the story and how long it took."""

    name: str
    sentence: str
    seconds: float


@dataclass
class Told:
    """What the demo did and which files to open."""

    steps: list[Step] = field(default_factory=list)
    files: list[tuple[Path, str]] = field(default_factory=list)
    again: bool = True


def tell(
    folder: Path, *, customers: int | None = None, progress: Progress, say: Callable[[str], None] = lambda _: None
) -> Told:
    """Do the main job in a workspace; what was done before is not done again.

    Args:
        folder: The workspace, made when absent.
        customers: Size of the sample shop; None for real receipts.
        progress: Told a step and how much of it is done, 0 to 1.
        say: Told each sentence as it becomes true.

    Raises:
        SetupError: The workspace holds another shop, or the data are not installed.
    """
    shop = sample(customers) if customers else complete_journey()
    return _Telling(folder.resolve(), shop, progress, say).all()


class _Telling:
    def __init__(self, folder: Path, shop: Shop, progress: Progress, say: Callable[[str], None]) -> None:
        self.folder, self.shop, self.progress, self.say = folder, shop, progress, say
        self.told = Told()

    def all(self) -> Told:
        """Every step in order."""
        with self._step("workspace") as done:
            done(self._make_workspace())
        with demo_channels(self.folder / "mailbox") as channels, Workbench.open(self.folder, channels=channels) as wb:
            as_of = instant(self.shop.as_of, wb.settings.time_zone)
            self._load(wb)
            self._refresh(wb, as_of)
            self._segments(wb)
            output = self._run_notebook(wb, as_of)
            self._measure(wb)
            report = self._report(wb)
        self.told.files = [
            (report, "the report for management"),
            (output, "the executed notebook of the mailing"),
            (self.folder / "segments", "the two segments, as YAML"),
            (self.folder / "mailbox", "the SMS, and the log of the mail server, that nobody received"),
            (
                self.folder / "notebooks" / "00_start_here.ipynb",
                f"where to go on: make lab, or smartcom lab --workspace {self.folder}",
            ),
        ]
        return self.told

    def _make_workspace(self) -> str:
        mark = Mark.of(self.folder)
        if mark and mark.shop != self.shop.name:
            raise SetupError(f"{self.folder} holds {mark.shop}; choose another --workspace for {self.shop.name}")
        if not mark and (self.folder / "lake").exists():
            raise SetupError(f"{self.folder} is a workspace of your own; choose another --workspace for the demo")
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / FILE).exists():
            (self.folder / FILE).write_text(self.shop.settings, encoding="utf-8")
        if not mark:
            Mark(self.shop.name).write(self.folder)
        if not (schedule := self.folder / "scheduled" / SCHEDULE).exists():
            schedule.parent.mkdir(exist_ok=True)
            shutil.copy(DEFINITIONS / SCHEDULE, schedule)
        shipped.initialise(self.folder)
        return "PostgreSQL and an empty lake" if self._copy_templates() else "was there"

    def _copy_templates(self) -> bool:
        sources = (DEFINITIONS / "templates").glob("*.yml")
        new = [(s, self.folder / "templates" / s.name) for s in sources]
        new = [(source, target) for source, target in new if not target.exists()]
        for source, target in new:
            shutil.copy(source, target)
        return bool(new)

    def _load(self, wb: Workbench) -> None:
        mark = Mark.of(self.folder)
        if mark and mark.holds(self.shop, wb.tables):
            self._say_loaded(mark, wb.settings.language)
            return
        incoming = self.folder / ".smartcom" / "incoming"
        with self._step("files") as done:
            files = self.shop.files(wb.lake, incoming, self.progress)
            size = sum(path.stat().st_size for paths in files.values() for path in paths)
            done(f"{self.shop.name}: {size / 10**6:,.0f} MB in {sum(map(len, files.values()))} files")
        for table, paths in files.items():
            with self._step(f"load {table}") as done:
                report = wb.load(table, *paths, progress=self.progress)
                self.told.again &= report.loaded == 0
                done(report.describe(wb.settings.language))
        shutil.rmtree(incoming)
        Mark.after_loading(self.shop, files, wb.tables).write(self.folder)

    def _say_loaded(self, mark: Mark, lang: Lang) -> None:
        with self._step("files") as done:
            done(f"{self.shop.name}: loaded before, none written")
        for table, rows in mark.rows.items():
            with self._step(f"load {table}") as done:
                done(loaded_before(table, rows, lang))

    def _refresh(self, wb: Workbench, as_of: datetime) -> None:
        with self._step("refresh") as done:
            done(wb.refresh(as_of=as_of, progress=self.progress).describe(wb.settings.language))

    def _segments(self, wb: Workbench) -> None:
        for source in sorted((DEFINITIONS / "segments").glob("*.yml")):
            with self._step(f"segment {source.stem}") as done:
                if source.stem not in wb.segments:
                    shutil.copy(source, self.folder / "segments" / source.name)
                done(f"{wb.segments.count(source.stem):,} customers: {wb.segments.describe(source.stem)}")

    def _run_notebook(self, wb: Workbench, as_of: datetime) -> Path:
        with self._step("mailing") as done:
            result = run(
                wb.state, wb.folder, wb.folder / "scheduled" / "winback.ipynb",
                {
                    "mailing": MAILING, "segment": self.shop.segment, "occasion": self.shop.as_of,
                    "within_days": self.shop.within_days, "refresh": False, "replay": True,
                },
                settings=wb.settings, as_of=as_of, snapshot_id=wb.lake.snapshot_id(), schedule=f"demo {MAILING}",
                occurrence=as_of, clock=wb.clock, progress=self.progress,
            )  # fmt: skip
            if result.state is not RunState.SUCCEEDED or result.output is None:
                raise SetupError(result.describe(wb.settings.language))
            self.told.again &= result.already
            done(result.describe(wb.settings.language))
        with self._step("delivery") as done:
            done(wb.mailings.report(MAILING).describe(wb.settings.language))
        return result.output

    def _measure(self, wb: Workbench) -> None:
        with self._step("effect") as done:
            done(wb.mailings.effect(MAILING).describe(wb.settings.language))

    def _report(self, wb: Workbench) -> Path:
        with self._step("report") as done:
            path = shipped.report("management_summary", wb, self.folder / "reports" / "management_summary.html")
            done(f"{path.stat().st_size / 10**6:.1f} MB, asks nothing of the network")
        return path

    @contextmanager
    def _step(self, name: str) -> Iterator[Callable[[str], None]]:
        began = time.monotonic()
        said: list[str] = []
        yield said.append
        step = Step(name, said[0].split("\n")[0], time.monotonic() - began)
        self.told.steps.append(step)
        self.say(f"{name}: {said[0]}")
