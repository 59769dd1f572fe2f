"""Results as files: one JSON per contest and size with every measurement, and one table for people over all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contest import CONTESTS, MEMORY, US
from benchmarks.machine import machine

RESULTS = Path(__file__).parent / "results"
TABLE = "README.md"
HEAD = f"""\
# What was measured

Median of the runs, with the fastest and the slowest in brackets. Contenders take turns in one session on one machine,
each run in a process of its own; all must find the same, or nothing is written. *Ratio* is our time divided by
theirs, run by run. *CPU* is processor time of all cores; where it is well below seconds times cores, something
else was busy. *Peak* is the resident memory of the process without PostgreSQL; queries in DuckDB, ours and
theirs, may use {MEMORY} of it, and polars knows no such limit. `python -m benchmarks` repeats it.
"""
COLUMNS = ("what", "who", "seconds", "CPU s", "per second", "ratio", "peak MB")


@dataclass(frozen=True)
class Result:
    """Every measurement of one contest.

    Args:
        name: The module that holds the contest.
        title: What was done.
        unit: What the work is counted in; empty where a rate says nothing.
        customers: Size of the sample shop.
        turns: The measurements of each contender, in order of runs.
    """

    name: str
    title: str
    unit: str
    customers: int
    turns: dict[str, list[dict[str, float]]]


def write(result: Result, folder: Path) -> None:
    """Keep a result, and write the table anew from all that are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    data = asdict(result) | {"measured_on": str(datetime.now(UTC).date()), "machine": machine()}
    path = folder / f"{result.name}-{result.customers}.json"
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = [json.loads(path.read_text(encoding="utf-8")) for name in CONTESTS for path in folder.glob(f"{name}-*.json")]
    kept.sort(key=lambda kept: (kept["customers"], CONTESTS.index(kept["name"])))
    (folder / TABLE).write_text(table(kept), encoding="utf-8")


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """All results for people: Markdown with one row per contender, and the machine they ran on."""
    rows = [row for result in results for row in rows_of(result)]
    lines = [HEAD, _line(COLUMNS), _line(["---", "---", *["---:"] * (len(COLUMNS) - 2)]), *map(_line, rows), ""]
    for where in {json.dumps(result["machine"]): result for result in results}.values():
        facts = ", ".join(f"{name} {value}" for name, value in where["machine"].items())
        lines.append(f"Measured on {where['measured_on']}: {facts}.")
    return "\n".join(lines) + "\n"


def rows_of(result: Mapping[str, Any]) -> list[list[str]]:
    """One row per contender."""
    ours = [turn["seconds"] for turn in result["turns"][US]]
    rows = []
    for who, turns in result["turns"].items():
        seconds = [turn["seconds"] for turn in turns]
        ratio = "" if who == US else spread([mine / other for mine, other in zip(ours, seconds, strict=True)])
        rate = (
            f"{median(turn['work'] / turn['seconds'] for turn in turns):,.0f} {result['unit']}"
            if result["unit"]
            else ""
        )
        what = f"{result['title']}; {result['customers']:,} customers" if who == US else ""
        cpu, peak = median(turn["cpu_seconds"] for turn in turns), max(turn["peak_mb"] for turn in turns)
        rows.append([what, who, spread(seconds), f"{cpu:,.1f}", rate, ratio, f"{peak:,.0f}"])
    return rows


def spread(values: Sequence[float]) -> str:
    """``1.23 (1.20–1.31)``: the median, the least and the most."""
    decimals = 3 if median(values) < 1 else 2 if median(values) < 100 else 0
    middle, least, most = (f"{value:,.{decimals}f}" for value in (median(values), min(values), max(values)))
    return f"{middle} ({least}–{most})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
