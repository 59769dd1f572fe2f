"""A label on everybody in the list."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.person import user
from smartcom_kernel.core.wording import number, plural
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Who
from smartcom_kernel.workbench import Workbench

MOST_DAYS = 3650


@LIST_ACTIONS.register
class PutTag(ListAction):
    """Puts a tag on the customers, for so many days or for good."""

    kind = "put_tag"
    example: ClassVar[dict[str, Any]] = {"tag": "vip", "days": 30}
    form = Form(
        "Add tag",
        "Поставить метку",
        fields={
            "tag": FormField("Tag", "Метка", "tags"),
            "days": FormField("Days", "На сколько дней", hint_en="for good if empty", hint_ru="пусто — бессрочно"),
        },
    )
    place = 20
    for_one = True

    tag: Line
    """The tag."""
    days: int | None = Field(None, ge=1, le=MOST_DAYS)
    """After how many days it runs out; never when it is absent."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Put the tag; whoever carries it already keeps it with the new lifetime."""
        put = wb.tags.put(self.tag, who, days=self.days, source=user())
        if lang == "en":
            return f"The tag “{self.tag}” was put on {count_of(put, 'customer')}{self._lifetime(lang)}."
        whom = f"{number(put, lang)} {plural(put, 'клиенту', 'клиентам', 'клиентам')}"
        return f"Метка «{self.tag}» поставлена {whom}{self._lifetime(lang)}."

    def describe(self, lang: Lang = "en") -> str:
        """The tag and its lifetime."""
        what = f"put the tag “{self.tag}”" if lang == "en" else f"поставить метку «{self.tag}»"
        return what + self._lifetime(lang)

    def _lifetime(self, lang: Lang) -> str:
        if self.days is None:
            return ""
        if lang == "en":
            return f" for {count_of(self.days, 'day')}"
        return f" на {number(self.days, lang)} {plural(self.days, 'день', 'дня', 'дней')}"
