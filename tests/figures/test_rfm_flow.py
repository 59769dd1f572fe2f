from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import ibis
import pandas as pd
import pytest

from smartcom_kernel.core.block import Lang
from smartcom_kernel.figures.rfm_flow import GAP, TALL, rfm_flow
from smartcom_kernel.metrics.rfm_transitions import RfmTransitions

MOVES = [("loyal", "loyal", 3000), ("loyal", "at_risk", 1000), ("new", "loyal", 10), ("did_not_buy", "new", 1)]
SOME = [("loyal", "loyal", 7), *((name, "lost", 1) for name in ("with_potential", "new", "drifting", "at_risk"))]


def moved(*moves: tuple[str, str, int], same_rules: bool = True, zone: str = "UTC") -> RfmTransitions:
    since, until = datetime(2017, 9, 30, 21, tzinfo=UTC), datetime(2017, 12, 31, 21, tzinfo=UTC)
    cells = pd.DataFrame(moves, columns=["from_name", "to_name", "customers"])
    return RfmTransitions(since, until, ibis.table({"customer_id": "string"}, name="moves"), cells, same_rules, zone)


def labels(drawn: Any) -> list[str]:
    return [note.text for note in drawn.layout.annotations]


def test_every_customer_is_in_one_stream_from_the_group_before_to_that_after() -> None:
    streams = rfm_flow(moved(*MOVES)).data[0]
    names = [text.split("<br>")[0] for text in streams.node.customdata]
    assert names == ["loyal", "new", "did not buy", "loyal", "new", "at risk"]
    ends = zip(streams.link.source, streams.link.target, streams.link.value, strict=True)
    assert set(ends) == {(0, 3, 3000), (0, 5, 1000), (1, 3, 10), (2, 4, 1)}


def test_groups_stand_from_the_best_downwards_with_how_many_they_have_and_the_change() -> None:
    assert labels(rfm_flow(moved(*MOVES))) == [
        "<b>30 Sep 2017</b>", "4,000  loyal", "10  new", "1  did not buy",
        "<b>31 Dec 2017</b>", "loyal  3,010 (−990)", "new  1 (−9)", "at risk  1,000 (+1,000)",
    ]  # fmt: skip
    assert labels(rfm_flow(moved(*MOVES), lang="ru"))[5] == "лояльные  3\u202f010 (−990)"


def test_a_stream_tells_its_share_of_the_group_that_it_leaves() -> None:
    said = rfm_flow(moved(*MOVES), lang="en").data[0].link.customdata
    assert "loyal → at risk<br><b>1,000</b> customers, 25.0% of “loyal”" in said


def test_heads_are_days_of_the_shop() -> None:
    drawn = rfm_flow(moved(*MOVES, zone="Europe/Moscow"))
    assert drawn.layout.title.text == "RFM groups: from 1 Oct 2017 to 1 Jan 2018"


@pytest.mark.parametrize("moves", [MOVES, SOME, [("lost", "lost", 1)]])
def test_no_group_lies_over_another_or_beyond_the_edge(moves: list[tuple[str, str, int]]) -> None:
    drawn = rfm_flow(moved(*moves))
    sizes = {end: pd.DataFrame(moves).groupby(at)[2].sum() for at, end in enumerate(("from", "to"))}
    each = (1 - GAP / TALL * (max(map(len, sizes.values())) - 1)) / sum(many for *_, many in moves)
    node = drawn.data[0].node
    for left in (True, False):
        column = [(y, text) for x, y, text in zip(node.x, node.y, node.customdata, strict=True) if (x < 0.5) == left]
        halves = [each / 2 * int(text.split("<b>")[1].split("</b>")[0].replace(",", "")) for _, text in column]
        spans = [(y - half, y + half) for (y, _), half in zip(column, halves, strict=True)]
        assert spans[0][0] >= -1e-9
        assert spans[-1][1] <= 1 + 1e-9
        assert all(below[0] - above[1] >= GAP / TALL - 1e-9 for above, below in pairwise(spans))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_labels_have_their_room_however_long_the_numbers(lang: Lang) -> None:
    few, many = (rfm_flow(moved(("with_potential", "lost", n)), lang=lang).layout.margin for n in (1, 12_345_678))
    assert many.l > few.l
    assert many.r > few.r


def test_scores_by_different_settings_are_named_as_a_reason() -> None:
    drawn = rfm_flow(moved(*MOVES, same_rules=False))
    assert drawn.layout.title.subtitle.text == "scored by different settings of RFM, which explains part of the moves"
    assert rfm_flow(moved(*MOVES)).layout.title.subtitle.text is None


def test_a_shop_where_nobody_bought_says_so() -> None:
    drawn = rfm_flow(moved(), lang="ru")
    assert labels(drawn) == ["Никто не покупал:<br>групп ни у кого нет"]
    assert not drawn.data
