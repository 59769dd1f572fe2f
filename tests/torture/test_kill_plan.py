"""kill -9 while a mailing is planned: everybody is planned at once or nobody is, and nobody twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.mailings.plan import plan
from smartcom_kernel.state.connect import State
from tests.mailings.shop import NOW, TEMPLATES, mailing, shop, somebody
from tests.torture.arena import ROOT, chosen_seed

PEOPLE = 20_000


def planned(state: State, occasion: str) -> tuple[int, int]:
    """How many rows a sending has, and for how many people."""
    with state.transaction() as connection:
        row = connection.execute(
            "SELECT count(*) AS n, count(DISTINCT customer_id) AS people "
            "FROM messages JOIN sendings USING (sending_id) WHERE occasion = %s",
            [occasion],
        ).fetchone()
    assert row is not None
    return row["n"], row["people"]


@pytest.mark.torture
def test_twelve_kills_of_planners_leave_everybody_or_nobody_and_the_next_plan_completes_it(
    lake: Lake, state: State, workspace: Path, database: str
) -> None:
    tables = shop(lake, [somebody(n) for n in range(PEOPLE)])
    chance = random.Random(chosen_seed())
    for number in range(12):
        occasion = f"day {number}"
        command = [sys.executable, "-m", "tests.torture.planner", str(workspace), database, occasion]
        planner = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert planner.stdout is not None
        assert planner.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 1))
        planner.kill()
        planner.communicate()
        left = planned(state, occasion)
        assert left in [(0, 0), (PEOPLE, PEOPLE)]
        report = plan(lake, state, tables, mailing(), occasion=occasion, templates=TEMPLATES, now=NOW)
        assert (report.people, report.already) == (PEOPLE, left != (0, 0))
        assert planned(state, occasion) == (PEOPLE, PEOPLE)
