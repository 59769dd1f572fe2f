"""One run of one contender, in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

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
        print(json.dumps(measured(asked.contenders[who], place, asked.times)))


def measured(contender: Contender, place: Place, times: int) -> dict[str, float]:
    """Seconds (the median where the work is done several times), processor seconds, peak memory and amount of work."""
    with contender(place) as work:
        cpu, seconds = time.process_time(), []
        for _ in range(times):
            started = time.perf_counter()
            done = work()
            seconds.append(time.perf_counter() - started)
        cpu = (time.process_time() - cpu) / times
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MEGABYTE
    found = {"seconds": round(median(seconds), 4), "cpu_seconds": round(cpu, 4), "peak_mb": round(peak), "work": done}
    return found if times == 1 else found | {"slowest": round(max(seconds), 4)}


if __name__ == "__main__":
    main(*sys.argv[1:])
