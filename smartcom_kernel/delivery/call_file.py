"""Calls as files for a call centre outside: what is to be called, and the results that come back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smartcom_kernel.core.atomic import appearing
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import DataError, Fault, SpecError, hint
from smartcom_kernel.core.text_tables import harmless
from smartcom_kernel.delivery.call_results import RESULTS
from smartcom_kernel.state.calls import CallTask

COLUMNS = ("task", "phone", "title", "script", "priority", "due_at", "queue")
NEEDED = ("task", "tried_at", "result")
FURTHER = ("remark", "again_at")
MOST_FAULTS = 20
LONGEST_REMARK = 1000
BOM = "\ufeff"
"""Without it some programs take UTF-8 for the code page of their country."""


@dataclass(frozen=True)
class Said:
    """One line of a file of results."""

    task: int
    tried_at: datetime
    result: str
    remark: str
    again_at: datetime | None


def write(path: Path, tasks: Sequence[CallTask]) -> tuple[str, ...]:
    """Write calls as CSV in UTF-8, whole or not at all; returns the columns."""
    with appearing(path) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        text.write(BOM)
        table = csv.writer(text)
        table.writerow(COLUMNS)
        table.writerows(
            (
                t.task,
                t.phone,
                harmless(t.title),
                harmless(t.script),
                t.priority,
                t.due_at and t.due_at.isoformat(),
                t.queue,
            )
            for t in tasks
        )
        text.flush()
        text.detach()
    return COLUMNS


def told_in(path: Path, *, zone: str, now: datetime, known: Callable[[Sequence[int]], Collection[int]]) -> list[Said]:
    """What a file of results says.

    Args:
        path: A CSV with ``,``, ``;`` or tabs.
        zone: In which moments without a zone are meant.
        now: No call can have been made later.
        known: Which of some tasks there are.

    Raises:
        SpecError: With the faults of lines, the first 20 of them.
        DataError: It cannot be read at all.
    """
    what = f"results of calls {path.name}"
    said: list[tuple[int, Said]] = []
    faults: list[Fault] = []
    for line, row in _lines(path):
        try:
            said.append((line, _said(row, zone, now)))
        except ValueError as error:
            faults.append(Fault((f"line {line}",), str(error)))
    there = known([one.task for _, one in said])
    faults += [Fault((f"line {n}",), f"there is no call {one.task}") for n, one in said if one.task not in there]
    if faults:
        raise SpecError(what, faults[:MOST_FAULTS])
    return [one for _, one in said]


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is not in UTF-8; save it as CSV UTF-8") from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
            raise DataError(
                f"{path.name} has no column {', '.join(missing)}; it needs {', '.join(NEEDED)}, and may have "
                f"{', '.join(FURTHER)}"
            )
        for row in reader:
            yield reader.line_num, {name: (row.get(name) or "").strip() for name in (*NEEDED, *FURTHER)}
    except csv.Error as error:
        raise DataError(f"{path.name}, line {reader.line_num + 1}: {error}") from None


def _said(row: dict[str, str], zone: str, now: datetime) -> Said:
    if not (row["task"].isascii() and row["task"].isdigit() and len(row["task"]) <= 18):
        raise ValueError(f"task is {row['task'][:40]!r}; the number of a call is meant")
    if row["result"] not in RESULTS:
        raise ValueError(f"result is {row['result'][:40]!r}{hint(row['result'], RESULTS)}")
    tried_at = instant(row["tried_at"], zone)
    if tried_at > now:
        raise ValueError(f"tried_at is {row['tried_at'][:40]!r}, which is still to come")
    again_at = instant(row["again_at"], zone) if row["again_at"] else None
    return Said(int(row["task"]), tried_at, row["result"], row["remark"][:LONGEST_REMARK], again_at)
