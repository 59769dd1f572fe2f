"""The RFM matrix without a browser: what it shows, what becomes of a click, and that it equals its twin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.runner.notebook import run
from smartcom_kernel.state.runs import RunState
from smartcom_kernel.workbench import Workbench
from tests.widgets.clicks import act, ask, order
from widgets.kept import FOLDER
from widgets.rfm_matrix import RFMMatrix

MARK = [[2, 3], [2, 4], [3, 3], [3, 4], [5, 5]]


@pytest.fixture(scope="module")
def widget(shop: Workbench) -> RFMMatrix:
    """One for all tests that only choose; each says what."""
    return RFMMatrix(shop)


@pytest.mark.parametrize(("tab", "rows", "columns"), [("RF", "R", "F"), ("RM", "R", "M"), ("FM", "F", "M")])
def test_each_tab_shows_the_cells_and_borders_of_its_twin(
    wb: Workbench, widget: RFMMatrix, tab: str, rows: Any, columns: Any
) -> None:
    ask(widget, segment="")
    shown, twin = widget.shown["matrices"][tab], wb.rfm().matrix(rows, columns)
    assert [row["customers"] for row in shown["cells"]] == twin.customers.to_numpy().tolist()
    assert [row["share"] for row in shown["cells"]] == twin.share_of_revenue.to_numpy().tolist()
    assert [row["group"] for row in shown["cells"]] == twin.names.to_numpy().tolist()
    assert shown["row_borders"] == list(twin.row_borders.values())
    assert shown["column_borders"] == list(twin.column_borders.values())


@pytest.mark.parametrize(
    ("cells", "spec"),
    [
        ([], None),
        ([[2, 3]], {"kind": "rfm", "r": 2, "f": 3}),
        ([[2, 3], [2, 4]], {"kind": "rfm", "r": 2, "f": [3, 4]}),
        (MARK, {"kind": "any", "of": [{"kind": "rfm", "r": [2, 3], "f": [3, 4]}, {"kind": "rfm", "r": 5, "f": 5}]}),
    ],
)
def test_chosen_cells_become_the_shortest_condition_that_says_them(
    widget: RFMMatrix, cells: list[list[int]], spec: dict[str, Any] | None
) -> None:
    ask(widget, tab="RF", cells={"RF": cells}, segment="")
    assert widget.spec == spec


@pytest.mark.parametrize("tab", ["RF", "RM", "FM"])
@pytest.mark.parametrize("segment", ["", "late"])
def test_the_condition_finds_as_many_as_the_cells_hold(
    wb: Workbench, widget: RFMMatrix, tab: str, segment: str
) -> None:
    ask(widget, tab=tab, cells={tab: MARK}, segment=segment)
    selection = widget.shown["selection"]
    assert widget.error == ""
    assert wb.segments.count(widget.spec or {}) == selection["customers"] > 0
    assert len(selection["first"]) == min(selection["customers"], 10)
    assert selection["sentence"] == wb.segments.describe(widget.spec or {})


def test_inside_a_segment_the_borders_are_its_own(wb: Workbench, widget: RFMMatrix) -> None:
    ask(widget, segment="late")
    matrix = wb.rfm(segment="late").matrix("R", "F")
    assert widget.shown["customers"] == 15
    assert widget.shown["matrices"]["RF"]["row_borders"] == list(matrix.row_borders.values())


def test_of_many_the_first_are_listed_by_what_they_spent(widget: RFMMatrix) -> None:
    ask(widget, tab="RF", cells={"RF": [[r, f] for r in range(1, 6) for f in range(1, 6)]}, segment="")
    selection = widget.shown["selection"]
    assert (selection["customers"], len(selection["first"]), selection["share"]) == (25, 10, 1.0)
    assert selection["first"][0] == {
        "customer_id": "C55", "group": "loyal", "scores": "R5 F5 M5", "recency_days": 69, "frequency": 5,
        "monetary": "$2,527.50",
    }  # fmt: skip


def test_running_the_cell_again_restores_the_choice(wb: Workbench) -> None:
    ask(RFMMatrix(wb), tab="RM", cells={"RM": [[5, 5]]}, segment="late")
    again = RFMMatrix(wb)
    assert again.spec == {"kind": "rfm", "r": 5, "m": 5, "segment": "late"}
    assert RFMMatrix(wb, name="another").spec is None


def test_a_choice_within_a_segment_that_is_gone_says_so_and_begins_anew(wb: Workbench) -> None:
    ask(RFMMatrix(wb), cells={"RF": [[5, 5]]}, segment="late")
    wb.segments.delete("late")
    again = RFMMatrix(wb)
    assert "late" in again.error
    assert (again.spec, again.shown["customers"]) == (None, 25)


def test_a_kept_choice_that_cannot_be_is_named_and_left_behind(wb: Workbench) -> None:
    file = wb.folder / FOLDER / "spoilt.yml"
    file.parent.mkdir(parents=True)
    file.write_text("cells: {RF: [[6, 1]]}\n", encoding="utf-8")
    widget = RFMMatrix(wb, name="spoilt")
    assert "cells.RF[0][0]: must be at most 5, not 6" in widget.error
    assert (widget.spec, widget.shown["customers"]) == (None, 25)


def test_where_no_cell_is_chosen_nothing_is_done(wb: Workbench, widget: RFMMatrix) -> None:
    ask(widget, tab="RF", cells={}, segment="")
    act(widget, "save_segment", name="nobody")
    assert (widget.error, list(wb.segments)) == ("Nobody is chosen.", ["late"])


def test_a_fault_of_ours_is_read_in_the_widget_and_logged(widget: RFMMatrix, caplog: pytest.LogCaptureFixture) -> None:
    order(widget, "buy_a_yacht")
    assert widget.error == "KeyError: 'buy_a_yacht'"
    assert "Traceback" in caplog.text


def test_it_speaks_russian_where_it_is_asked_to(wb: Workbench) -> None:
    widget = RFMMatrix(wb, lang="ru")
    ask(widget, tab="RF", cells={"RF": [[5, 5]]}, segment="")
    assert widget.shown["groups"]["at_risk"] == "в зоне риска"
    assert widget.shown["selection"]["sentence"] == "в ячейке RFM R5 F5"
    assert widget.shown["matrices"]["RF"]["column_borders"][4] == "5 визитов"


def test_an_empty_workspace_shows_that_there_is_nobody(workspace: Path) -> None:
    with Workbench.open(workspace) as wb:
        assert RFMMatrix(wb).shown["customers"] == 0


@pytest.mark.parametrize("why", ["", "there is no Node.js"])
def test_without_its_bundle_a_widget_says_what_to_run(
    wb: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """The installation leaves the reason where it could not bundle."""
    monkeypatch.setattr("widgets.widget.BUNDLES", tmp_path)
    if why:
        (tmp_path / "why_not.txt").write_text(why, encoding="utf-8")
    with pytest.raises(SetupError, match=why or "run `python widgets/frontend/bundle.py`"):
        RFMMatrix(wb)


@pytest.mark.torture
def test_an_executed_notebook_of_four_widgets_stays_below_a_megabyte(
    wb: Workbench, stocked: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTCOM_DATABASE_URL", stocked[1])
    start = "import smartcom_kernel as sc\nfrom widgets.rfm_matrix import RFMMatrix\nwb = sc.open()"
    cells = [start, *(f'RFMMatrix(wb, name="w{n}")' for n in range(4))]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells], metadata=kernel)
    nbformat.write(notebook, tmp_path / "four.ipynb")
    done = run(wb.state, wb.folder, tmp_path / "four.ipynb", {}, settings=wb.settings)
    assert (done.state, done.error) == (RunState.SUCCEEDED, "")
    assert done.output is not None
    executed = done.output.read_text(encoding="utf-8")
    assert executed.count("application/vnd.jupyter.widget-view+json") == 4
    assert len(executed) < 1_000_000
