"""Loads beside loads, and loads that are killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PROGRAM = r'''
import json
import os
import sys
from pathlib import Path
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake.load import load
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State
from tests.attempts import Attempts

workspace, files = Path(sys.argv[1]), sys.argv[2:]
SEEN = "SELECT count(*), count(DISTINCT total), coalesce(max(total), 0)::INTEGER FROM lake.main.receipts"

def attempt(file, prepared):
    """Open the lake, say what is in it, wait for the word, load, say what became of the rows."""
    state = State.open(workspace, os.environ["SMARTCOM_DATABASE_URL"])
    lake = Lake(state.dsn, workspace / "lake")
    say(lake.rows(SEEN)[0])
    prepared()
    report = load(lake, state, "receipts", file, settings=Settings(), rejects_folder=workspace / "rejects")
    say([report.rows_in, report.loaded, report.unchanged])
    lake.close()
    state.close()

def say(line):
    os.write(1, (json.dumps(line) + "\n").encode())

loads = Attempts(attempt)
'''


def receipts(folder: Path, version: int, rows: int) -> Path:
    path = folder / f"{version}.parquet"
    ids = pa.array([f"R{n:06}" for n in range(rows)])
    moment = pa.array([1_700_000_000] * rows, pa.int64()).cast(pa.timestamp("s", "UTC"))
    customers = pa.array([f"C{n % 1000}" for n in range(rows)])
    totals = pa.array([version] * rows)
    pq.write_table(pa.table({"receipt_id": ids, "customer_id": customers, "issued_at": moment, "total": totals}), path)
    return path


def said(program: str, workspace: Path, files: list[Path]) -> list[list[int]]:
    """What the attempts of a program say: what they found in the lake, and what became of the rows they loaded."""
    command = [sys.executable, "-c", PROGRAM + program, str(workspace), *map(str, files)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_of_two_processes_that_load_the_same_rows_at_once_one_finds_them_there(workspace: Path, tmp_path: Path) -> None:
    path = receipts(tmp_path, 1, 5_000)
    lines = said("loads.whole(files[0], files[0])\nloads.whole(files[0])", workspace, [path])
    reports = sorted(line for line in lines if line[0] == sum(line[1:]))
    assert reports == [[0, 0, 0], [0, 0, 0], [5_000, 0, 5_000], [5_000, 0, 5_000], [5_000, 5_000, 0]]
    assert [5_000, 1, 1] in lines


@pytest.mark.torture
def test_a_killed_load_leaves_the_old_version_or_the_new_never_a_mixture(workspace: Path, tmp_path: Path) -> None:
    rows, kills = 5_000, 6
    files = [receipts(tmp_path, version, rows) for version in range(1, kills + 3)]
    program = f"""
lasts = loads.whole(files[0])
for n, file in enumerate(files[1:-1]):
    loads.killed(file, lasts * n / {kills})
loads.whole(files[-1])
"""
    lines = said(program, workspace, files)
    seen = [line for line in lines if line[1] <= 1]
    assert lines[0] == [0, 0, 0]
    assert all(line[:2] == [rows, 1] for line in seen[1:])
    versions = [line[2] for line in seen[1:]]
    assert versions == sorted(versions)
    assert lines[-1] == [rows, rows, 0]
    assert not list((workspace / ".smartcom" / "spill").glob("spill-*/load-*"))
