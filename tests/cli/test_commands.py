"""What the command line prints and how it ends: 0 done, 1 refused with a sentence, 2 wrong use."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartcom_kernel import cli
from smartcom_kernel.cli.say import say
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.settings import FILE
from smartcom_kernel.workbench import Workbench

SEGMENT = "condition: {kind: attribute, name: city, is: {eq: Казань}}\n"


def smartcom(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, [*args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


@pytest.fixture
def shop(workspace: Path, tmp_path: Path) -> str:
    assert smartcom("init", str(workspace))[0] == 0
    (tmp_path / "customers.csv").write_text("customer_id,city\n1,Казань\n2,\n3,Москва\n", encoding="utf-8")
    (workspace / "segments" / "kazan.yml").write_text(SEGMENT, encoding="utf-8")
    assert smartcom("load", "customers", str(tmp_path / "customers.csv"), "--workspace", str(workspace))[0] == 0
    return str(workspace)


def test_init_makes_a_workspace_once_and_keeps_what_is_there(workspace: Path) -> None:
    (workspace / FILE).write_text('name = "Mine"\n', encoding="utf-8")
    made = json.loads(smartcom("init", str(workspace), "--json")[1])["made"]
    assert {"segments/", "notebooks/00_start_here.ipynb", "scheduled/schedule.yml"} <= set(made)
    (workspace / "notebooks" / "00_start_here.ipynb").write_text("mine")
    assert (workspace / FILE).read_text(encoding="utf-8") == 'name = "Mine"\n'
    assert json.loads(smartcom("init", str(workspace), "--json")[1])["made"] == []
    assert (workspace / "notebooks" / "00_start_here.ipynb").read_text() == "mine"


def test_load_prints_what_became_of_every_row(shop: str, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("customer_id,city\n3,Москва\n4,Пермь\n,Омск\n", encoding="utf-8")
    code, said = smartcom("load", "customers", str(tmp_path / "more.csv"), "--workspace", shop, "--json")
    told = json.loads(said)
    assert code == 0
    assert [told[k] for k in ("rows_in", "loaded", "unchanged", "rejected")] == [3, 1, 1, 1]
    assert Path(told["rejects"]).read_text(encoding="utf-8").count("\n") >= 2


def test_what_a_file_does_not_prove_can_be_stated(shop: str, tmp_path: Path) -> None:
    text = "receipt_id|customer_id|issued_at|total\n1|1|01/02/2018 03:00|1,500\n"
    (tmp_path / "receipts.csv").write_bytes(text.encode("utf-16-le"))
    stated = [
        "--encoding", "utf-16-le", "--delimiter", "|", "--dates", "DMY", "--decimal", ",", "--time-zone", "Asia/Tokyo",
    ]  # fmt: skip
    assert smartcom("load", "receipts", str(tmp_path / "receipts.csv"), *stated, "--workspace", shop)[0] == 0
    with Workbench.open(shop) as wb:
        (row,) = wb.lake.arrow(wb.tables.receipts.select("issued_at", "total")).to_pylist()
    assert (row["issued_at"], row["total"]) == (instant("2018-01-31T18:00Z"), Decimal("1.50"))


def test_refresh_and_segments_answer_in_sentences_and_in_json(shop: str) -> None:
    assert "3 customers" in smartcom("refresh", "--as-of", "2018-01-01", "--workspace", shop)[1]
    assert smartcom("segment", "count", "kazan", "--workspace", shop)[1].strip() == "1"
    told = json.loads(smartcom("segment", "list", "--workspace", shop, "--json")[1])
    assert [(s["name"], s["customers"]) for s in told] == [("kazan", 1)]
    assert "Казань" in smartcom("segment", "describe", "kazan", "--workspace", shop)[1]
    assert "SELECT" in smartcom("segment", "sql", "kazan", "--workspace", shop)[1]


def test_the_doctor_finds_nothing_wrong_with_a_good_workspace(shop: str) -> None:
    code, said = smartcom("doctor", "--workspace", shop, "--json")
    findings = {f["component"]: f for f in json.loads(said)}
    assert code == 0, said
    assert findings["segments"]["finding"] == "1 saved"
    assert "PostgreSQL" in findings["database"]["finding"]


def test_the_doctor_names_every_fault_and_what_to_do(workspace: Path) -> None:
    (workspace / FILE).write_text('curency = "USD"\n', encoding="utf-8")
    code, said = smartcom("doctor", "--workspace", str(workspace), "--json")
    faults = [f for f in json.loads(said) if not f["good"]]
    assert code == 1
    assert all("did you mean 'currency'" in f["remedy"] for f in faults)
    assert {f["component"] for f in faults} == {"settings", "database and lake"}


def test_the_doctor_says_how_to_make_an_absent_workspace(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        code, said = smartcom("doctor", "--workspace", str(folder), "--json")
        assert code == 1
        assert f"smartcom init {folder}" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["segment", "list"], ["refresh"], ["schedule", "due"], ["mailing", "report", "a"], ["deliver"], ["lab"],
        ["report", "management_summary"], ["load", "customers", __file__], ["run", __file__],
    ],
)  # fmt: skip
def test_looking_makes_no_workspace(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"is no workspace; make one with: smartcom init"):
        smartcom(*words, "--workspace", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_options_of_jupyterlab_are_passed_on_and_root_is_allowed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / FILE).touch()
    (workspace / "jupyterlab.py").write_text("import sys; sys.exit(sys.argv[3:] != ['--allow-root', '--no-browser'])")
    monkeypatch.chdir(workspace)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert smartcom("lab", "--workspace", ".", "--", "--no-browser")[0] == 0
    assert (workspace / "notebooks" / "00_start_here.ipynb").exists()


def test_jupyterlab_opens_on_the_workspace_and_shows_the_notebooks_first(workspace: Path) -> None:
    (workspace / FILE).touch()
    options = ["--no-browser", "--ServerApp.port=0"]
    command = [sys.executable, "-m", "smartcom_kernel.cli", "lab", "--workspace", str(workspace), "--", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as lab:
        assert lab.stderr is not None
        try:
            said = list(itertools.takewhile(lambda line: "/lab/tree/notebooks" not in line, lab.stderr))
        finally:
            os.killpg(lab.pid, signal.SIGKILL)
    assert any(line.endswith(f"Serving notebooks from local directory: {workspace}\n") for line in said)


def test_what_is_said_is_neither_wrapped_nor_decorated(
    shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = f":smile: [red]{'long ' * 40}[/red]"
    say(sentence, as_json=False)
    assert capsys.readouterr().out == f"{sentence}\n"
    condition = {"kind": "attribute", "name": "city", "is": {"eq": "a " * 80 + ":smile:"}}
    (Path(shop) / "segments" / "odd.yml").write_text(json.dumps({"condition": condition}), encoding="utf-8")
    assert "a " * 80 + ":smile:" in smartcom("segment", "sql", "odd", "--workspace", shop)[1]


def test_schedules_are_listed_with_their_next_moment(shop: str) -> None:
    assert "There are no schedules yet" in smartcom("schedule", "list", "--workspace", shop)[1]
    entry = "winback: {notebook: winback.ipynb, when: 0 10 * * MON}\n"
    (Path(shop) / "scheduled" / "schedule.yml").write_text(entry, encoding="utf-8")
    told = json.loads(smartcom("schedule", "list", "--workspace", shop, "--json")[1])
    assert told[0]["schedule"] == "winback"
    assert told[0]["next_at"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["segment", "count", "kasan"], "there is no segment called 'kasan'; did you mean 'kazan'?"),
        (["report", "managment_summary"], "did you mean 'management_summary'?"),
        (["mailing", "report", "spring"], "'spring' was never planned"),
        (["load", "customers", __file__, "--dates", "FOO"], "date: must be 'DMY', 'MDY' or 'YMD', not 'FOO'"),
        (["load", "customers", __file__, "--decimal", "x"], "decimal: must be '.' or ',', not 'x'"),
        (["load", "customers", __file__, "--time-zone", "Moscow"], "there is no time zone 'Moscow'"),
        (["load", "customers", __file__, "--encoding", "cp9"], "there is no encoding 'cp9'"),
        (["load", "customers", __file__, "--delimiter", "::"], "must have a length of at most 1, not 2"),
        (["refresh", "--as-of", "yesterday"], "'yesterday' is not an ISO date or instant"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_1(
    shop: str, words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["smartcom", *words, "--workspace", shop])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


def test_wrong_use_is_exit_code_2(shop: str) -> None:
    assert CliRunner().invoke(cli.app, ["load"]).exit_code == 2
    assert CliRunner().invoke(cli.app, ["segment", "count", "kazan", "--nope", shop]).exit_code == 2
