from __future__ import annotations

import pandas as pd

from smartcom_kernel.figures.segment_overlap import segment_overlap
from smartcom_kernel.segments.overlap import Overlap


def laid(*rows: tuple[bool, bool, int]) -> Overlap:
    return Overlap(("a<b>", "vip"), pd.DataFrame(rows, columns=["a<b>", "vip", "customers"]), 40)


def test_a_bar_for_each_combination_stands_above_the_dots_of_its_segments() -> None:
    drawn = segment_overlap(laid((True, False, 10), (True, True, 4)), lang="en")
    bars, outside, inside = drawn.data
    assert list(bars.y) == [10, 4]
    assert list(bars.customdata) == [
        "a&lt;b&gt;, in no other<br><b>10</b> customers (25.0%)",
        "a&lt;b&gt; + vip, in no other<br><b>4</b> customers (10.0%)",
    ]
    assert sorted(zip(inside.x, inside.y, strict=True)) == [(0, 0), (1, 0), (1, 1)]
    assert list(zip(outside.x, outside.y, strict=True)) == [(0, 1)]
    assert list(drawn.layout.yaxis.ticktext) == ["a&lt;b&gt;  14", "vip  4"]


def test_where_nobody_is_in_any_the_figure_says_so() -> None:
    assert segment_overlap(laid(), lang="ru").layout.annotations[0].text == "Ни в одном из этих сегментов никого нет"
