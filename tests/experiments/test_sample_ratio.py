from __future__ import annotations

import pytest

from smartcom_kernel.experiments.sample_ratio import sample_ratio


def test_the_published_split_is_as_intended() -> None:
    """tea-tasting's 2,023 to 1,977 users: chi-square without correction, p .46703 (R `chisq.test`)."""
    check = sample_ratio({"control": 2023, "treatment": 1977}, {"control": 0.5, "treatment": 0.5})
    assert check.p_value == pytest.approx(0.46703, abs=1e-5)
    assert not check.is_broken


def test_a_group_that_lost_people_is_found() -> None:
    check = sample_ratio({"control": 100, "A": 450, "B": 340}, {"control": 0.1, "A": 0.45, "B": 0.45})
    assert check.is_broken
    assert check.describe() == (
        "Group sizes are not as intended (p < 0.001); "
        "people in each group (intended): control 100 (89), A 450 (401), B 340 (401)"
    )


def test_a_group_nobody_intended_breaks_the_check() -> None:
    assert sample_ratio({"A": 50, "B": 50, "stray": 1}, {"A": 0.5, "B": 0.5}).is_broken


def test_a_group_that_vanished_breaks_the_check() -> None:
    assert sample_ratio({"A": 1000}, {"A": 0.9, "control": 0.1}).is_broken


def test_one_group_alone_cannot_be_out_of_proportion() -> None:
    assert sample_ratio({"A": 10}, {"A": 1.0, "control": 0.0}).p_value == 1


def test_the_check_says_itself_in_russian() -> None:
    check = sample_ratio({"A": 1010, "B": 990}, {"A": 0.5, "B": 0.5})
    assert check.describe("ru").startswith("Размеры групп соответствуют задуманным (p = 0,655); людей в группе")
