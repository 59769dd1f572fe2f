from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcom_kernel.core import plugins
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.plugins import load_plugins
from smartcom_kernel.metrics.metric import METRICS

METRIC = '''
from smartcom_kernel.metrics.aggregates import TOTAL
from smartcom_kernel.metrics.metric import METRICS, Metric


@METRICS.register
class Spent(Metric):
    """What was spent."""

    kind = "spent"
    unit = "money"
    type = "money"
    en = "spent"
    ru = "потрачено"
    meaning_ru = "Сколько потрачено"
    needs = (TOTAL,)

    def finish(self, known):
        """The total."""
        return known.total
'''


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The plug-ins of a workspace; the process forgets them afterwards."""
    (tmp_path / "plugins").mkdir()
    yield tmp_path / "plugins"
    load_plugins(tmp_path / "another")


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(SpecError) as error:
        load_plugins(folder.parent)
    return str(error.value)


def test_files_are_imported_in_the_order_of_their_names_and_leave_nothing_in_the_folder(folder: Path) -> None:
    write(
        folder, b="", a="from smartcom_plugins.shared import PRICE\nassert PRICE == 5", shared="PRICE = 5", spent=METRIC
    )
    names = [f"smartcom_plugins.{name}" for name in ("a", "b", "shared", "spent")]
    assert load_plugins(folder.parent) == names
    assert "spent" in METRICS
    assert sorted(file.name for file in folder.iterdir()) == ["a.py", "b.py", "shared.py", "spent.py"]


def test_a_folder_that_is_not_there_has_no_plugins(tmp_path: Path) -> None:
    assert load_plugins(tmp_path) == []


def test_opening_again_takes_a_changed_file_in_place_of_the_old_one_and_forgets_a_deleted_one(folder: Path) -> None:
    write(folder, spent=METRIC)
    load_plugins(folder.parent)
    write(folder, spent=METRIC.replace('en = "spent"', 'en = "payed"'))  # as long as before, and within a second
    load_plugins(folder.parent)
    assert METRICS["spent"].en == "payed"
    (folder / "spent.py").unlink()
    load_plugins(folder.parent)
    assert "spent" not in METRICS
    assert "smartcom_plugins.spent" not in sys.modules


def test_another_workspace_brings_its_own_plugins_and_the_first_ones_leave(folder: Path, tmp_path: Path) -> None:
    write(folder, spent=METRIC)
    load_plugins(folder.parent)
    other = tmp_path / "other"
    (other / "plugins").mkdir(parents=True)
    write(other / "plugins", spent=METRIC.replace('kind = "spent"', 'kind = "paid"'))
    load_plugins(other)
    assert ("spent" in METRICS, "paid" in METRICS) == (False, True)


def test_all_faulty_files_are_named_at_once_with_the_line_and_nothing_changes(folder: Path) -> None:
    write(folder, spent=METRIC)
    load_plugins(folder.parent)
    before, sources = METRICS["spent"], plugins.sources()
    write(
        folder,
        spent=METRIC.replace("What was spent.", "What was paid."),
        broken="x = 1\ny = = 2\n",
        unknown="import math\n\nmath.no_such_thing\n",
        twice=METRIC.replace('"spent"', '"revenue"'),
        leaves="raise SystemExit(3)\n",
    )
    assert refused(folder).splitlines() == [
        "plugins: 4 faults",
        "  broken.py, line 2: SyntaxError: invalid syntax",
        "  leaves.py, line 1: SystemExit: 3",
        "  twice.py, line 6: there is already a metric of kind 'revenue': smartcom_kernel.metrics.revenue",
        "  unknown.py, line 3: AttributeError: module 'math' has no attribute 'no_such_thing'",
    ]
    assert METRICS["spent"] is before
    assert plugins.sources() == sources
    assert "smartcom_plugins.leaves" not in sys.modules


def test_two_files_cannot_bring_the_same_kind(folder: Path) -> None:
    write(folder, one=METRIC, two=METRIC)
    assert "two.py, line 6: there is already a metric of kind 'spent': smartcom_plugins.one" in refused(folder)
    assert "spent" not in METRICS


def test_a_block_says_what_it_lacks_before_anybody_asks_for_it(folder: Path) -> None:
    write(folder, spent=METRIC.replace('    """What was spent."""\n', "").replace('    unit = "money"\n', ""))
    assert "spent.py, line 6: Spent lacks unit, a docstring" in refused(folder)
    assert "spent" not in METRICS


def test_a_file_whose_name_is_no_name_is_refused(folder: Path) -> None:
    (folder / "my-metric.py").write_text("", encoding="utf-8")
    assert "my-metric.py: is no name of a module: letters, digits and underscores make one" in refused(folder)


def test_an_editors_own_files_are_left_alone(folder: Path) -> None:
    (folder / ".#spent.py").write_text("what is this", encoding="utf-8")
    assert load_plugins(folder.parent) == []
