from __future__ import annotations

import csv

from tests.intake.conftest import Take


def test_the_rejects_file_tells_row_field_value_and_reason_and_runs_nothing(take: Take) -> None:
    bad = ["=1+1", "+7", "-1+1", "@SUM(A1)", '"\t=1"', "＝1", '"two\nlines, ""quoted"""', "maybe"]
    report = take(
        "receipts", "receipt_id,issued_at,total,paid\n" + "".join(f"R{n},2024-01-31,1,{b}\n" for n, b in enumerate(bad))
    )
    assert report.rejected == len(bad)
    assert report.rejects is not None
    assert report.rejects.stat().st_mode & 0o777 == 0o600
    with report.rejects.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["file", "row", "line", "field", "value", "reason"]
    assert [line["value"] for line in lines] == [
        "'=1+1", "'+7", "'-1+1", "'@SUM(A1)", "'=1", "'＝1", 'two\nlines, "quoted"', "maybe",
    ]  # fmt: skip
    assert [(line["file"], line["row"], line["line"]) for line in lines[-2:]] == [
        ("rows.csv", "7", "8"),
        ("rows.csv", "8", "10"),
    ]


def test_the_same_file_again_gives_the_same_rejects_file(take: Take) -> None:
    text = "receipt_id,issued_at,total\nR1,x,1\n"
    first, second = take("receipts", text), take("receipts", text, "other.csv")
    assert first.rejects == second.rejects
    assert take("receipts", "receipt_id,issued_at,total\nR1,2024-01-31,1\n").rejects is None
