"""The main job, told of a small sample shop by the very command that users type, with an embedded server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import nbclient
import nbformat
import pytest

from smartcom_kernel.runner.schedule import read_schedules
from smartcom_kernel.shipped import NOTEBOOKS
from smartcom_kernel.state.server import SYSTEM_PLACE

CUSTOMERS = 400
SMARTCOM = (sys.executable, "-m", "smartcom_kernel.cli")


def smartcom(*args: str) -> subprocess.CompletedProcess[str]:
    command = [*SMARTCOM, *args]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=400, check=False)


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("SMARTCOM_")}


def demo(folder: Path) -> dict[str, Any]:
    done = smartcom("demo", "--customers", str(CUSTOMERS), "--workspace", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    yield folder, demo(folder)
    shutil.rmtree(SYSTEM_PLACE / (folder / ".smartcom" / "id").read_text(), ignore_errors=True)


Shop = tuple[Path, dict[str, Any]]


def sentence(told: dict[str, Any], step: str) -> str:
    return next(s["sentence"] for s in told["steps"] if s["name"] == step)


def received(folder: Path) -> list[str]:
    log = folder / "mailbox" / "smtp.jsonl"
    return [json.loads(line)["to"][0] for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_first_time_everything_is_done_and_everybody_is_accounted_for(shop: Shop) -> None:
    folder, told = shop
    assert not told["again"]
    assert "400 rows in, 400 loaded" in sentence(told, "load customers")
    assert "everybody is accounted for" in sentence(told, "delivery")
    assert all(Path(path).exists() for path, _ in told["files"])
    assert len(list((folder / "segments").glob("*.yml"))) == 2
    assert [schedule.name for schedule in read_schedules(folder / "scheduled", "UTC")] == ["winback"]


def test_the_second_time_nothing_is_done_twice(shop: Shop) -> None:
    folder, told = shop
    before = received(folder)
    again = demo(folder)
    assert again["again"]
    assert [step["name"] for step in again["steps"]] == [step["name"] for step in told["steps"]]
    assert sentence(again, "files") == "sample of 400: loaded before, none written"
    assert sentence(again, "load customers") == "customers: 400 rows, loaded before"
    assert "were there already" in sentence(again, "refresh")
    assert received(folder) == before
    assert len(set(before)) == len(before)


def test_a_demo_that_is_killed_while_it_loads_goes_on_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    command = [*SMARTCOM, "demo", "--customers", str(CUSTOMERS), "--workspace", str(folder)]
    with subprocess.Popen(command, env=environment(), text=True, stdout=DEVNULL, stderr=PIPE) as process:
        assert process.stderr is not None
        assert any("load customers:" in line for line in process.stderr)
        process.kill()
    told = demo(folder)
    assert not told["again"]
    assert "400 rows in, 0 loaded, 400 unchanged" in sentence(told, "load customers")
    assert "everybody is accounted for" in sentence(told, "delivery")
    assert not (folder / ".smartcom" / "incoming").exists()
    shutil.rmtree(SYSTEM_PLACE / (folder / ".smartcom" / "id").read_text(), ignore_errors=True)


def test_another_shop_does_not_get_into_the_same_workspace(shop: Shop) -> None:
    done = smartcom("demo", "--customers", str(CUSTOMERS + 1), "--workspace", str(shop[0]))
    assert done.returncode == 1
    assert "choose another --workspace" in done.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_the_workspaces_notebooks_find_it_and_run(shop: Shop, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMARTCOM_WORKSPACE", raising=False)
    copies = shop[0] / "notebooks"
    notebook = nbformat.read(copies / name, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(copies)}}).execute()
    assert not (copies / ".smartcom").exists()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "application/vnd.plotly.v1+json" in output.get("data", {})]
    assert len(pictures) >= 3
    assert len(nbformat.writes(notebook)) < 1_000_000
