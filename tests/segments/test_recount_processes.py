"""Recounts beside recounts, and recounts that are killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smartcom_kernel.lake.connect import Lake

PEOPLE = 3_000
PROGRAM = r'''
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.recount import recount
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state.connect import State
from tests.attempts import Attempts

workspace = Path(sys.argv[1])

def attempt(n, prepared):
    """Open the lake, wait for the word, recount a segment of every third city as of day n."""
    state = State.open(workspace, os.environ["SMARTCOM_DATABASE_URL"])
    lake = Lake(state.dsn, workspace / "lake")
    third = {"kind": "attribute", "name": "city", "is": {"eq": f"city{n % 3}"}}
    tables = Tables(lake, datetime(2017, 10, 1, tzinfo=UTC) + timedelta(days=n))
    prepared()
    recount(lake, state, tables, [Segment.parse("third", third)])
    lake.close()
    state.close()

recounts = Attempts(attempt)
'''


def run(program: str, workspace: Path) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM + program, str(workspace)], check=True, timeout=120)


def people(lake: Lake) -> None:
    lake.run(
        "INSERT INTO lake.main.customers (customer_id, city) "
        f"SELECT 'C' || n, 'city' || n % 3 FROM range({PEOPLE}) AS t (n)"
    )


def kept(lake: Lake) -> list[tuple[int, int, int]]:
    """Of each moment in history or recounts: the day, how many the recount says are inside, how many history says."""
    return lake.rows(
        "WITH moved AS (SELECT as_of, sum(if(inside, 1, -1)) AS net FROM lake.main.segment_history GROUP BY as_of) "
        "SELECT day(as_of)::INTEGER - 1, customers::INTEGER, (sum(coalesce(net, 0)) OVER (ORDER BY as_of))::INTEGER "
        "FROM lake.main.segment_recounts FULL JOIN moved USING (as_of) ORDER BY as_of"
    )


def test_processes_that_recount_at_once_take_turns(lake: Lake, workspace: Path) -> None:
    people(lake)
    run("recounts.whole(1, 2, 1, 3)", workspace)
    assert kept(lake) == [(1, 1000, 1000), (2, 1000, 1000), (3, 1000, 1000)]
    [(rows,)] = lake.rows("SELECT count(*) FROM lake.main.segment_history")
    assert rows == 1000 + 2000 + 2000


@pytest.mark.torture
def test_a_killed_recount_leaves_all_of_it_or_nothing(lake: Lake, workspace: Path) -> None:
    people(lake)
    kills = 6
    program = f"""
lasts = recounts.whole(0)
for n in range(1, {kills}):
    recounts.killed(n, lasts * n / {kills})
recounts.whole({kills})
"""
    run(program, workspace)
    found = kept(lake)
    assert {found[0][0], found[-1][0]} == {0, kills}
    assert [row[1:] for row in found] == [(1000, 1000)] * len(found)
    [(last,)] = lake.rows("SELECT max(as_of) FROM lake.main.segment_recounts")
    assert last == datetime(2017, 10, 1 + kills, tzinfo=UTC)
