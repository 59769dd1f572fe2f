from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa
import pytest

from smartcom_kernel.experiments.groups import Group, groups_from, pooled, summarise

PEOPLE = ibis.memtable(
    pa.table({"customer_id": ["a", "b", "c", "d", "e"], "variant": ["A", "A", "A", "control", "control"]})
)
RECEIPTS = ibis.memtable(
    pa.table({"customer_id": ["a", "a", "b", "d", "stranger"], "total": [10.0, 20.0, 6.0, 5.0, 99.0]})
)


def test_people_who_bought_nothing_count_and_strangers_do_not() -> None:
    first, control = groups_from(summarise(PEOPLE, RECEIPTS).to_pyarrow())
    assert first == Group("A", 3, 2, 3, 36.0, 2**2 + 1, 30**2 + 6**2, 2 * 30 + 1 * 6)
    assert control == Group("control", 2, 1, 1, 5.0, 1, 25.0, 5.0)


def test_moments_of_revenue_are_those_of_the_people() -> None:
    first, _ = groups_from(summarise(PEOPLE, RECEIPTS).to_pyarrow())
    assert first.revenue_per_customer.mean == 12
    assert first.revenue_per_customer.variance == pytest.approx(np.var([30, 6, 0], ddof=1))


def test_the_average_receipt_is_revenue_over_receipts() -> None:
    first, _ = groups_from(summarise(PEOPLE, RECEIPTS).to_pyarrow())
    assert first.average_receipt.mean == 12
    linear = (np.array([30, 6, 0]) - 12 * np.array([2, 1, 0])) / 1
    assert first.average_receipt.variance == pytest.approx(np.var(linear, ddof=1))


def test_two_groups_together_are_the_group_of_all_their_people() -> None:
    everybody = PEOPLE.mutate(variant=ibis.literal("all"))
    (whole,) = groups_from(summarise(everybody, RECEIPTS).to_pyarrow())
    assert pooled(groups_from(summarise(PEOPLE, RECEIPTS).to_pyarrow()), "all") == whole


def test_a_window_without_receipts_is_a_group_that_bought_nothing() -> None:
    found = groups_from(summarise(PEOPLE, RECEIPTS.filter(RECEIPTS.total < 0)).to_pyarrow())
    assert [(g.name, g.customers, g.buyers, g.revenue) for g in found] == [("A", 3, 0, 0.0), ("control", 2, 0, 0.0)]
