"""Models through the object that a notebook holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.workbench import Workbench
from tests.models import people
from tests.shop import Rows


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), models={"customers": 300}) as opened:
        for table, rows in (("customers", people.customers()), ("receipts", people.receipts())):
            report = opened.load(table, written(workspace / f"{table}.csv", rows))
            assert report.rejected == 0
        opened.refresh(as_of="2018-01-01")
        yield opened


def written(path: Path, rows: Rows) -> Path:
    names = list(rows[0])
    lines = [",".join("" if row[name] is None else str(row[name]) for name in names) for row in rows]
    path.write_text("\n".join([",".join(names), *lines, ""]), encoding="utf-8")
    return path


def test_a_model_is_fitted_scored_and_asked_for_in_a_segment(wb: Workbench) -> None:
    assert "no models yet" in wb.models._repr_html_()
    fitted = wb.models.propensity("will_buy", folds=1, without=["city"])
    assert fitted.card.learnt_from.customers == 300
    assert wb.models.score("will_buy").customers == 400
    likely = wb.segments.count({"kind": "score", "model": "will_buy", "is": {"gte": 0.5}})
    assert 100 < likely < 300
    assert wb.lake.arrow(wb.models.scores("will_buy").count().as_table()).column(0)[0].as_py() == 400

    wb.models.clusters("types", k=3)
    wb.models.score("types")
    inside = [wb.segments.count({"kind": "score", "model": "types", "is": {"eq": k}}) for k in (1, 2, 3)]
    assert sum(inside) == 400

    assert list(wb.models) == ["types", "will_buy"]
    assert wb.models["will_buy"].describe() == fitted.describe()
    assert set(wb.models.cards) == {"types", "will_buy"}
    assert "will buy within 30 days" in wb.models._repr_html_()
    wb.models.delete("types")
    assert "types" not in wb.models


def test_look_alikes_of_a_segment_become_a_tag_and_so_a_segment(wb: Workbench) -> None:
    wb.segments.save("large_receipts", {"kind": "metric", "name": "average_receipt", "is": {"gte": 1200}})
    found = wb.models.lookalike("large_receipts", size=20, without=["average_receipt", "median_receipt"])
    assert wb.tags.put("like_large_receipts", found.ids) == 20
    both = {"kind": "tag", "name": "like_large_receipts"}
    assert wb.segments.count(both) == 20
    assert wb.segments.count({"kind": "all", "of": [both, {"kind": "in_segment", "name": "large_receipts"}]}) == 0
    assert wb.models.lookalike({"kind": "metric", "name": "visits", "is": {"gte": 30}}, size=5).segment.startswith(
        "visits"
    )


def test_look_alikes_of_nothing_are_refused_with_every_fault(wb: Workbench) -> None:
    wb.segments.save("sleeping", {"kind": "rfm", "r": 1})
    with pytest.raises(SpecError) as caught:
        wb.models.lookalike("sleepin", size=-1, features=["agee"])
    said = str(caught.value)
    assert "there is no segment called 'sleepin'; did you mean 'sleeping'?" in said
    assert "size" in said
    assert "did you mean 'age'?" in said


def test_an_unknown_model_is_refused_by_its_nearest_name(wb: Workbench) -> None:
    with pytest.raises(UnknownName, match="there is no model called 'x'; there are none yet"):
        wb.models.score("x")
