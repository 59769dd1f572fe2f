"""How every figure looks and behaves: one template, one palette, one configuration without a way out of the machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import NARROW_SPACE, money
from smartcom_kernel.experiments.assign import CONTROL

CONFIG: dict[str, Any] = {"displaylogo": False, "showSendToCloud": False, "responsive": True, "displayModeBar": "hover"}
"""No button sends the figure's data anywhere; the template removes that button too, wherever a figure is shown."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
INK, FAINT, GRID = "#5f6b7a", "#8d97a5", "rgba(128,138,150,.22)"
BLUE, ORANGE, TEAL, MAGENTA, CYAN = "#0077bb", "#e8702a", "#009988", "#c2398b", "#33a6d8"
VARIANTS = (BLUE, ORANGE, TEAL, MAGENTA, CYAN)
"""Told apart also by colour-blind people (after Paul Tol's vibrant scheme), and by their labels in any case."""
GREY = "#8a93a0"
CUSTOMERS: dict[Lang, str] = {"en": "customers", "ru": "клиентов"}
OF_REVENUE: dict[Lang, str] = {"en": "of the revenue", "ru": "выручки"}
SHARE_OF_REVENUE: dict[Lang, str] = {"en": "share of revenue", "ru": "доля выручки"}
"""Words of axes and hovers that several figures share."""

AXIS = {
    "automargin": True, "gridcolor": GRID, "zeroline": False, "ticks": "", "fixedrange": True,
    "title": {"font": {"size": 13}},
}  # fmt: skip
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {"font": {"size": 16}, "x": 0.01, "xanchor": "left", "y": 0.98, "yanchor": "top", "yref": "container"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(VARIANTS),
        "margin": {"l": 8, "r": 16, "t": 76, "b": 8},
        "xaxis": AXIS,
        "yaxis": AXIS | {"ticklabelstandoff": 8, "title": {"font": {"size": 13}, "standoff": 18}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left", "namelength": -1},
        "bargap": 0.28,
        "modebar": {"remove": ["sendChartToCloud"], "bgcolor": "rgba(0,0,0,0)", "color": FAINT, "activecolor": INK},
    }
)


def figure(title: str, lang: Lang, *, height: int = 360) -> go.Figure:
    """An empty figure with the house's look and the language's separators."""
    separators = f",{NARROW_SPACE}" if lang == "ru" else ".,"
    return go.Figure(
        layout={"template": TEMPLATE, "title": {"text": title}, "separators": separators, "height": height}
    )


def empty(drawn: go.Figure, why: str) -> go.Figure:
    """A figure that says why there is nothing to see."""
    drawn.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text=why.replace(": ", ":<br>"), showarrow=False)
    return drawn.update_xaxes(visible=False).update_yaxes(visible=False)


def colours(groups: Sequence[str]) -> dict[str, str]:
    """The colour of every group: the control group is always grey, a variant keeps its colour in all figures."""
    variants = sorted(set(groups) - {CONTROL})
    return {CONTROL: GREY} | {name: VARIANTS[i % len(VARIANTS)] for i, name in enumerate(variants)}


def plain(text: str) -> str:
    """Text as a figure shows it, letter by letter: plotly reads some HTML in labels, and formulas between two ``$``."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")


def money_axis(currency: str, lang: Lang, *, decimals: int = 0) -> dict[str, Any]:
    """Settings of an axis that shows amounts as `core.money.money` writes them."""
    before, _, after = money(0, currency, lang, decimals=0).partition("0")
    return {"tickprefix": plain(before), "ticksuffix": plain(after), "tickformat": f",.{decimals}f"}


def faded(colour: str, opacity: float) -> str:
    """A ``#rrggbb`` colour with an opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def configure_renderers() -> None:
    """Give every renderer the house's configuration, so that notebooks offer no upload button either."""
    for name in pio.renderers:
        renderer = pio.renderers[name]
        if hasattr(renderer, "config"):
            renderer.config = dict(CONFIG)


if "IPython" in sys.modules:  # elsewhere nothing is rendered, and asking for the renderers costs a second
    configure_renderers()
