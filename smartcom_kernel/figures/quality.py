"""How well the base is known: a bar per part, the parts one would rather have smaller in orange."""

from __future__ import annotations

import plotly.graph_objects as go

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent, spoken
from smartcom_kernel.figures.style import BLUE, CUSTOMERS, ORANGE, empty, figure, plain
from smartcom_kernel.insight.quality import BaseQuality
from smartcom_kernel.insight.quality_words import FAULTS, NO_CUSTOMERS, PARTS

TITLE: dict[Lang, str] = {"en": "How well the base is known", "ru": "Насколько известна база"}
SHARE: dict[Lang, str] = {"en": "share of all customers", "ru": "доля всех клиентов"}
MORE: dict[Lang, str] = {"en": "the more the better", "ru": "чем больше, тем лучше"}
LESS: dict[Lang, str] = {"en": "the less the better", "ru": "чем меньше, тем лучше"}


def base_quality(found: BaseQuality, *, lang: Lang | None = None) -> go.Figure:
    """A bar per part of the base: its share of all customers. The numbers are `found.parts`."""
    lang = lang or spoken()
    drawn = figure(TITLE[lang], lang, height=130 + 27 * len(found.parts))
    if not found.customers:
        return empty(drawn, NO_CUSTOMERS[lang])
    order = [plain(PARTS[part][lang]) for part in found.parts["part"]]
    for is_fault, title, colour in ((False, MORE[lang], BLUE), (True, LESS[lang], ORANGE)):
        rows = found.parts[found.parts["part"].isin(FAULTS) == is_fault]
        drawn.add_trace(
            go.Bar(
                x=rows["share"].to_numpy("float64"), y=[plain(PARTS[part][lang]) for part in rows["part"]],
                orientation="h", name=title, marker={"color": colour}, width=0.72,
                text=[percent(share, lang) for share in rows["share"]], textposition="outside", cliponaxis=False,
                customdata=[f"{number(n, lang)} {CUSTOMERS[lang]}" for n in rows["customers"]],
                hovertemplate="%{y}: <b>%{text}</b>, %{customdata}<extra></extra>",
            )
        )  # fmt: skip
    drawn.update_yaxes(categoryorder="array", categoryarray=order, autorange="reversed", showgrid=False)
    drawn.update_xaxes(title_text=SHARE[lang], tickformat=".0%", range=[0, 1.12], tickvals=[0, 0.25, 0.5, 0.75, 1])
    return drawn.update_layout(barmode="overlay", showlegend=True)
