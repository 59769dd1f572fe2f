"""What one customer is interested in, and whether that grows."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import percent
from smartcom_kernel.figures.style import BLUE, GREY, ORANGE, TEAL, figure, plain
from smartcom_kernel.metrics.interest_result import InterestResult, trend_word

TITLE: dict[Lang, str] = {"en": "Interests of {customer}", "ru": "Интересы {customer}"}
BEFORE: dict[Lang, str] = {"en": "a half life ago", "ru": "период полураспада назад"}
PART: dict[Lang, str] = {"en": "part of all that is known of", "ru": "доля всего, что известно"}
COLOURS = {"rising": TEAL, "steady": BLUE, "falling": ORANGE}
ARROWS = {"rising": "↑", "steady": "→", "falling": "↓"}


def interest_bars(result: InterestResult, *, lang: Lang = "en") -> go.Figure:
    """A bar per category, the greatest above, with the trend; a mark shows the interest a half life ago.

    Args:
        result: The interests of one customer.
        lang: Language of labels.
    """
    rows = result.frame.to_dict("records")
    who = plain(result.customer_id or "")
    drawn = figure(TITLE[lang].format(customer=who), lang, height=150 + 34 * max(1, len(rows)))
    names = [plain(str(row["name"])) for row in rows]
    hover = [
        f"<b>{percent(row['interest'], lang)}</b>, {trend_word(row['trend'], lang)}<br>"
        f"{BEFORE[lang]}: {percent(row['interest_before'], lang)}"
        for row in rows
    ]
    drawn.add_trace(
        go.Bar(
            x=[row["interest"] for row in rows], y=names, orientation="h", customdata=hover, showlegend=False,
            hovertemplate="%{y}: %{customdata}<extra></extra>",
            marker={"color": [COLOURS[row["trend"]] for row in rows]},
            text=[f"{percent(row['interest'], lang, decimals=0)} {ARROWS[row['trend']]}" for row in rows],
            textposition="outside", cliponaxis=False,
        )
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=[row["interest_before"] for row in rows], y=names, mode="markers", name=BEFORE[lang], hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 18, "line": {"color": GREY, "width": 3}},
        )
    )  # fmt: skip
    longest = max([0.1, *(max(row["interest"], row["interest_before"]) for row in rows)])
    drawn.update_xaxes(title_text=PART[lang], tickformat=".0%", range=[-0.01 * longest, 1.18 * longest], showgrid=False)
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    return drawn.update_layout(showlegend=bool(rows))
