"""A page made of literals, whose every name tries to break out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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


def page(lang: Lang = "en", hostile: str = HOSTILE, rows: Sequence[str] = (), **changes: Any) -> str:
    """The management summary with invented content: every name in it is `hostile`, and a table has those of `rows`."""
    sizes = pd.DataFrame({"title": [hostile, "lost"], "customers": [1, 3], "revenue": [90.0, 10.0]})
    tallies = [Tally(1, hostile, "email", MessageState.ACCEPTED, "", 40)]
    table = Table((hostile, "n"), [(name, str(n)) for n, name in enumerate(rows or [hostile] * 300)])
    content: dict[str, Any] = {
        "say": words(lang),
        "shop": hostile,
        "subtitle": hostile,
        "verdict": "unclear",
        "badge": hostile,
        "answers": [(hostile, hostile)] * 3,
        "notices": [hostile],
        "mailing": {
            "title": hostile,
            "cards": [Card(hostile, "1,234", hostile)] * 4,
            "effect": effect_chart(compare([replace(A, name=hostile), CONTROL], currency="USD"), lang),
            "groups": table,
            "window": hostile,
            "course": Chart("course", hostile, hostile, segment_sizes(sizes, lang=lang), table),
            "delivery": Chart("delivery", hostile, hostile, delivery(tallies, lang=lang), table),
        },
        "base_cards": [Card("customers", "2,469")],
        "base_charts": [Chart("sizes", "Sizes", "", segment_sizes(sizes, lang=lang), table, is_wide=True)],
        "segments": table,
        "notes": [hostile],
        "remake": [("snapshot", hostile)],
    }
    return render("management_summary", lang=lang, **{**content, **changes})
