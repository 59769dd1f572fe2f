"""How customers moved between the named groups of RFM: a flow from one refresh to another, and a table beside it."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import day, number, percent
from smartcom_kernel.figures.style import BLUE, CYAN, GREY, GRID, INK, MAGENTA, ORANGE, TEAL, faded, figure
from smartcom_kernel.metrics.rfm_names import DID_NOT_BUY, group_label
from smartcom_kernel.metrics.rfm_transitions import RfmTransitions

COLOURS = {
    "loyal": BLUE, "with_potential": CYAN, "new": TEAL, "drifting": "#c9a227", "at_risk": ORANGE, "frozen": MAGENTA,
    "lost": "#8c564b", DID_NOT_BUY: GREY,
}  # fmt: skip
"""The best customers come first, from the top downwards."""
TITLE: dict[Lang, str] = {
    "en": "RFM groups: from {since} to {until}",
    "ru": "Группы RFM: с {since} по {until}",
}
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("group", "before", "after", "change", "stayed"),
    "ru": ("группа", "было", "стало", "изменение", "остались"),
}
CUSTOMERS: dict[Lang, str] = {"en": "customers", "ru": "клиентов"}
OF_GROUP: dict[Lang, str] = {"en": "of «{group}»", "ru": "группы «{group}»"}
SEEN = 0.62
"""Part of the width that the flow has; the table has the rest."""


def rfm_flow(moved: RfmTransitions, *, lang: Lang = "en") -> go.Figure:
    """Customers by their group at the earlier moment (left) and at the later one (right); its numbers are `moved.table`.

    Args:
        moved: Who moved.
        lang: Language of labels.
    """
    since, until = (day(at.date(), lang) for at in (moved.since, moved.until))
    drawn = figure(TITLE[lang].format(since=since, until=until), lang, height=470)
    flows = moved.table.loc[list(COLOURS), list(COLOURS)]
    drawn.add_trace(_flow(flows, lang))
    drawn.add_trace(_beside(flows, lang))
    for x, text in ((0, since), (SEEN, until)):
        drawn.add_annotation(
            x=x, y=1, xref="paper", yref="paper", yanchor="bottom", xanchor="left" if x == 0 else "right", yshift=6,
            text=f"<b>{text}</b>", showarrow=False,
        )  # fmt: skip
    return drawn.update_layout(margin={"b": 16})


def _flow(flows: pd.DataFrame, lang: Lang) -> go.Sankey:
    groups = list(flows.index)
    pairs = [(here, there) for here in groups for there in groups if flows.at[here, there]]
    sides = [("from", group) for group in groups if flows.loc[group].any()]
    sides += [("to", group) for group in groups if flows[group].any()]
    place = {side: n for n, side in enumerate(sides)}
    return go.Sankey(
        domain={"x": [0, SEEN], "y": [0, 1]}, arrangement="snap", textfont={"color": INK, "size": 13, "shadow": "none"},
        valueformat=",.0f", hoverlabel={"align": "left"}, node=_nodes(sides, flows, lang),
        link={
            "source": [place["from", here] for here, _ in pairs], "target": [place["to", there] for _, there in pairs],
            "value": [int(_at(flows, *pair)) for pair in pairs],
            "color": [faded(COLOURS[here], 0.4) for here, _ in pairs],
            "customdata": [_hover(flows, *pair, lang) for pair in pairs],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )  # fmt: skip


def _nodes(sides: list[tuple[str, str]], flows: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    sizes = [int((flows.loc[group] if side == "from" else flows[group]).sum()) for side, group in sides]
    return {
        "label": [group_label(group, lang) for _, group in sides],
        "color": [COLOURS[group] for _, group in sides],
        "x": [0.001 if side == "from" else 0.999 for side, _ in sides],
        "y": [y for side in ("from", "to") for y in _middles([n for n, s in zip(sizes, sides, strict=True) if s[0] == side])],
        "pad": 14, "thickness": 18, "line": {"width": 0},
        "customdata": [f"<b>{group_label(g, lang)}</b>: {number(n, lang)} {CUSTOMERS[lang]}" for n, (_, g) in zip(sizes, sides, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _middles(sizes: list[int]) -> list[float]:
    """Where the middle of each node is, from the top downwards, so that they keep their order."""
    whole = sum(sizes)
    ends = list(chain([0], pd.Series(sizes, dtype="float64").cumsum())) if sizes else [0]
    return [min(max((top + end) / 2 / whole, 0.001), 0.999) for top, end in zip(ends, ends[1:], strict=False)]


def _hover(flows: pd.DataFrame, here: str, there: str, lang: Lang) -> str:
    many, whole = int(_at(flows, here, there)), int(flows.loc[here].sum())
    before, after = group_label(here, lang), group_label(there, lang)
    of_group = OF_GROUP[lang].format(group=before)
    return f"{before} → {after}<br><b>{number(many, lang)}</b> {CUSTOMERS[lang]}, {percent(many / whole, lang)} {of_group}"


def _beside(flows: pd.DataFrame, lang: Lang) -> go.Table:
    groups = [group for group in flows.index if flows.loc[group].any() or flows[group].any()]
    rows = [_row(flows, group, lang) for group in groups]
    look = {"fill": {"color": "rgba(0,0,0,0)"}, "line": {"color": GRID}, "align": ["left", "right"]}
    return go.Table(
        domain={"x": [SEEN + 0.04, 1], "y": [0, 1]}, columnwidth=[1.7, 1, 1, 1.2, 1.1],
        header={"values": [f"<b>{head}</b>" for head in HEADS[lang]], "font": {"color": INK}, "height": 32, **look},
        cells={
            "values": [list(column) for column in zip(*rows, strict=True)], "height": 30,
            "font": {"color": [[COLOURS[group] for group in groups], INK]}, **look,
        },
    )  # fmt: skip


def _row(flows: pd.DataFrame, group: str, lang: Lang) -> tuple[str, ...]:
    before, after = int(flows.loc[group].sum()), int(flows[group].sum())
    stayed = percent(int(_at(flows, group, group)) / before, lang, decimals=0) if before else "—"
    change = number(after - before, lang, signed=True)
    return f"<b>{group_label(group, lang)}</b>", number(before, lang), number(after, lang), change, stayed


def _at(flows: pd.DataFrame, here: str, there: str) -> Any:
    return flows.at[here, there]
