"""The main job, told of a small sample shop by the very command that users type, with an embedded server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import nbclient
import nbformat
import pytest

from smartcom_kernel.core.definitions import Definitions
from smartcom_kernel.runner.schedule import read_schedules
from smartcom_kernel.shipped import NOTEBOOKS
from smartcom_kernel.state.messages import MessageState
from smartcom_kernel.state.server import SYSTEM_PLACE
from smartcom_kernel.workbench import Workbench
from widgets.kept import FOLDER

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


@pytest.mark.torture
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


SEGMENTS = "03_segments.ipynb"
MAILINGS = "04_mailing.ipynb"
SHOWN = {"application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json"}


def executed(folder: Path, name: str) -> Any:
    """The workspace's copy of a notebook, run with the state of its widgets kept, as other tools than ours do."""
    copies = folder / "notebooks"
    notebook = nbformat.read(copies / name, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(copies)}}).execute()
    assert not (copies / ".smartcom").exists()
    assert len(nbformat.writes(notebook)) < 1_000_000
    return notebook


def outputs(notebook: Any) -> list[dict[str, Any]]:
    return [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize("name", sorted({path.name for path in NOTEBOOKS.glob("*.ipynb")} - {SEGMENTS, MAILINGS}))
def test_the_workspaces_notebooks_find_it_and_run(shop: Shop, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMARTCOM_WORKSPACE", raising=False)
    notebook = executed(shop[0], name)
    assert len([output for output in outputs(notebook) if SHOWN & set(output)]) >= 3


BUILT: dict[str, Any] = {
    "kind": "did",
    "what": {"kind": "receipts", "where": {"total": {"gte": 500}}},
    "count": {"gte": 3},
}
CLICKED: dict[str, Any] = {"kind": "rfm", "r": [4, 5], "f": [5]}
KEPT: dict[str, dict[str, Any]] = {
    "segment_builder": {"spec": BUILT},
    "rfm_matrix": {"tab": "RF", "cells": {"RF": [[4, 5], [5, 5]]}},
    "segment_list": {"chosen": ["slipping", "tour_best"]},
}


def test_the_notebook_of_segments_runs_again_and_counts_what_was_clicked_as_the_kernel_does(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was clicked the last time is kept in the workspace; four widgets with all their state stay below 1 MB."""
    monkeypatch.delenv("SMARTCOM_WORKSPACE", raising=False)
    monkeypatch.delenv("SMARTCOM_DATABASE_URL", raising=False)
    folder = shop[0]
    executed(folder, SEGMENTS)
    for name, question in KEPT.items():
        Definitions(folder / FOLDER, "widget").write(name, question)
    notebook = executed(folder, SEGMENTS)
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert len([state for state in states if "shown" in state["state"]]) == 4
    said = " ".join(output.get("text/html", "") for output in outputs(notebook))
    with Workbench.open(folder) as wb:
        assert 0 < wb.segments.count(BUILT) < 400
        assert escape(wb.segments.summary(BUILT).describe()) in said
        assert escape(wb.segments.summary(CLICKED).describe()) in said
        assert {"tour_regulars", "tour_best"} <= set(wb.segments)


def test_the_notebook_of_mailings_goes_from_a_segment_to_what_it_brought(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom the dry run foretells are written to, into the mailbox alone, and once however often it is planned."""
    monkeypatch.delenv("SMARTCOM_WORKSPACE", raising=False)
    monkeypatch.delenv("SMARTCOM_DATABASE_URL", raising=False)
    folder = shop[0]
    notebook = executed(folder, MAILINGS)
    assert len([output for output in outputs(notebook) if SHOWN & set(output)]) == 5
    said = " ".join(output.get("text/html", "") for output in outputs(notebook))
    assert "is planned; people: " in said
    assert "everybody is accounted for" in said
    with Workbench.open(folder) as wb:
        [line] = wb.mailings.list(text="tour_letter")
        control = wb.mailings.report("tour_letter").count(MessageState.SKIPPED, variant="control")
        assert f'<td>= will be written to</td><td style="text-align: right">{line.recipients}</td>' in said
        assert line.status.value == "sent"
        assert 0 < line.sent == line.recipients < line.people < 400
        assert 0.1 * line.people < control < 0.3 * line.people
        assert line.receipts == wb.mailings.credited_by_day("tour_letter")["receipts"].sum() > 0
        assert wb.mailings.send("tour_letter", occasion=line.occasion, replay=True).already
