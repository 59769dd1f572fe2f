"""Published numbers: the user guide of tea-tasting, `make_users_data(rng=42)`, 4,000 users, from its moments."""

from __future__ import annotations

import pytest

from smartcom_kernel.experiments.means import Moments, covariance, ratio_moments, welch

SESSIONS = Moments(2023, 1.9960454770, 1.0078973115), Moments(1977, 1.9828022256, 0.9744004432)
ORDERS = Moments(2023, 0.5304003955, 0.7437588406), Moments(1977, 0.5730905412, 0.7447815874)
REVENUE = Moments(2023, 5.2410281760, 93.0602875675), Moments(1977, 5.7301112797, 107.8525933074)
COVARIANCE = 0.2503675584, 0.2446786834


def test_orders_per_user_differ_as_published() -> None:
    control, treatment = ORDERS
    found = welch(treatment, control)
    assert found.difference.value == pytest.approx(0.0426901458, abs=1e-9)
    assert found.difference.low == pytest.approx(-0.0108002016, abs=1e-9)
    assert found.difference.high == pytest.approx(0.0961804931, abs=1e-9)
    assert found.statistic == pytest.approx(1.564702884, abs=1e-8)
    assert found.p_value == pytest.approx(0.11773178, abs=1e-8)


def test_orders_per_user_differ_relatively_as_published() -> None:
    control, treatment = ORDERS
    found = welch(treatment, control).relative
    assert found is not None
    assert found.value == pytest.approx(0.0804866402, abs=1e-8)
    assert found.low == pytest.approx(-0.0195152940, abs=1e-8)
    assert found.high == pytest.approx(0.1906880061, abs=1e-8)


def test_sessions_and_revenue_per_user_have_the_published_p_values() -> None:
    assert welch(SESSIONS[1], SESSIONS[0]).p_value == pytest.approx(0.674021, abs=1e-6)
    revenue = welch(REVENUE[1], REVENUE[0])
    assert revenue.statistic == pytest.approx(1.5423441, abs=1e-7)
    assert revenue.p_value == pytest.approx(0.1230699, abs=1e-7)


def test_orders_per_session_differ_as_published_by_the_delta_method() -> None:
    control, treatment = (ratio_moments(o, s, c) for o, s, c in zip(ORDERS, SESSIONS, COVARIANCE, strict=True))
    found = welch(treatment, control)
    assert (round(control.mean, 7), round(treatment.mean, 7)) == (0.2657256, 0.2890306)
    assert found.statistic == pytest.approx(1.7734063, abs=1e-7)
    assert found.p_value == pytest.approx(0.0762376, abs=1e-7)


def test_moments_come_out_of_sums() -> None:
    found = Moments.of_sums(4, 1 + 2 + 3 + 6, 1 + 4 + 9 + 36)
    assert found.mean == 3
    assert found.variance == pytest.approx(14 / 3)
    assert covariance(3, 6, 12, 1 * 2 + 2 * 4 + 3 * 6) == 2


def test_groups_without_spread_differ_for_certain_or_not_at_all() -> None:
    same = welch(Moments(5, 0, 0), Moments(5, 0, 0))
    assert (same.p_value, same.relative) == (1, None)
    assert same.difference.covers(0)
    assert welch(Moments(5, 2, 0), Moments(5, 1, 0)).p_value == 0


def test_there_is_no_relative_difference_from_nothing() -> None:
    assert welch(Moments(9, 5, 2), Moments(9, 0, 0)).relative is None
