"""The list under a name."""

from __future__ import annotations

from typing import Any, ClassVar

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, Words
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Name, Who, condition_of, name_field
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.workbench import Workbench

TAKEN = Words(
    "there is a segment of this name already; choose another", "сегмент с таким именем уже есть; выберите другое"
)


@LIST_ACTIONS.register
class SaveSegment(ListAction):
    """Keeps the list as a segment: whoever fulfils its condition when it is asked."""

    kind = "save_segment"
    example: ClassVar[dict[str, Any]] = {"name": "spring", "title": "Awakened by spring"}
    form = Form(
        "Save as segment",
        "Сохранить как сегмент",
        fields={
            "name": name_field("Name of the segment", "Имя сегмента"),
            "title": FormField("Title", "Название"),
        },
    )
    place = 10
    for_nobody = True

    name: Name
    """What files, commands and other segments call it."""
    title: Line | None = None
    """What people call it."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Write the file of the segment.

        Raises:
            SpecError: There is a segment of this name already.
        """
        if self.name in wb.segments:
            raise SpecError.single(f"segment {self.name!r}", TAKEN, "name")
        kept = wb.segments.save(self.name, {"title": self.title or "", "condition": condition_of(who).to_data()})
        return saved(kept, lang)

    def describe(self, lang: Lang = "en") -> str:
        """The name it gets."""
        return f"save as the segment “{self.name}”" if lang == "en" else f"сохранить как сегмент «{self.name}»"


def saved(segment: Segment, lang: Lang) -> str:
    """What is said of a segment that has just been saved."""
    said = "Saved as the segment “{}”: {}." if lang == "en" else "Сохранено как сегмент «{}»: {}."
    return said.format(segment.name, segment.describe(lang))
