from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from smartcom_kernel.experiments.difference import Verdict
from smartcom_kernel.experiments.effect import course, measure
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.state.connect import State
from tests.attribution.shop import AS_OF, fill, send

PEOPLE = {"a1": "A", "a2": "A", "no": "A", "b1": "B", "c1": "control", "c2": "control"}


def test_people_count_in_the_group_they_were_assigned_to_even_when_nobody_could_write_to_them(
    lake: Lake, state: State
) -> None:
    fill(lake, [("1", "a1", 1, 10), ("2", "no", 2, 30), ("3", "c1", 3, 8), ("4", "stranger", 1, 99), ("5", None, 1, 9)])
    effect = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)
    assert [(g.name, g.customers, g.buyers, g.revenue) for g in effect.comparison.groups] == [
        ("A", 3, 2, 40.0), ("B", 1, 0, 0.0), ("control", 2, 1, 8.0),
    ]  # fmt: skip


def test_only_receipts_of_the_window_that_were_not_cancelled_count(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 0, 1), ("2", "a1", 0.001, 2), ("3", "a1", 7, 4), ("4", "a1", 7.001, 8), ("x", "a1", 1, 16)])
    effect = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)
    assert effect.comparison.groups[0].revenue == 6


def test_a_handful_of_buyers_gives_no_verdict_and_says_so(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 1, 10), ("2", "c1", 9, 10)])
    effect = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)
    assert effect.comparison.verdict is Verdict.TOO_FEW
    assert effect.describe() == (
        "Too few people bought to say what the mailing brought\nReceipts of 7 days: 1 Oct 2017 to 7 Oct 2017"
    )


def test_a_window_that_is_still_open_is_called_open(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 3, 10)])
    effect = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)
    assert not effect.is_complete
    assert "known only up to 4 Oct 2017, the numbers will still change" in effect.window()
    assert "известны чеки только до 4 октября 2017" in effect.window("ru")


def test_a_shop_without_receipts_is_measured_without_an_error(lake: Lake, state: State) -> None:
    effect = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)
    assert "no receipts are known yet" in effect.describe()
    assert course(Tables(lake, AS_OF), effect.sending, within_days=7)["revenue_per_customer"].tolist() == [0, 0, 0]


def test_the_effect_of_an_older_snapshot_can_be_measured_again(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 1, 10)])
    before = Tables(lake, AS_OF)
    sending = send(state, PEOPLE)
    fill(lake, [("2", "a2", 1, 500)])
    assert measure(before, sending, within_days=7).comparison.groups[0].revenue == 10
    assert measure(Tables(lake, AS_OF), sending, within_days=7).comparison.groups[0].revenue == 510


def test_group_sizes_are_checked_against_the_intended_shares(lake: Lake, state: State) -> None:
    sending = send(state, {f"a{i}": "A" for i in range(60)} | {f"c{i}": "control" for i in range(40)})
    effect = measure(Tables(lake, AS_OF), sending, within_days=7, shares={"A": 0.9, "control": 0.1})
    assert effect.comparison.verdict is Verdict.BROKEN


def test_revenue_adds_up_day_by_day_to_the_revenue_of_the_window(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 0.5, 3), ("2", "a2", 1, 6), ("3", "a1", 2.5, 9), ("4", "c1", 1.5, 2), ("5", "a1", 9, 99)])
    sending = send(state, PEOPLE)
    table = course(Tables(lake, AS_OF), sending, within_days=7).pivot(index="day", columns="variant")
    paid = table["revenue_per_customer"]
    assert paid["A"].tolist() == pytest.approx([0, 3, 3, 6])
    assert paid["B"].tolist() == [0, 0, 0, 0]
    assert paid["control"].tolist() == [0, 0, 1, 1]


def test_the_result_shows_itself_as_html(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 1, 10), ("2", "c1", 9, 10)])
    html = measure(Tables(lake, AS_OF), send(state, PEOPLE), within_days=7)._repr_html_()
    assert "<table>" in html
    assert "Receipts of 7 days: 1 Oct 2017 to 7 Oct 2017." in html


def test_the_window_is_counted_from_the_sending_and_not_from_the_tables(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 1, 10), ("2", "a1", 4, 20)])
    sending = send(state, PEOPLE, as_of=AS_OF + timedelta(days=3))
    assert measure(Tables(lake, AS_OF), sending, within_days=7).comparison.groups[0].revenue == 20


def test_days_are_those_of_the_shops_zone(lake: Lake, state: State) -> None:
    midnight_in_moscow = AS_OF - timedelta(hours=3)
    sending = send(state, PEOPLE, as_of=midnight_in_moscow)
    fill(lake, [("1", "a1", 30, 10)])
    effect = measure(Tables(lake, AS_OF, zone="Europe/Moscow"), sending, within_days=7)
    assert effect.window() == "Receipts of 7 days: 1 Oct 2017 to 7 Oct 2017"


def test_a_sending_planned_days_after_its_as_of_is_measured_from_then_on(lake: Lake, state: State) -> None:
    fill(lake, [("1", "a1", 2, 10), ("2", "a1", 9, 20), ("3", "a1", 11, 40)])
    late = replace(send(state, PEOPLE), planned_at=AS_OF + timedelta(days=3))
    effect = measure(Tables(lake, AS_OF), late, within_days=7)
    assert effect.comparison.groups[0].revenue == 20
    assert effect.window() == "Receipts of 7 days: 4 Oct 2017 to 10 Oct 2017"


@pytest.mark.parametrize(("replay", "revenue"), [(True, 10), (False, 20)])
def test_only_a_sending_that_is_recorded_as_a_replay_is_measured_from_its_as_of(
    lake: Lake, state: State, replay: bool, revenue: float
) -> None:
    fill(lake, [("1", "a1", 2, 10), ("2", "a1", 9, 20)])
    late = replace(send(state, PEOPLE, replay=replay), planned_at=AS_OF + timedelta(days=7))
    assert measure(Tables(lake, AS_OF), late, within_days=7).comparison.groups[0].revenue == revenue
