"""Points for everybody in the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, plural
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

    amount: Decimal = Field(ge=-int(MOST), le=int(MOST))
    """Points each, with at most two decimals; negative to take them back."""
    occasion: Line
    """What for."""

    def question(self, customers: int, lang: Lang) -> str:
        """Whether so many are to get them: who has them cannot be made to forget."""
        each, many = points_each(self.amount, lang), number(customers, lang)
        if lang == "en":
            whom = f"{each} for “{self.occasion}” to {many} customers"
            return f"Accrue {whom}? Whoever got some for it before gets none again."
        people = plural(customers, "клиенту", "клиентам", "клиентам")
        if self.amount > 0:
            return f"Начислить {many} {people} {each} за «{self.occasion}»? Кто уже получал за это, не получит снова."
        return f"Списать {each} у клиентов ({many}): «{self.occasion}»? У кого уже списали за это, не спишем снова."

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Give them; whoever got some for this occasion before keeps those."""
        return f"{wb.points.accrue(who, self.amount, occasion=self.occasion).describe(lang)}."

    def describe(self, lang: Lang = "en") -> str:
        """How many, and what for."""
        each = points_each(self.amount, lang)
        if lang == "en":
            return f"accrue {each} for “{self.occasion}”"
        return f"{'начислить' if self.amount > 0 else 'списать'} {each}: «{self.occasion}»"
