"""What became of everybody a sending meant to reach: one bar per outcome, together all people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.delivery.words import reason_words, state_words
from smartcom_kernel.experiments.difference import group_title
from smartcom_kernel.figures.style import colours, figure, plain
from smartcom_kernel.state.messages import MessageState, Tally

ORDER = (
    MessageState.DELIVERED, MessageState.ACCEPTED, MessageState.COMPLAINED, MessageState.BOUNCED, MessageState.SKIPPED,
    MessageState.FAILED, MessageState.UNCERTAIN, MessageState.INTENT, MessageState.PLANNED,
)  # fmt: skip
TITLE: dict[Lang, str] = {"en": "What became of {n} people", "ru": "Что стало с адресатами: {n}"}


def standing_title(state: MessageState, reason: str, lang: Lang = "en") -> str:
    """How people call where somebody stands: the reason, where nobody wrote to them."""
    return reason_words(reason, lang) if state is MessageState.SKIPPED else state_words(state, lang)


def standings(tallies: Sequence[Tally]) -> dict[tuple[MessageState, str], Counter[str]]:
    """People by where they stand and by variant: what was sent, who was not written to, what is still open."""
    found: dict[tuple[MessageState, str], Counter[str]] = {}
    for tally in sorted(tallies, key=lambda t: (ORDER.index(t.state), -t.messages, t.reason)):
        found.setdefault((tally.state, tally.reason), Counter())[tally.variant] += tally.messages
    return found


def delivery(tallies: Sequence[Tally], *, lang: Lang | None = None) -> go.Figure:
    """The people of one sending by what became of them, each variant in its colour."""
    lang = lang or spoken()
    counts = standings(tallies)
    totals = [sum(by_variant.values()) for by_variant in counts.values()]
    labels = [plain(standing_title(state, reason, lang)) for state, reason in counts]
    drawn = figure(TITLE[lang].format(n=number(sum(totals), lang)), lang, height=130 + 44 * len(counts))
    for variant, colour in colours([t.variant for t in tallies]).items():
        values = [by_variant[variant] for by_variant in counts.values()]
        if any(values):
            label = plain(group_title(variant, lang))
            drawn.add_trace(
                go.Bar(
                    x=values, y=labels, orientation="h", name=label, marker={"color": colour},
                    hovertemplate=f"{label}: <b>%{{x:,}}</b><extra>%{{y}}</extra>",
                )
            )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=totals, y=labels, mode="text", text=[f" {number(n, lang)}" for n in totals],
            textposition="middle right", hoverinfo="skip", showlegend=False, cliponaxis=False,
        )
    )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(showticklabels=False, showgrid=False, range=[0, max([1, *totals]) * 1.18])
    return drawn.update_layout(barmode="stack", showlegend=True)
