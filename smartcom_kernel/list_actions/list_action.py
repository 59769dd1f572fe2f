"""The family of list actions: what can be done with whoever a condition finds."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.in_segment import InSegment
from smartcom_kernel.core.block import Block, Lang
from smartcom_kernel.core.definitions import NAME
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.family import Family
from smartcom_kernel.segments import members
from smartcom_kernel.segments.members import Spec
from smartcom_kernel.workbench import Workbench

Who = Spec | str
"""The name of a saved segment, a condition, or the data of either."""
NOBODY: dict[Lang, str] = {
    "en": "There is nobody in this list, so nothing was done.",
    "ru": "В этом списке никого нет, поэтому ничего не сделано.",
}


class ListAction(Block):
    """Something that can be done with a list of customers."""

    form: ClassVar[Form] = Form()
    """What it and its fields are called."""
    place: ClassVar[int] = 50
    """Where it stands among the others: the lower, the earlier."""
    for_one: ClassVar[bool] = False
    """Whether it is offered for one customer alone, too."""
    for_nobody: ClassVar[bool] = False
    """Whether it makes sense while there is nobody in the list."""

    def act(self, wb: Workbench, who: Who, lang: Lang | None = None) -> str:
        """Do it, unless there is nobody to do it with.

        Args:
            wb: The workbench.
            who: With whom.
            lang: Language of what is said; the workspace's when None.

        Returns:
            What was done, in one sentence.

        Raises:
            SmartcomError: It cannot be done, and nothing was.
        """
        lang = lang or wb.settings.language
        if not self.for_nobody and wb.segments.count(who) == 0:
            return NOBODY[lang]
        return self.done(wb, who, lang)

    def question(self, customers: int, lang: Lang) -> str:  # noqa: ARG002
        """What widgets ask once more before it is done with several customers; empty where they just do it."""
        return ""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Do it, whole or not at all, and say what was done."""
        raise NotImplementedError


LIST_ACTIONS: Family[ListAction] = Family("list action", ListAction)


def condition_of(who: Who) -> Condition:
    """Who is in the list, as a condition.

    Raises:
        SpecError: The data are faulty.
    """
    return InSegment(name=who) if isinstance(who, str) else members.condition_of(who)


def matching(pattern: str, fits: Words) -> AfterValidator:
    """For a field of text: what all of it must match, and what fits, in words."""

    def checked(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(Words(f"does not fit; what does: {fits}", f"не подходит; подходит: {fits.ru}"))
        return text

    return AfterValidator(checked)


NAMES = Words("a–z, 0–9, - and _", "a–z, 0–9, - и _")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), matching(NAME.pattern, NAMES)]
"""A field that holds the name of a file."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    matching(r"[^\x00-\x1f\x7f]*", Words("one line without control characters", "одна строка без управляющих знаков")),
]
"""A field that holds a line of text, of at most a hundred characters."""


def name_field(en: str, ru: str) -> FormField:
    """What a form says of a `Name`."""
    return FormField(en, ru, hint_en=NAMES, hint_ru=NAMES.ru)
