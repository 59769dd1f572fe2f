"""A page made of literals, whose every name tries to break out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reports.management_summary.charts import effect_chart
from reports.management_summary.words import words
from reports.page import Card, Chart, Table, render
from smartcom_kernel.core.block import Lang
from smartcom_kernel.experiments.analyse import compare
from smartcom_kernel.experiments.groups import Group
from smartcom_kernel.figures.delivery import delivery
from smartcom_kernel.figures.segments import segment_sizes
from smartcom_kernel.state.messages import MessageState, Tally

HOSTILE = "</script><script>window.hacked=1;alert(1)</script><img src=x onerror='window.hacked=1'>"
A = Group(HOSTILE, 1000, 300, 300, 15_000.0, 300, 780_000.0, 15_000.0)
CONTROL = Group("control", 200, 40, 40, 2_000.0, 40, 104_000.0, 2_000.0)


def page(lang: Lang = "en", **changes: Any) -> str:
    """The management summary with invented, hostile content."""
    sizes = pd.DataFrame({"title": [HOSTILE, "lost"], "customers": [1, 3], "revenue": [90.0, 10.0]})
    tallies = [Tally(1, HOSTILE, "email", MessageState.ACCEPTED, "", 40)]
    rows = Table((HOSTILE, "n"), [(HOSTILE, str(n)) for n in range(300)])
    content: dict[str, Any] = {
        "say": words(lang),
        "shop": HOSTILE,
        "subtitle": HOSTILE,
        "verdict": "unclear",
        "badge": HOSTILE,
        "answers": [(HOSTILE, HOSTILE)] * 3,
        "notices": [HOSTILE],
        "mailing": {
            "title": HOSTILE,
            "cards": [Card(HOSTILE, "1,234", HOSTILE)] * 4,
            "effect": effect_chart(compare([A, CONTROL], currency="USD"), lang),
            "groups": rows,
            "window": HOSTILE,
            "course": Chart("course", HOSTILE, HOSTILE, segment_sizes(sizes, lang=lang), rows),
            "delivery": Chart("delivery", HOSTILE, HOSTILE, delivery(tallies, lang=lang), rows),
        },
        "base_cards": [Card("customers", "2,469")],
        "base_charts": [Chart("sizes", "Sizes", "", segment_sizes(sizes, lang=lang), rows, is_wide=True)],
        "segments": rows,
        "notes": [HOSTILE],
        "remake": [("snapshot", HOSTILE)],
    }
    return render("management_summary", lang=lang, **{**content, **changes})
