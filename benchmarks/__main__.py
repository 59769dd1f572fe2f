"""``python -m benchmarks``: run the contests and write down what came out."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contest import CONTESTS, Place, load_contest
from benchmarks.report import RESULTS, TABLE, Result, write


def main() -> None:
    """Measure what the command line names, everything by default."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure us beside work done by hand.")
    arguments.add_argument("contests", nargs="*", metavar="CONTEST", help=f"of {', '.join(CONTESTS)}; all by default")
    arguments.add_argument("--customers", type=int, default=1_000_000, help="size of the sample shop (1000000)")
    arguments.add_argument("--runs", type=int, default=3, help="runs of each contender, at least 3 (3)")
    arguments.add_argument(
        "--folder", type=Path, help="where to work and leave the data; a temporary folder by default"
    )
    arguments.add_argument("--results", type=Path, default=RESULTS, help="where to write the results")
    asked = arguments.parse_args()
    wanted = asked.contests or CONTESTS
    names = [name for name in CONTESTS if name in wanted or name.partition("-")[0] in wanted]
    if unknown := set(wanted) - {*CONTESTS, *(name.partition("-")[0] for name in CONTESTS)}:
        arguments.error(f"there is no contest {', '.join(sorted(unknown))}; known: {', '.join(CONTESTS)}")
    if asked.runs < 3:
        arguments.error("a median needs at least 3 runs")
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
        run(names, asked.folder.resolve(), asked.customers, asked.runs, asked.results)
    else:
        with tempfile.TemporaryDirectory(prefix="smartcom-bench-") as folder:
            run(names, Path(folder), asked.customers, asked.runs, asked.results)
            Place(Path(folder), asked.customers, 0).clear_workspace()


def run(names: Sequence[str], folder: Path, customers: int, runs: int, results: Path) -> None:
    """Hold some contests: in each the contenders take turns, every turn in a process of its own."""
    for name in names:
        contest = load_contest(name)
        print(f"{contest.title} ({customers:,} customers)", flush=True)
        child(name, "prepare", Place(folder, customers, 0))
        result = Result(name, contest.title, contest.unit, customers, {who: [] for who in contest.contenders})
        for number in range(runs):
            for who, turns in result.turns.items():
                turns.append(json.loads(child(name, who, Place(folder, customers, number))))
                print(f"  run {number + 1} of {runs}, {who}: {turns[-1]['seconds']:.2f} s", flush=True)
        child(name, "check", Place(folder, customers, runs - 1))
        write(result, results)
    print(f"Written: {results / TABLE}")


def child(contest: str, who: str, place: Place) -> str:
    """What one process of its own prints; without a database of the user's, which it might write to."""
    place_as_text = [str(place.folder), str(place.customers), str(place.run)]
    command = [sys.executable, "-m", "benchmarks.child", contest, who, *place_as_text]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SMARTCOM_")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{contest}, {who} failed; see above")
    return done.stdout


if __name__ == "__main__":
    main()
