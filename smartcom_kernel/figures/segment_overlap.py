"""Segments laid over each other: bars of who is in exactly these, above dots that say which these are."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, GRID, INK, empty, figure, plain
from smartcom_kernel.segments.overlap import Overlap

TITLE: dict[Lang, str] = {
    "en": "Customers who are in exactly these segments", "ru": "Клиенты, которые ровно в этих сегментах",
}  # fmt: skip
NOBODY: dict[Lang, str] = {"en": "Nobody is in any of these segments", "ru": "Ни в одном из этих сегментов никого нет"}
NO_OTHERS: dict[Lang, str] = {"en": "in no other", "ru": "в других нет"}
SHOWN = 15
"""The largest combinations are drawn; `Overlap.combinations` has all."""


def segment_overlap(found: Overlap, *, lang: Lang | None = None) -> go.Figure:
    """One column per combination of segments that occurs, the largest at the left; an UpSet plot.

    Args:
        found: The overlap.
        lang: Language of labels; the workspace's when None.
    """
    lang = lang or spoken()
    drawn = figure(TITLE[lang], lang, height=300 + 34 * len(found.names))
    shown = found.combinations.head(SHOWN).to_dict("records")
    if not shown:
        return empty(drawn, NOBODY[lang])
    columns = list(range(len(shown)))
    sizes = [row["customers"] for row in shown]
    said = [_said([n for n in found.names if row[n]], row["customers"], found.base, lang) for row in shown]
    drawn.add_trace(
        go.Bar(
            x=columns, y=sizes, marker={"color": BLUE}, text=[number(n, lang) for n in sizes], textposition="outside",
            cliponaxis=False, customdata=said, hovertemplate="%{customdata}<extra></extra>", yaxis="y2",
        )
    )  # fmt: skip
    for is_inside, colour in ((False, GRID), (True, INK)):
        places = [(x, y) for x, row in enumerate(shown) for y, n in enumerate(found.names) if bool(row[n]) is is_inside]
        drawn.add_trace(
            go.Scatter(
                x=[x for x, _ in places], y=[y for _, y in places], mode="markers", hoverinfo="skip",
                marker={"color": colour, "size": 13},
            )
        )  # fmt: skip
    labels = [f"{plain(name)}  {number(found.sizes[name], lang)}" for name in found.names]
    dots = 34 * len(found.names) / (220 + 34 * len(found.names))
    return drawn.update_layout(
        showlegend=False, margin={"t": 64},
        xaxis={"visible": False, "range": [-0.6, len(shown) - 0.4]},
        yaxis={
            "domain": [0, dots], "range": [len(labels) - 0.5, -0.5], "tickvals": list(range(len(labels))),
            "ticktext": labels, "showgrid": False,
        },
        yaxis2={
            "domain": [dots + 0.04, 1], "anchor": "x", "rangemode": "tozero", "tickformat": ",d",
            "title": {"text": CUSTOMERS[lang]},
        },
    )  # fmt: skip


def _said(names: list[str], customers: int, base: int, lang: Lang) -> str:
    listed = " + ".join(plain(name) for name in names)
    many = f"<b>{number(customers, lang)}</b> {CUSTOMERS[lang]}"
    return f"{listed}, {NO_OTHERS[lang]}<br>{many} ({percent(customers / base, lang)})"
