"""The beginning of a mailing to the list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.in_segment import InSegment
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, Words
from smartcom_kernel.core.section import media_choices, medium_word
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, ListAction, Name, Who, condition_of, name_field
from smartcom_kernel.list_actions.save_segment import TAKEN
from smartcom_kernel.workbench import Workbench

SENT_THROUGH = ("email", "sms")
THERE = Words(
    "there is a mailing of this name already; choose another", "рассылка с таким именем уже есть; выберите другое"
)
DRAFTED: dict[Lang, str] = {
    "en": "Drafted: mailings/{name}.yml for the segment “{segment}”. Nothing is sent yet: write the template “{name}”.",
    "ru": "Черновик: mailings/{name}.yml для сегмента «{segment}». Ничего не отправлено: напишите шаблон «{name}».",
}


@LIST_ACTIONS.register
class DraftMailing(ListAction):
    """Drafts a mailing to the list, which is saved as a segment of the same name unless it is a saved one."""

    kind = "draft_mailing"
    example: ClassVar[dict[str, Any]] = {"name": "spring", "medium": "sms"}
    form = Form(
        "Draft a mailing",
        "Черновик рассылки",
        fields={
            "name": name_field("Name of the mailing", "Имя рассылки"),
            "medium": FormField("Medium", "Вид связи", choices=media_choices(SENT_THROUGH)),
        },
    )
    place = 50
    for_nobody = True

    name: Name
    """What the mailing is called, and the template that it is for."""
    medium: Literal["email", "sms"] = "email"
    """Through what it reaches people."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Write the mailing, and the segment where the list has none.

        Raises:
            SpecError: There is a mailing or another segment of this name already.
        """
        if self.name in wb.mailings:
            raise SpecError.single(f"mailing {self.name!r}", THERE, "name")
        with self._segment(wb, condition_of(who)) as segment:
            wb.mailings.draft(segment, self.name, medium=self.medium)
        return DRAFTED[lang].format(name=self.name, segment=segment)

    @contextmanager
    def _segment(self, wb: Workbench, condition: Condition) -> Iterator[str]:
        """The name of the list as a segment; a new one stays only where the block ends without an error."""
        if isinstance(condition, InSegment):
            yield condition.name
            return
        is_new = self.name not in wb.segments
        if is_new:
            wb.segments.save(self.name, condition)
        elif wb.segments[self.name].condition != condition:
            raise SpecError.single(f"segment {self.name!r}", TAKEN, "name")
        try:
            yield self.name
        except BaseException:
            if is_new:
                wb.segments.delete(self.name)
            raise

    def describe(self, lang: Lang = "en") -> str:
        """The mailing and its medium."""
        what = f"draft the mailing “{self.name}”" if lang == "en" else f"сделать черновик рассылки «{self.name}»"
        return f"{what} ({medium_word(self.medium, lang)})"
