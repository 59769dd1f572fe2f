"""How customers moved between the named groups of RFM: streams from their group at one refresh to that at another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import day, number, percent, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, CYAN, GREY, MAGENTA, ORANGE, TEAL, empty, faded, figure
from smartcom_kernel.metrics.rfm_names import DID_NOT_BUY, group_label
from smartcom_kernel.metrics.rfm_transitions import RfmTransitions

COLOURS = {
    "loyal": BLUE, "with_potential": CYAN, "new": TEAL, "drifting": "#c9a227", "at_risk": ORANGE, "frozen": MAGENTA,
    "lost": "#8c564b", DID_NOT_BUY: GREY,
}  # fmt: skip
"""The best customers come first, from the top downwards."""
TITLE: dict[Lang, str] = {"en": "RFM groups: from {since} to {until}", "ru": "Группы RFM: с {since} по {until}"}
OTHER_RULES: dict[Lang, str] = {
    "en": "scored by different settings of RFM, which explains part of the moves",
    "ru": "правила RFM на эти моменты разные, часть переходов вызвана ими",
}
NOBODY: dict[Lang, str] = {"en": "Nobody bought: nobody has a group", "ru": "Никто не покупал: групп ни у кого нет"}
OF_GROUP: dict[Lang, str] = {"en": "of “{group}”", "ru": "группы «{group}»"}

TALL, TOP, BOTTOM = 400, 96, 16
"""Height of the streams, and what is above and below them, in pixels."""
GAP, THICK = 16, 18
"""Least distance of two groups one above the other, so that their labels have a line each; breadth of a group."""
LETTER = 7.6
"""Room that a letter of a label takes, with some to spare."""


@dataclass(frozen=True)
class Group:
    """A group on one side.

    Args:
        name: Its name.
        customers: How many it has there.
        middle: Where its middle is, from 0 at the top to 1 at the bottom.
        label: What stands beside it.
    """

    name: str
    customers: int
    middle: float
    label: str


def rfm_flow(moved: RfmTransitions, *, lang: Lang | None = None) -> go.Figure:
    """Customers by their group at the earlier moment on the left and at the later on the right, as in `moved.table`.

    Args:
        moved: Who moved.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    since, until = (day(at.astimezone(ZoneInfo(moved.zone)).date(), lang) for at in (moved.since, moved.until))
    drawn = figure(TITLE[lang].format(since=since, until=until), lang, height=TALL + TOP + BOTTOM)
    flows = {(row["from"], row["to"]): int(row["customers"]) for row in moved.names.to_dict("records")}
    if not flows:
        return empty(drawn, NOBODY[lang])
    if not moved.same_rules:
        drawn.update_layout(title_subtitle_text=OTHER_RULES[lang])
    before, after = _sides(flows, lang)
    drawn.add_trace(_streams(flows, before, after, lang))
    margin = {"t": TOP, "b": BOTTOM, "l": _annotate(drawn, before, since, left=True)}
    return drawn.update_layout(margin=margin | {"r": _annotate(drawn, after, until, left=False)})


def _sides(flows: Mapping[tuple[str, str], int], lang: Lang) -> tuple[list[Group], list[Group]]:
    before, after = ({name: _sum(flows, at, name) for name in COLOURS} for at in (0, 1))
    before_labels = {name: f"{number(n, lang)}  {group_label(name, lang)}" for name, n in before.items()}
    after_labels = {
        name: f"{group_label(name, lang)}  {number(n, lang)} ({number(n - before[name], lang, signed=True)})"
        for name, n in after.items()
    }
    most = max(sum(map(bool, sizes.values())) for sizes in (before, after))
    each = (1 - GAP / TALL * (most - 1)) / sum(before.values())
    return list(_stack(before, before_labels, each=each)), list(_stack(after, after_labels, each=each))


def _sum(flows: Mapping[tuple[str, str], int], at: int, name: str) -> int:
    return sum(many for pair, many in flows.items() if pair[at] == name)


def _stack(customers: Mapping[str, int], labels: Mapping[str, str], *, each: float) -> Iterator[Group]:
    """The groups that have somebody, one below the other; a customer takes `each` of the height, gaps the rest."""
    there = {name: many for name, many in customers.items() if many}
    gap = (1 - each * sum(there.values())) / max(len(there) - 1, 1)
    top = 0.0
    for name, many in there.items():
        yield Group(name, many, top + many * each / 2, labels[name])
        top += many * each + gap


def _streams(flows: Mapping[tuple[str, str], int], before: list[Group], after: list[Group], lang: Lang) -> go.Sankey:
    groups, had = before + after, {group.name: group.customers for group in before}
    sources = {group.name: n for n, group in enumerate(before)}
    targets = {group.name: n for n, group in enumerate(after, len(before))}
    return go.Sankey(
        arrangement="fixed", hoverlabel={"align": "left"},
        node={
            "color": [COLOURS[group.name] for group in groups],
            "x": [0.001] * len(before) + [0.999] * len(after), "y": [group.middle for group in groups],
            "pad": GAP, "thickness": THICK, "line": {"width": 0},
            "customdata": [_said(group.name, group.customers, lang) for group in groups],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [sources[here] for here, _ in flows], "target": [targets[there] for _, there in flows],
            "value": list(flows.values()), "color": [faded(COLOURS[here], 0.4) for here, _ in flows],
            "customdata": [_moved(pair, many, had[pair[0]], lang) for pair, many in flows.items()],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )  # fmt: skip


def _said(name: str, many: int, lang: Lang) -> str:
    return f"{group_label(name, lang)}<br><b>{number(many, lang)}</b> {CUSTOMERS[lang]}"


def _moved(pair: tuple[str, str], many: int, had: int, lang: Lang) -> str:
    before, after = (group_label(name, lang) for name in pair)
    of_group = OF_GROUP[lang].format(group=before)
    return (
        f"{before} → {after}<br><b>{number(many, lang)}</b> {CUSTOMERS[lang]}, {percent(many / had, lang)} {of_group}"
    )


def _annotate(drawn: go.Figure, groups: list[Group], head: str, *, left: bool) -> float:
    """Write the labels of one side and the head above them; the room they take."""
    beside: dict[str, Any] = {
        "x": 0 if left else 1, "xanchor": "right" if left else "left", "xshift": (-1 if left else 1) * (THICK / 2 + 6),
        "xref": "paper", "yref": "paper", "showarrow": False,
    }  # fmt: skip
    drawn.add_annotation(**beside, y=1, yanchor="bottom", yshift=12, text=f"<b>{head}</b>")
    for group in groups:
        drawn.add_annotation(**beside, y=1 - group.middle, yanchor="middle", text=group.label)
    return 24 + LETTER * max(len(head) + 1, *(len(group.label) for group in groups))
