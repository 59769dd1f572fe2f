from __future__ import annotations

import pytest

from smartcom_kernel.experiments.shares import share_test


def test_a_z_test_gives_the_published_numbers() -> None:
    """45/100 against 60/100: z -2.12398, p .033672 (reference results, R `prop.test(correct=FALSE)`)."""
    found = share_test(45, 100, 60, 100)
    assert found.statistic == pytest.approx(-2.12398, abs=1e-5)
    assert found.p_value == pytest.approx(0.033672, abs=1e-6)


def test_the_ratio_of_shares_has_the_interval_on_its_logarithm() -> None:
    """Katz: aspirin 139/11037 against placebo 239/11034 of the Physicians' Health Study, ratio .58 (.47 to .72)."""
    found = share_test(139, 11037, 239, 11034).relative
    assert found is not None
    assert [round(x + 1, 2) for x in (found.value, found.low, found.high)] == [0.58, 0.47, 0.72]


def test_nobody_buying_in_either_group_is_no_difference() -> None:
    found = share_test(0, 50, 0, 40)
    assert (found.p_value, found.relative) == (1, None)
    assert found.difference.covers(0)


def test_everybody_buying_in_both_groups_is_no_difference() -> None:
    assert share_test(50, 50, 40, 40).p_value == 1
