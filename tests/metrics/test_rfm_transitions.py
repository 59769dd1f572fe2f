from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.errors import DataError, SpecError, UnknownName
from smartcom_kernel.core.settings import NAMES, Rfm
from smartcom_kernel.figures.rfm_flow import rfm_flow
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.rfm_transitions import RfmTransitions, transitions
from smartcom_kernel.workbench import Workbench
from tests.metrics.test_rfm_history import FIRST, Scores, record

LOYAL, NEW, LOST, NOBODY = (5, 5, 5, "loyal"), (5, 1, 2, "new"), (1, 3, 3, "lost"), (None, None, None, "did_not_buy")
STATES: dict[int, Scores] = {
    0: {"anna": LOYAL, "boris": NEW, "vera": LOYAL, "gleb": LOST},
    10: {"anna": LOYAL, "boris": LOYAL, "vera": LOST, "dina": NEW},
    20: {"anna": LOST, "boris": LOYAL, "vera": LOST, "dina": LOST, "gleb": NEW},
}
"""The scores after so many days."""


@pytest.fixture
def kept(lake: Lake) -> Lake:
    """A lake that knows the scores of three moments."""
    for day, scores in STATES.items():
        record(lake, FIRST + timedelta(days=day), scores)
    return lake


def moved(lake: Lake, since: float, until: float, *, zone: str = "UTC") -> RfmTransitions:
    tables = Tables(lake, FIRST, zone=zone)
    return transitions(tables, FIRST + timedelta(days=since), FIRST + timedelta(days=until))


def ids(lake: Lake, found: RfmTransitions, *, from_name: str | None = None, to_name: str | None = None) -> list[str]:
    return sorted(lake.arrow(found.customers(from_name=from_name, to_name=to_name))["customer_id"].to_pylist())


@pytest.mark.parametrize(("since", "until"), [(0, 10), (0, 20), (10, 20), (10, 10)])
def test_between_any_two_moments_everybody_whom_one_of_them_scored_moves_once(
    kept: Lake, since: int, until: int
) -> None:
    """Worked out plainly from the scores of both moments, for cells and for names."""
    before, after = STATES[since], STATES[until]
    wanted = {c: (*before.get(c, NOBODY), *after.get(c, NOBODY)) for c in {*before, *after}}
    found = moved(kept, since, until)
    rows = kept.arrow(found.moves).to_pylist()
    ends = [f"{end}_{column}" for end in ("from", "to") for column in ("r", "f", "m", "name")]
    assert {row["customer_id"]: tuple(row[end] for end in ends) for row in rows} == wanted
    assert len(rows) == len(wanted)
    cells = {tuple(None if pd.isna(row[e]) else row[e] for e in ends): row["customers"] for row in records(found.cells)}
    assert cells == Counter(wanted.values())
    assert {(row["from"], row["to"]): row["customers"] for row in records(found.names)} == Counter(
        (move[3], move[7]) for move in wanted.values()
    )


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def test_the_table_has_all_names_and_those_who_did_not_buy(kept: Lake) -> None:
    table = moved(kept, 0, 10).table
    assert list(table.index) == list(table.columns) == [*NAMES, "did_not_buy"]
    assert table.to_numpy().sum() == 5
    assert (table.loc["lost", "did_not_buy"], table.loc["did_not_buy", "new"]) == (1, 1)


def test_who_went_from_one_name_to_another_is_a_list_of_customers(kept: Lake) -> None:
    found = moved(kept, 0, 20)
    assert ids(kept, found, from_name="loyal", to_name="lost") == ["anna", "vera"]
    assert ids(kept, found, to_name="loyal") == ["boris"]
    assert ids(kept, found, from_name="did_not_buy") == ["dina"]
    assert ids(kept, found) == ["anna", "boris", "dina", "gleb", "vera"]
    with pytest.raises(UnknownName, match="loyal"):
        found.customers(to_name="loyall")


def test_who_went_from_one_cell_to_another_is_a_filter(kept: Lake) -> None:
    moves = moved(kept, 0, 20).moves
    fell = moves.filter((moves.from_r == 5) & (moves.to_r == 1))
    assert sorted(kept.arrow(fell)["customer_id"].to_pylist()) == ["anna", "vera"]


def test_each_moment_is_read_as_the_last_refresh_before_it(kept: Lake) -> None:
    found = moved(kept, 9.9, 300)
    assert (found.since, found.until) == (FIRST, FIRST + timedelta(days=20))
    assert found.names.equals(moved(kept, 0, 20).names)


def test_moments_the_wrong_way_round_or_before_the_first_refresh_are_refused(kept: Lake) -> None:
    with pytest.raises(SpecError, match="`since`, 11 Oct 2017, 00:00, lies after `until`, 1 Oct 2017, 00:00"):
        moved(kept, 10, 0)
    with pytest.raises(DataError, match="the first RFM scores that are kept are those as of 1 Oct 2017, 00:00"):
        moved(kept, -1, 10)


def test_it_says_how_many_moved_and_which_way_most_of_them_went(kept: Lake) -> None:
    found = moved(kept, 0, 20)
    assert found.describe() == (
        "RFM from 1 Oct 2017, 00:00 to 21 Oct 2017, 00:00: 5 customers changed their group, 0 stayed in theirs; "
        "most: loyal → lost, 2"
    )
    assert found.describe("ru").endswith(
        "сменили группу 5, остались в своей 0; больше всего: «лояльные» → «потерянные», 2"
    )
    assert moved(kept, 10, 10).describe().endswith(": 0 customers changed their group, 4 stayed in theirs")
    page = found._repr_html_()
    assert "<th>loyal</th><td>2</td>" in page
    assert page.count("<tr>") == 9


def test_scores_by_different_settings_are_compared_and_that_is_said(kept: Lake) -> None:
    record(kept, FIRST + timedelta(days=30), STATES[20], rfm=Rfm(period_days=30))
    found = moved(kept, 20, 30)
    assert not found.same_rules
    assert found.describe().endswith("scored by different settings of RFM, which explains part of the moves")
    assert "правила RFM на эти моменты разные" in found.describe("ru")
    assert moved(kept, 0, 20).same_rules


@pytest.fixture
def wb(workspace: Path) -> Iterator[Workbench]:
    """A shop in Moscow, refreshed at the beginning of two of its days."""
    with Workbench.open(workspace, clock=FixedClock("2018-01-02"), time_zone="Europe/Moscow") as opened:
        opened.lake.run("INSERT INTO lake.main.customers (customer_id) VALUES ('anna')")
        opened.lake.run(
            "INSERT INTO lake.main.receipts (receipt_id, customer_id, issued_at, total) "
            "VALUES ('1', 'anna', '2017-10-20 09:00:00', 10)"
        )
        for day in ("2017-10-01", "2017-11-01"):
            opened.refresh(as_of=day)
        yield opened


def test_a_notebook_asks_by_days_of_the_shop_and_up_to_the_last_refresh(wb: Workbench) -> None:
    found = wb.rfm_transitions("2017-10-01")
    assert (found.since, found.until) == (wb.at("2017-10-01").as_of, wb.as_of)
    assert records(found.names) == [{"from": "did_not_buy", "to": "new", "customers": 1}]
    drawn = rfm_flow(found)
    assert drawn.layout.title.text == "RFM groups: from 1 Oct 2017 to 1 Nov 2017"
