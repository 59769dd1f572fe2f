"""One run of one contender in a process of its own, so that its peak memory is its own: ``python -m benchmarks.child``."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.contest import Contender, Place, load_contest

KILOBYTES = 1024 if sys.platform == "darwin" else 1
"""How many of the unit in which the system counts peak memory make a kilobyte."""


def main() -> None:
    """Do what the arguments say and print the measurement as one line of JSON."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("contest")
    arguments.add_argument("who", help="a contender, or prepare, or check")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("customers", type=int)
    arguments.add_argument("run", type=int)
    asked = arguments.parse_args()
    contest, place = load_contest(asked.contest), Place(asked.folder, asked.customers, asked.run)
    if asked.who in contest.contenders:
        print(json.dumps(measured(contest.contenders[asked.who], place)))
    else:
        contest.step(asked.who, place)()


def measured(contender: Contender, place: Place) -> dict[str, float]:
    """Seconds, processor seconds, peak memory and amount of work of one run."""
    with contender(place) as work:
        before, started = _processor_seconds(), time.perf_counter()
        done = work()
        seconds, cpu = time.perf_counter() - started, _processor_seconds() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES / 1024
    return {"seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak, "work": done}


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
