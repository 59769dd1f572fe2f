"""One run of one contender, in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.contest import Contender, Place, load_contest

PER_MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10
"""Peak memory is counted in bytes there and in kilobytes elsewhere."""


def main(contest: str, who: str, folder: str, customers: str, run: str) -> None:
    """Let a contender work and print the measurement as JSON; or, as `prepare` or `check`, do that."""
    asked, place = load_contest(contest), Place(Path(folder), int(customers), int(run))
    if who == "prepare":
        asked.prepare(place)
    elif who == "check":
        asked.check(place)
    else:
        print(json.dumps(measured(asked.contenders[who], place)))


def measured(contender: Contender, place: Place) -> dict[str, float]:
    """Seconds, processor seconds, peak memory and amount of work of one run."""
    with contender(place) as work:
        cpu, started = time.process_time(), time.perf_counter()
        done = work()
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MEGABYTE
    return {"seconds": round(seconds, 3), "cpu_seconds": round(cpu, 3), "peak_mb": round(peak), "work": done}


if __name__ == "__main__":
    main(*sys.argv[1:])
