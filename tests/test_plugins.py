"""A metric of the user's own, from the page that tells how to write one to everything that shows metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from smartcom_kernel import shipped
from smartcom_kernel.catalogue import catalogue
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.plugins import load_plugins
from smartcom_kernel.metrics.stored import AGGREGATE_TABLE
from smartcom_kernel.templates import variables
from smartcom_kernel.workbench import Workbench
from tests.house.house import read

RECEIPTS = """receipt_id,customer_id,issued_at,total
R1,C1,2016-12-01T10:00:00Z,300.00
R2,C1,2017-12-20T10:00:00Z,100.00
R3,C2,2017-11-01T10:00:00Z,50.00
"""


def examples(text: str) -> list[str]:
    return [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "METRICS.register" in block]


EXAMPLE = examples(read("docs/guide/metrics-and-rfm.md"))[0]


@pytest.fixture
def plugins(workspace: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of a workspace that has receipts; the process forgets its plug-ins afterwards."""
    folder = workspace / "plugins"
    folder.mkdir()
    (tmp_path / "receipts.csv").write_text(RECEIPTS, encoding="utf-8")
    with opened(workspace) as wb:
        wb.load("receipts", tmp_path / "receipts.csv")
        wb.refresh(as_of="2018-01-01")
    yield folder
    load_plugins(tmp_path / "another")


def opened(workspace: Path) -> Workbench:
    return Workbench.open(workspace, clock=FixedClock("2018-01-02"))


def values(wb: Workbench, name: str) -> dict[str, Decimal]:
    rows = wb.lake.arrow(wb.metrics.select("customer_id", name)).to_pylist()
    return {row["customer_id"]: row[name] for row in rows}


def test_a_new_workspace_and_the_guide_show_the_same_example() -> None:
    assert examples(shipped.PLUGINS) == [EXAMPLE]


def test_a_metric_of_ones_own_is_wherever_metrics_are(workspace: Path, plugins: Path) -> None:
    (plugins / "largest_receipt.py").write_text(EXAMPLE, encoding="utf-8")
    with opened(workspace) as wb:
        assert wb.refresh(as_of="2018-01-01").recomputed == 2
        assert values(wb, "largest_receipt") == {"C1": 300, "C2": 50}
        assert values(wb, "largest_receipt_last_365_days") == {"C1": 100, "C2": 50}
        kept = wb.lake.rows(f"SELECT customer_id, largest_total FROM lake.main.{AGGREGATE_TABLE} ORDER BY 1")
        assert kept == [("C1", 300), ("C2", 50)]
        big = {"kind": "metric", "name": "largest_receipt", "within_days": 365, "is": {"gte": 100}}
        assert wb.segments.count(big) == 1
        assert "largest receipt" in wb.segments.describe(big)
        assert "client.metrics.largest_receipt" in variables.catalogue(wb.settings.metrics)
    [entry] = [entry for entry in catalogue("metric") if entry["kind"] == "largest_receipt"]
    assert entry["help"] == "The largest total of a receipt."


def test_a_change_of_its_code_computes_everybody_anew_also_where_the_class_stays_the_same(
    workspace: Path, plugins: Path
) -> None:
    file = plugins / "largest_receipt.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    with opened(workspace) as wb:
        wb.refresh(as_of="2018-01-01")
    with opened(workspace) as wb:
        assert not wb.refresh(as_of="2018-01-01").changed
    file.write_text(EXAMPLE.replace("r.total.max(", "r.total.min("), encoding="utf-8")
    with opened(workspace) as wb:
        assert values(wb, "largest_receipt") == {"C1": 100, "C2": 50}
        assert wb.refresh(as_of="2018-01-01").recomputed == 2
        assert values(wb, "largest_receipt") == {"C1": 100, "C2": 50}


def test_a_faulty_plugin_keeps_the_workspace_closed_and_says_where_it_is(workspace: Path, plugins: Path) -> None:
    (plugins / "largest_receipt.py").write_text(EXAMPLE.replace("Aggregate(", "Agregate("), encoding="utf-8")
    with pytest.raises(SpecError, match=r"largest_receipt.py, line 8: NameError: name 'Agregate' is not defined"):
        opened(workspace)
