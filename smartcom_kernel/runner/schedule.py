"""Schedules: which notebook runs when, as ``scheduled/schedule.yml`` says, and which occurrences are due.

winback:
  notebook: winback.ipynb
  when: 0 10 * * MON          # wall time
  time_zone: Europe/Moscow
  parameters: {segment: sleeping}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import TimeZone
from smartcom_kernel.core.definitions import NAME, read_definition, says_nothing
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.family import validated
from smartcom_kernel.runner import wall_time

FILE = "schedule.yml"
ON_TIME = timedelta(minutes=5)
"""How late an occurrence still counts as on time, where nothing is caught up."""
FAR_AHEAD = timedelta(days=1500)
LOOK_BACK = timedelta(days=31)
"""Missed occurrences older than this are not even listed."""


class Schedule(BaseModel):
    """When a notebook runs, and with what."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    name: str
    """What the schedule is called."""
    notebook: str
    """The notebook, in the folder of the schedule."""
    when: str
    """Cron expression of five fields in wall time, such as ``0 10 * * MON``."""
    time_zone: TimeZone
    """IANA zone of the wall time; the workspace's when left out."""
    parameters: dict[str, Any] = {}
    """Values for the names that the notebook's parameters cell declares."""
    catch_up: Literal["skip", "latest", "all"] = "latest"
    """Of occurrences that nobody looked after in time: run none, the newest, or all of them in order."""
    grace_minutes: int = Field(1440, ge=1, le=44640)
    """How late an occurrence may still be caught up; whatever is older was missed."""
    timeout_minutes: int = Field(60, ge=1, le=1440)
    """After how long a run is ended."""

    @field_validator("when")
    @classmethod
    def _strikes(cls, when: str) -> str:
        return wall_time.check(when)

    def next_at(self, now: datetime) -> datetime | None:
        """When it strikes next, in UTC; None where that is years away."""
        return next(wall_time.strikes(self.when, ZoneInfo(self.time_zone), now, now + FAR_AHEAD), None)

    def describe(self, lang: Lang = "en") -> str:
        """This schedule in one sentence, without a full stop."""
        if lang == "ru":
            return f"{self.notebook} по расписанию «{self.when}», время {self.time_zone}"
        words = wall_time.explain(self.when)
        return f"{self.notebook} {words[0].lower()}{words[1:]}, {self.time_zone} time"


@dataclass(frozen=True)
class Occurrence:
    """One moment of a schedule.

    Args:
        schedule: Which schedule.
        at: When, in UTC.
        missed: Whether it came and went without anybody looking, and will not be caught up.
    """

    schedule: Schedule
    at: datetime
    missed: bool = False

    def describe(self, lang: Lang = "en") -> str:
        """Which schedule, and when on its own clock."""
        local = self.at.astimezone(ZoneInfo(self.schedule.time_zone))
        missed = {"en": ", missed", "ru": ", пропущено"}[lang] if self.missed else ""
        return f"{self.schedule.name} {local:%Y-%m-%d %H:%M} {self.schedule.time_zone}{missed}"


def read_schedules(folder: Path, time_zone: str) -> list[Schedule]:
    """The schedules of a folder, in the order they are written; none where ``schedule.yml`` is absent or says nothing.

    Args:
        folder: Where ``schedule.yml`` and its notebooks are.
        time_zone: Zone of the schedules that name none.

    Raises:
        SpecError: With every fault of every schedule.
    """
    if not (folder / FILE).exists() or says_nothing(folder / FILE):
        return []
    schedules: list[Schedule] = []
    faults: list[Fault] = []
    for name, data in read_definition(folder / FILE).items():
        try:
            schedules.append(_schedule(name, data, folder, time_zone))
        except SpecError as error:
            faults += [fault.under(name) for fault in error.faults]
    if faults:
        raise SpecError(FILE, faults)
    return schedules


def for_segment(folder: Path, segment: str) -> list[str]:
    """The schedules that give a segment to their notebook as `segment` or in `segments`, as people call them.

    Args:
        folder: Where ``schedule.yml`` is; where it is unreadable, it may.
        segment: The segment's name.
    """
    if not (folder / FILE).exists() or says_nothing(folder / FILE):
        return []
    try:
        schedules = read_definition(folder / FILE)
    except SpecError:
        return [FILE]
    return [f"schedule {name}" for name, data in schedules.items() if segment in _segments_of(data)]


def due(schedules: Iterable[Schedule], since: Mapping[str, datetime], now: datetime) -> list[Occurrence]:
    """What is to be run now and what was missed, oldest first. Decides only; asks no clock and no database.

    Args:
        schedules: The schedules to look after.
        since: Until when each has been looked after already; a schedule without an entry begins now.
        now: The present instant.
    """
    found = [o for s in schedules if s.name in since for o in _occurrences(s, since[s.name], now)]
    return sorted(found, key=lambda occurrence: (occurrence.at, occurrence.schedule.name))


def _schedule(name: str, data: Any, folder: Path, time_zone: str) -> Schedule:
    if not NAME.fullmatch(name):
        raise SpecError.single(FILE, "use small Latin letters, digits, - and _, at most 64")
    if not isinstance(data, dict):
        raise SpecError.single(FILE, "must be a mapping with `notebook` and `when`")
    if "name" in data:
        raise SpecError.single(FILE, "the name of a schedule is its key", "name")
    schedule = validated(Schedule, {"time_zone": time_zone, **data, "name": name}, what=FILE)
    if not (folder / schedule.notebook).is_file():
        raise SpecError.single(FILE, f"there is no notebook {schedule.notebook!r} in {folder}", "notebook")
    return schedule


def _segments_of(data: Any) -> list[Any]:
    given = data.get("parameters") if isinstance(data, dict) else None
    if not isinstance(given, dict):
        return []
    several = given.get("segments")
    return [given.get("segment"), *(several if isinstance(several, list) else ())]


def _occurrences(schedule: Schedule, since: datetime, now: datetime) -> list[Occurrence]:
    zone = ZoneInfo(schedule.time_zone)
    strikes = list(wall_time.strikes(schedule.when, zone, max(since, now - LOOK_BACK), now))
    grace = ON_TIME if schedule.catch_up == "skip" else timedelta(minutes=schedule.grace_minutes)
    wanted = [at for at in strikes if now - at <= grace]
    if schedule.catch_up != "all":
        wanted = wanted[-1:]
    return [Occurrence(schedule, at, missed=at not in wanted) for at in strikes]
