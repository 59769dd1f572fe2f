"""What is done with segments from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartcom_kernel import cli
from smartcom_kernel.core.person import user

WEEKLY = "recalculated: weekly\ncreated_on: 2017-05-01\n"


def smartcom(*args: str) -> str:
    done = CliRunner().invoke(cli.app, [*args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.fixture
def shop(workspace: Path, tmp_path: Path) -> str:
    smartcom("init", str(workspace))
    (tmp_path / "customers.csv").write_text("customer_id,city\n1,Казань\n2,\n3,Москва\n", encoding="utf-8")
    for name, text in (("kazan", "{eq: Казань}"), ("elsewhere", "{ne: Казань}")):
        condition = f"condition: {{kind: attribute, name: city, is: {text}}}\n"
        (workspace / "segments" / f"{name}.yml").write_text(WEEKLY + condition, encoding="utf-8")
    smartcom("load", "customers", str(tmp_path / "customers.csv"), "--workspace", str(workspace))
    return str(workspace)


def test_the_list_shows_a_faulty_segment_beside_the_others(shop: str) -> None:
    (Path(shop) / "segments" / "scored.yml").write_text("{kind: score, model: no, is: {gt: 1}}", encoding="utf-8")
    smartcom("refresh", "--as-of", "2018-01-01", "--workspace", shop)
    told = {line["name"]: line for line in json.loads(smartcom("segment", "list", "--workspace", shop, "--json"))}
    assert (told["kazan"]["customers"], told["kazan"]["recalculated"]) == (1, "weekly")
    assert (told["kazan"]["created_on"], told["kazan"]["recounted_at"]) == ("2017-05-01", "2018-01-01 00:00:00+00:00")
    assert told["scored"]["customers"] is None
    assert "no model with scores called 'no'" in told["scored"]["fault"]
    said = smartcom("segment", "list", "--workspace", shop)
    assert said.startswith("3 segments, 1 of them cannot be counted\n")
    assert (
        "kazan\n"
        "  customers: 1; of the base: 33.3%; of revenue: 0.0%; average receipt: –; total value: ₽0\n"
        "  city is Казань\n"
        "  created: 1 May 2017; updated: –; last recount: 1 Jan 2018, 00:00; recalculated: weekly\n"
    ) in said
    assert "scored\n  cannot be counted: there is no model with scores called 'no'" in said


def test_segments_are_recounted_by_hand_all_or_those_that_are_named(shop: str) -> None:
    smartcom("refresh", "--as-of", "2018-01-01", "--workspace", shop)
    said = smartcom("segment", "recount", "kazan", "--as-of", "2018-01-03", "--workspace", shop)
    assert said == "1 segment recounted as of 3 Jan 2018, 00:00; kazan 1 (+0 −0)\n"
    told = json.loads(smartcom("segment", "recount", "--workspace", shop, "--json"))
    assert told["segments"]["elsewhere"] == {"customers": 2, "entered": 2, "left": 0}
    told = json.loads(smartcom("segment", "history", "kazan", "--workspace", shop, "--json"))
    assert [row["customers"] for row in told["recounts"]] == [1, 1]
    said = smartcom("segment", "history", "elsewhere", "--workspace", shop)
    assert said.startswith("Segment elsewhere: 2 customers as of 1 Jan 2018, 00:00\n")
    assert "+2" in said


def test_an_export_is_said_and_logged(shop: str, tmp_path: Path) -> None:
    out = str(tmp_path / "kazan.csv")
    assert "Nothing has left the workspace yet" in smartcom("audit", "--workspace", shop)
    columns = ["--column", "customer_id", "--column", "email", "--column", "city"]
    said = smartcom("segment", "export", "kazan", "--out", out, *columns, "--workspace", shop)
    assert said.startswith(f"1 customer with 2 columns exported to {out}; personal data left out (email)")
    assert Path(out).read_text(encoding="utf-8-sig") == '"customer_id","city"\n"1","Казань"\n'
    [entry] = json.loads(smartcom("audit", "--workspace", shop, "--json"))
    assert (entry["who"], entry["segment"], entry["customers"], entry["path"]) == (user(), "kazan", 1, out)
    assert f"{user()}: export, kazan, 1 customer (customer_id, city) → {out}" in smartcom("audit", "--workspace", shop)
