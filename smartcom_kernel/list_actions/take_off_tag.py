"""A label taken off everybody in the list."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.wording import number, plural
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Who
from smartcom_kernel.workbench import Workbench


@LIST_ACTIONS.register
class TakeOffTag(ListAction):
    """Takes a tag off the customers who carry it."""

    kind = "take_off_tag"
    example: ClassVar[dict[str, Any]] = {"tag": "vip"}
    form = Form("Remove tag", "Снять метку", fields={"tag": FormField("Tag", "Метка", "tags")})
    place = 30
    for_one = True

    tag: Line
    """The tag."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Take the tag off."""
        had = wb.tags.take_off(self.tag, who)
        if lang == "en":
            few = f"Nobody in this list had the tag “{self.tag}”."
            return f"The tag “{self.tag}” was taken off {count_of(had, 'customer')}." if had else few
        whom = f"{number(had, lang)} {plural(had, 'клиента', 'клиентов', 'клиентов')}"
        return f"Метка «{self.tag}» снята с {whom}." if had else f"Метки «{self.tag}» в этом списке ни у кого не было."

    def describe(self, lang: Lang = "en") -> str:
        """The tag."""
        return f"take the tag “{self.tag}” off" if lang == "en" else f"снять метку «{self.tag}»"
