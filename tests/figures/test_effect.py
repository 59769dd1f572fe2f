from __future__ import annotations

from dataclasses import replace

from smartcom_kernel.experiments.analyse import compare
from smartcom_kernel.experiments.difference import OutcomeMetric
from smartcom_kernel.experiments.groups import Group
from smartcom_kernel.figures.effect import effect

A = Group("A", 1000, 300, 300, 15_000.0, 300, 780_000.0, 15_000.0)
B = Group("B", 1000, 210, 210, 10_500.0, 210, 546_000.0, 10_500.0)
CONTROL = Group("control", 200, 40, 40, 2_000.0, 40, 104_000.0, 2_000.0)


def test_each_variant_has_its_difference_and_interval_beside_the_whole() -> None:
    drawn = effect(compare([A, B, CONTROL], currency="USD"))
    assert [round(trace.x[0], 2) for trace in drawn.data] == [2.75, 5.0, 0.5]
    assert [round(trace.x[0] - trace.error_x.arrayminus[0], 2) for trace in drawn.data] == [-0.28, 1.79, -2.64]


def test_only_differences_beyond_chance_are_filled() -> None:
    drawn = effect(compare([A, B, CONTROL], currency="USD"))
    assert [trace.marker.color == "white" for trace in drawn.data] == [True, False, True]


def test_zero_is_always_in_sight() -> None:
    low, high = effect(compare([A, CONTROL])).layout.xaxis.range
    assert low < 0 < high


def test_one_variant_is_drawn_once() -> None:
    assert len(effect(compare([A, CONTROL])).data) == 1


def test_without_a_control_group_the_figure_says_why_it_is_empty() -> None:
    drawn = effect(compare([A, B]))
    assert not drawn.data
    assert "there is no interval to draw" in drawn.layout.annotations[0].text


def test_conversion_can_be_drawn_as_well_and_in_russian() -> None:
    drawn = effect(compare([A, B, CONTROL]), metric=OutcomeMetric.CONVERSION, lang="ru")
    assert drawn.layout.title.text == "Разница с контрольной группой: конверсия в покупку"
    assert any("п.\u202fп." in (a.text or "") for a in drawn.layout.annotations)


def test_a_hostile_name_of_a_variant_stays_text() -> None:
    drawn = effect(compare([replace(A, name="<a href='x'>"), CONTROL]))
    assert "<a" not in drawn.to_json().encode().decode("unicode_escape")


def test_groups_of_the_wrong_size_are_not_drawn() -> None:
    drawn = effect(compare([A, CONTROL], shares={"A": 0.5, "control": 0.5}))
    assert not drawn.data
    assert "no comparison holds" in drawn.layout.annotations[0].text
