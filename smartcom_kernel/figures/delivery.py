"""What became of everybody a sending meant to reach: one bar per outcome, together all people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.experiments.difference import group_title
from smartcom_kernel.figures.style import colours, figure, plain
from smartcom_kernel.state.messages import MessageState, Reason, Tally

OUTCOMES: dict[str, dict[Lang, str]] = {
    MessageState.ACCEPTED: {"en": "taken by the provider", "ru": "принято провайдером"},
    MessageState.DELIVERED: {"en": "delivered", "ru": "доставлено"},
    MessageState.COMPLAINED: {"en": "called spam", "ru": "жалоба на спам"},
    MessageState.BOUNCED: {"en": "came back", "ru": "вернулось"},
    MessageState.FAILED: {"en": "refused by the provider", "ru": "отклонено провайдером"},
    MessageState.UNCERTAIN: {"en": "in doubt: look at these", "ru": "под вопросом: проверьте"},
    MessageState.PLANNED: {"en": "not sent yet", "ru": "ещё не отправлено"},
    MessageState.INTENT: {"en": "on its way", "ru": "отправляется"},
    Reason.CONTROL_GROUP: {"en": "held out: control group", "ru": "контрольная группа"},
    Reason.NO_CONTACT: {"en": "no usable address", "ru": "нет пригодного адреса"},
    Reason.NO_CONSENT: {"en": "has not agreed", "ru": "нет согласия"},
    Reason.SUPPRESSED: {"en": "address on the stop list", "ru": "адрес в стоп-листе"},
    Reason.TEMPLATE_ERROR: {"en": "text could not be made", "ru": "ошибка в шаблоне"},
}
TITLE: dict[Lang, str] = {"en": "What became of {n} people", "ru": "Что стало с адресатами: {n}"}


def outcome_title(outcome: str, lang: Lang = "en") -> str:
    """How people say an outcome; a reason nobody has named yet says itself."""
    return OUTCOMES[outcome][lang] if outcome in OUTCOMES else outcome.replace("_", " ")


def outcomes(tallies: Sequence[Tally]) -> Counter[tuple[str, str]]:
    """People by outcome (the reason, where they were skipped) and variant, in the order of `OUTCOMES`."""
    known = list(OUTCOMES)
    found: Counter[tuple[str, str]] = Counter()
    for tally in sorted(tallies, key=lambda t: known.index(_outcome(t)) if _outcome(t) in known else len(known)):
        found[_outcome(tally), tally.variant] += tally.messages
    return found


def delivery(tallies: Sequence[Tally], *, lang: Lang = "en") -> go.Figure:
    """The people of one sending by what became of them, each variant in its colour."""
    counts = outcomes(tallies)
    names = list(dict.fromkeys(outcome for outcome, _ in counts))
    totals = {name: sum(n for (outcome, _), n in counts.items() if outcome == name) for name in names}
    drawn = figure(TITLE[lang].format(n=number(sum(totals.values()), lang)), lang, height=130 + 44 * len(names))
    labels = [plain(outcome_title(name, lang)) for name in names]
    for variant, colour in colours([variant for _, variant in counts]).items():
        values = [counts[name, variant] for name in names]
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
            x=list(totals.values()), y=labels, mode="text", text=[f" {number(n, lang)}" for n in totals.values()],
            textposition="middle right", hoverinfo="skip", showlegend=False, cliponaxis=False,
        )
    )  # fmt: skip
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    drawn.update_xaxes(range=[0, max([1, *totals.values()]) * 1.12])
    return drawn.update_layout(barmode="stack", showlegend=True)


def _outcome(tally: Tally) -> str:
    return tally.reason if tally.state is MessageState.SKIPPED else str(tally.state)
