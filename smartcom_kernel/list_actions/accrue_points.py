"""Points for everybody in the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Who
from smartcom_kernel.segments.points_book import MOST, points_each
from smartcom_kernel.workbench import Workbench


@LIST_ACTIONS.register
class AccruePoints(ListAction):
    """Gives the customers points, each once for the occasion: doing it again gives only to those who are new."""

    kind = "accrue_points"
    example: ClassVar[dict[str, Any]] = {"amount": 100, "occasion": "spring"}
    form = Form(
        "Accrue points",
        "Начислить баллы",
        fields={
            "amount": FormField("Points each", "Баллов каждому"),
            "occasion": FormField("What for", "За что", hint_en="each gets them once", hint_ru="каждому — один раз"),
        },
    )
    place = 60
    for_one = True
    asks_first = True

    amount: Decimal = Field(ge=-int(MOST), le=int(MOST))
    """Points each, with at most two decimals; negative to take them back."""
    occasion: Line
    """What for."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Give them; whoever got some for this occasion before keeps those."""
        return f"{wb.points.accrue(who, self.amount, occasion=self.occasion).describe(lang)}."

    def describe(self, lang: Lang = "en") -> str:
        """How many, and what for."""
        each = points_each(self.amount, lang)
        if lang == "en":
            return f"accrue {each} for “{self.occasion}”"
        return f"{'начислить' if self.amount > 0 else 'списать'} {each}: «{self.occasion}»"
