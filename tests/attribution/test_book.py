from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.attribution.book import Model
from smartcom_kernel.attribution.last_touch import LastTouch
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State
from smartcom_kernel.workbench import Workbench
from tests.attribution.shop import AS_OF, fill, send

WINBACK = {
    "mailing": {
        "segment": "sleeping",
        "variants": [{"name": "A", "templates": {"email": "a"}}, {"name": "B", "templates": {"email": "b"}}],
        "attribution": {"within_days": 10},
    }
}
EARLY = {"variant": "A", "receipts": 1, "customers": 1, "revenue": Decimal("10.25")}
ALL_OF_A = {"variant": "A", "receipts": 2, "customers": 1, "revenue": Decimal("30.25")}
ALL_OF_B = {"variant": "B", "receipts": 1, "customers": 1, "revenue": Decimal("40.00")}


@pytest.fixture
def wb(workspace: Path, state: State, lake: Lake) -> Workbench:
    """Two variants; each bought after twelve days, and A on the next day too."""
    fill(lake, [("1", "a1", 1, 10.25), ("2", "a1", 12, 20), ("3", "b1", 12, 40), ("4", "c1", 2, 5)])
    send(state, {"a1": "A", "b1": "B", "c1": "control"}, spec=WINBACK)
    return Workbench(workspace, Settings(), state, lake, FixedClock(AS_OF))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [EARLY]),
        ({"within_days": 20}, [ALL_OF_A, ALL_OF_B]),
        ({"model": {"kind": "last_touch"}}, [EARLY]),
        ({"model": {"kind": "last_touch", "within_days": 20}}, [ALL_OF_A, ALL_OF_B]),
        ({"model": LastTouch(within_days=20)}, [ALL_OF_A, ALL_OF_B]),
        ({"model": LastTouch(within_days=20), "within_days": 3}, [EARLY]),
        ({"model": {"kind": "last_touch", "counts": "delivered"}}, []),
    ],
)
def test_receipts_count_within_the_mailings_own_days_unless_others_are_asked_for(
    wb: Workbench, asked: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    assert wb.attribution.by_variant("winback", **asked).to_dict("records") == expected


def test_the_receipts_themselves_can_be_read(wb: Workbench) -> None:
    credit = wb.attribution.credit("winback", occasion="1", within_days=20)
    assert sorted(wb.lake.arrow(credit)["receipt_id"].to_pylist()) == ["1", "2", "3"]


@pytest.mark.parametrize("model", ["last_tuch", {"kind": "last_tuch"}])
def test_a_model_nobody_knows_is_refused_with_the_nearest(wb: Workbench, model: Model) -> None:
    with pytest.raises(SpecError, match="did you mean 'last_touch'"):
        wb.attribution.credit("winback", model=model)


def test_a_mailing_that_was_never_planned_for_an_occasion_is_refused(wb: Workbench) -> None:
    with pytest.raises(DataError, match="was never planned for 2"):
        wb.attribution.credit("winback", occasion="2")


def test_the_models_can_be_listed(wb: Workbench) -> None:
    assert "last_touch" in wb.attribution.models
