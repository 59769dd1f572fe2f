from __future__ import annotations

from pathlib import Path

import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.state.connect import State
from smartcom_kernel.workbench import Workbench
from tests.attribution.shop import AS_OF, fill, send

WINBACK = {
    "mailing": {
        "segment": "sleeping",
        "variants": [{"name": "A", "templates": {"email": "a"}}],
        "control_share": 0.5,
        "attribution": {"within_days": 10},
    }
}


@pytest.fixture
def wb(workspace: Path, state: State, lake: Lake) -> Workbench:
    """A sending to two people, one of them held out, and another one later."""
    fill(lake, [("1", "a1", 1, 10), ("2", "a1", 12, 20), ("3", "c1", 2, 5)])
    send(state, {"a1": "A", "c1": "control"}, spec=WINBACK)
    send(state, {"a1": "control", "c1": "A"}, spec=WINBACK, occasion="2")
    return Workbench(workspace, Settings(currency="EUR"), state, lake, FixedClock(AS_OF))


def test_an_effect_is_measured_as_the_mailing_said_when_it_was_planned(wb: Workbench) -> None:
    effect = wb.experiments.effect("winback", occasion="1")
    assert (effect.within_days, effect.comparison.currency) == (10, "EUR")
    assert [(g.name, g.revenue) for g in effect.comparison.groups] == [("A", 10.0), ("control", 5.0)]
    assert effect.comparison.sample_ratio is not None


def test_without_an_occasion_the_latest_sending_is_meant(wb: Workbench) -> None:
    assert wb.experiments.effect("winback").sending.occasion == "2"
    assert wb.experiments.course("winback").groupby("variant")["revenue_per_customer"].last().to_dict() == {
        "A": 5.0,
        "control": 10.0,
    }


def test_the_book_of_mailings_tells_the_same(wb: Workbench) -> None:
    assert wb.mailings.effect("winback", occasion="1") == wb.experiments.effect("winback", occasion="1")
    assert wb.mailings.course("winback").equals(wb.experiments.course("winback"))


def test_a_mailing_that_was_never_planned_is_no_experiment(wb: Workbench) -> None:
    with pytest.raises(DataError, match="'spring' was never planned"):
        wb.experiments.course("spring")
