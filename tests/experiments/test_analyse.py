from __future__ import annotations

import numpy as np
import pytest

from smartcom_kernel.experiments.analyse import compare, difference
from smartcom_kernel.experiments.difference import OutcomeMetric, Verdict
from smartcom_kernel.experiments.groups import Group

SHARES = {"A": 0.45, "B": 0.45, "control": 0.1}


def group(name: str, customers: int, *, conversion: float, receipt: float) -> Group:
    """A group whose buyers made one receipt each, half of them below and half above `receipt` by a fifth."""
    buyers = round(customers * conversion)
    paid = [receipt * (0.8 if i % 2 else 1.2) for i in range(buyers)]
    revenue, squares = sum(paid), sum(p * p for p in paid)
    return Group(name, customers, buyers, buyers, revenue, buyers, squares, revenue)


def test_every_variant_is_compared_with_the_control_group_and_with_the_others_in_every_metric() -> None:
    found = compare([group(n, 1000, conversion=0.2, receipt=50) for n in ("A", "B", "control")])
    assert [(d.group, d.base) for d in found.by_variant if d.metric is OutcomeMetric.REVENUE] == [
        ("A", "control"), ("B", "control"),
    ]  # fmt: skip
    assert [(d.group, d.base) for d in found.between] == [("B", "A")] * 3
    assert [d.metric for d in found.overall] == list(OutcomeMetric)


def test_a_large_difference_is_found_and_is_worth_money() -> None:
    found = compare(
        [group("A", 5000, conversion=0.3, receipt=50), group("control", 1000, conversion=0.2, receipt=50)],
        currency="USD",
    )
    assert found.verdict is Verdict.HIGHER
    assert found.gain is not None
    assert found.gain.value == pytest.approx(5000 * (0.3 - 0.2) * 50)
    assert found.gain.low > 0
    assert found.conclusion().startswith("The mailing brought more revenue than no mailing would have: +$25,000 (95% ")


def test_no_difference_is_called_not_distinguishable_from_zero() -> None:
    groups = [group("A", 900, conversion=0.21, receipt=50), group("control", 100, conversion=0.2, receipt=50)]
    found = compare(groups, shares={"A": 0.9, "control": 0.1}, currency="USD")
    assert found.verdict is Verdict.UNCLEAR
    assert found.conclusion() == (
        "The effect of the mailing is not distinguishable from zero: +$460 (95% interval −$3,414 to +$4,334)"
    )
    assert "неотличим от нуля" in found.conclusion("ru")


def test_a_loss_is_called_a_loss() -> None:
    groups = [group("A", 5000, conversion=0.2, receipt=50), group("control", 1000, conversion=0.3, receipt=50)]
    assert compare(groups).verdict is Verdict.LOWER


def test_groups_of_the_wrong_size_block_every_verdict() -> None:
    groups = [group("A", 5000, conversion=0.3, receipt=50), group("control", 1000, conversion=0.2, receipt=50)]
    found = compare(groups, shares={"A": 0.9, "control": 0.1})
    assert found.verdict is Verdict.BROKEN
    assert found.conclusion().startswith("No verdict: something chose who is in which group. Group sizes are not as")
    assert "higher" not in found.describe()
    assert set(found.to_pandas()["verdict"]) == {"broken"}


def test_without_a_control_group_variants_are_compared_and_the_mailing_is_not_judged() -> None:
    groups = [group("A", 1000, conversion=0.3, receipt=50), group("B", 1000, conversion=0.2, receipt=50)]
    found = compare(groups)
    assert found.verdict is Verdict.NO_CONTROL
    assert [d.verdict for d in found.between] == [Verdict.LOWER, Verdict.LOWER, Verdict.UNCLEAR]


def test_too_few_buyers_give_no_interval_of_money_but_one_of_conversion() -> None:
    groups = [group("A", 900, conversion=0.2, receipt=50), group("control", 100, conversion=0.09, receipt=50)]
    found = compare(groups)
    assert found.verdict is Verdict.TOO_FEW
    assert found.gain is None
    conversion = found.of(OutcomeMetric.CONVERSION)
    assert conversion is not None
    assert conversion.test is not None


def test_a_control_group_of_one_person_is_too_few_and_no_error() -> None:
    groups = [group("A", 900, conversion=0.2, receipt=50), group("control", 1, conversion=1, receipt=50)]
    assert compare(groups).verdict is Verdict.TOO_FEW


def test_several_variants_need_a_smaller_p_value_than_one() -> None:
    a, control = group("A", 1000, conversion=0.24, receipt=50), group("control", 1000, conversion=0.2, receipt=50)
    alone = difference(OutcomeMetric.CONVERSION, a, control)
    others = [group(n, 1000, conversion=0.2, receipt=50) for n in ("B", "C", "D")]
    among = next(d for d in compare([a, control, *others]).by_variant if d.group == "A")
    assert alone.verdict is Verdict.HIGHER
    assert among.adjusted_p == pytest.approx(4 * alone.adjusted_p)
    assert among.verdict is Verdict.UNCLEAR


def test_intervals_hold_their_level_when_there_is_no_effect() -> None:
    """400 mailings without effect on heavy-tailed revenue: 95 % intervals of money leave out zero in about 5 %."""
    rng = np.random.default_rng(7)
    wrong = 0
    for _ in range(400):
        groups = []
        for name, n in (("A", 900), ("control", 300)):
            receipts = rng.poisson(rng.gamma(1, 1, n))
            revenue = receipts * rng.lognormal(3, 0.8, n)
            groups.append(
                Group(
                    name, n, int((receipts > 0).sum()), int(receipts.sum()), float(revenue.sum()),
                    float((receipts**2).sum()), float((revenue**2).sum()), float((receipts * revenue).sum()),
                )
            )  # fmt: skip
        wrong += compare(groups).verdict is not Verdict.UNCLEAR
    assert 8 <= wrong <= 34
