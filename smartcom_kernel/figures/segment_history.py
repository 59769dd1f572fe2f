"""A segment over time: how many customers it has, and who entered and left at each recount."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import day_and_time, number, percent, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, INK, ORANGE, TEAL, figure, plain
from smartcom_kernel.segments.history import SegmentHistory

TITLE: dict[Lang, str] = {"en": "Segment {name} over time", "ru": "Сегмент «{name}» во времени"}
DAYS: dict[Lang, str] = {"en": "%-d %b %Y", "ru": "%d.%m.%Y"}
WORDS: dict[Lang, dict[str, str]] = {
    "en": {"inside": "customers", "entered": "entered", "left": "left", "changed": "another definition"},
    "ru": {"inside": "клиентов", "entered": "вошли", "left": "вышли", "changed": "другое определение"},
}


def segment_history(found: SegmentHistory, *, lang: Lang | None = None) -> go.Figure:
    """A line of customers; below it bars of those who entered and left; a dotted line where the definition changed.

    The first recount, with which everybody entered, has no bar.

    Args:
        found: The segment at its recounts.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    words, rows = WORDS[lang], found.table.to_dict("records")
    drawn = figure(TITLE[lang].format(name=plain(found.segment)), lang, height=420)
    zone = ZoneInfo(found.zone)
    moments = [row["as_of"].astimezone(zone).replace(tzinfo=None) for row in rows]
    said = [_said(row, found.zone, lang) for row in rows]
    shared = {"customdata": said, "hovertemplate": "%{customdata}<extra></extra>"}
    drawn.add_trace(
        go.Scatter(
            x=moments, y=[row["customers"] for row in rows], name=words["inside"], mode="lines+markers",
            line={"color": BLUE, "width": 3, "shape": "hv"}, marker={"size": 7}, **shared,
        )
    )  # fmt: skip
    for side, sign, colour in (("entered", 1, TEAL), ("left", -1, ORANGE)):
        moved = [sign * row[side] for row in rows[1:]]
        drawn.add_trace(
            go.Bar(
                x=moments[1:], y=moved, name=words[side], marker={"color": colour}, yaxis="y2",
                customdata=said[1:], hovertemplate=shared["hovertemplate"],
            )
        )  # fmt: skip
    for moment, row in zip(moments, rows, strict=True):
        if row["new_definition"]:
            drawn.add_vline(x=moment, line={"color": INK, "dash": "dot", "width": 1})
            drawn.add_annotation(
                x=moment, y=1, yref="paper", yanchor="bottom", text=words["changed"], showarrow=False, font={"size": 11}
            )
    drawn.update_layout(
        barmode="relative", xaxis={"tickformat": DAYS[lang]}, showlegend=True, margin={"t": 96}, legend={"y": 1.08},
        yaxis={"domain": [0.42, 1], "rangemode": "tozero", "title": {"text": CUSTOMERS[lang]}, "tickformat": ",d"},
        yaxis2={"domain": [0, 0.32], "anchor": "x", "tickformat": ",d", "zeroline": True, "zerolinecolor": INK},
    )  # fmt: skip
    return drawn


def _said(row: dict[Any, Any], zone: str, lang: Lang) -> str:
    words = WORDS[lang]
    customers, entered, left = (number(row[name], lang) for name in ("customers", "entered", "left"))
    return (
        f"{day_and_time(row['as_of'], zone, lang)}<br><b>{customers}</b> {CUSTOMERS[lang]} "
        f"({percent(row['share'], lang)})<br>{words['entered']}: {entered}, {words['left']}: {left}"
    )
