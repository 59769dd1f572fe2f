from __future__ import annotations

import pandas as pd

from smartcom_kernel.figures.segments import segment_sizes

SIZES = pd.DataFrame({"title": ["loyal", "lost"], "customers": [1, 3], "revenue": [90.0, 10.0]})


def test_each_segment_has_its_part_of_customers_and_of_revenue() -> None:
    customers, revenue = segment_sizes(SIZES).data
    assert (list(customers.x), list(revenue.x)) == ([0.25, 0.75], [0.9, 0.1])
    assert list(revenue.text) == ["90%", "10%"]


def test_a_shop_without_revenue_has_bars_of_zero_length() -> None:
    assert list(segment_sizes(SIZES.assign(revenue=0.0)).data[1].x) == [0, 0]
