"""From the sums of each group to differences with intervals: variants with the control group and with each other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from smartcom_kernel.experiments.assign import CONTROL
from smartcom_kernel.experiments.comparison import Comparison
from smartcom_kernel.experiments.difference import FEWEST_BUYERS, MAILING, Difference, OutcomeMetric
from smartcom_kernel.experiments.groups import Group, pooled
from smartcom_kernel.experiments.holm import holm
from smartcom_kernel.experiments.means import Test, welch
from smartcom_kernel.experiments.sample_ratio import sample_ratio
from smartcom_kernel.experiments.shares import share_test


def compare(groups: Sequence[Group], *, shares: Mapping[str, float] | None = None, currency: str = "RUB") -> Comparison:
    """Compare variants with the control group and with each other.

    Differences of conversion carry Newcombe's interval and the z test, revenue per customer Welch's t test, the average
    receipt Welch's t test on the ratio's delta-method variance. Where several variants are compared, p values are
    corrected after Holm, metric by metric.

    Args:
        groups: The sums of each group; the one called ``control`` was held out.
        shares: Intended share of each group, to check group sizes against; unchecked when None.
        currency: Of all amounts.
    """
    control = next((g for g in groups if g.name == CONTROL), None)
    variants = tuple(sorted((g for g in groups if g.name != CONTROL), key=lambda g: g.name))
    against_control = [(v, control) for v in variants] if control else []
    return Comparison(
        variants=variants,
        control=control,
        overall=_differences([(pooled(variants, MAILING), control)] if control and variants else [], currency),
        by_variant=_differences(against_control, currency),
        between=_differences([(b, a) for a, b in itertools.combinations(variants, 2)], currency),
        sample_ratio=None if shares is None else sample_ratio({g.name: g.customers for g in groups}, shares),
        currency=currency,
    )


def _differences(pairs: Sequence[tuple[Group, Group]], currency: str) -> tuple[Difference, ...]:
    """The differences of every pair in every metric, corrected for the number of pairs."""
    found: list[Difference] = []
    for metric in OutcomeMetric:
        each = [difference(metric, group, base, currency=currency) for group, base in pairs]
        adjusted = holm([d.adjusted_p for d in each])
        found += [replace(d, adjusted_p=p) for d, p in zip(each, adjusted, strict=True)]
    return tuple(found)


def difference(metric: OutcomeMetric, group: Group, base: Group, *, currency: str = "RUB") -> Difference:
    """One metric of two groups, its p value not yet corrected."""
    test = _test(metric, group, base)
    value, base_value = _value(metric, group), _value(metric, base)
    return Difference(metric, group.name, base.name, value, base_value, test, test.p_value if test else 1.0, currency)


def _test(metric: OutcomeMetric, group: Group, base: Group) -> Test | None:
    if metric is OutcomeMetric.CONVERSION:
        return share_test(group.buyers, group.customers, base.buyers, base.customers)
    if min(group.buyers, base.buyers) < FEWEST_BUYERS:
        return None
    if metric is OutcomeMetric.REVENUE:
        return welch(group.revenue_per_customer, base.revenue_per_customer)
    return welch(group.average_receipt, base.average_receipt)


def _value(metric: OutcomeMetric, group: Group) -> float:
    if metric is OutcomeMetric.CONVERSION:
        return group.buyers / group.customers
    if metric is OutcomeMetric.REVENUE:
        return group.revenue / group.customers
    return group.revenue / group.receipts if group.receipts else 0.0
