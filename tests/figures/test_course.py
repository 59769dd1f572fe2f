from __future__ import annotations

import pandas as pd

from smartcom_kernel.figures.course import course

SUMS = pd.DataFrame(
    {"variant": ["A", "A", "control", "control"], "day": [0, 1, 0, 1], "revenue_per_customer": [0.0, 4.5, 0.0, 3.0]}
)


def test_each_group_is_one_line_and_the_control_group_is_dotted() -> None:
    lines = {trace.name: trace for trace in course(SUMS, currency="USD").data}
    assert list(lines["variant A"].y) == [0.0, 4.5]
    assert {name: line.line.dash for name, line in lines.items()} == {"variant A": "solid", "control group": "dot"}


def test_amounts_carry_the_currency_in_the_language() -> None:
    assert course(SUMS, currency="RUB", lang="ru").layout.yaxis.ticksuffix == "\u202f₽"
