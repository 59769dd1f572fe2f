"""A word about being written to, of everybody in the list."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import count_of
from smartcom_kernel.core.person import user
from smartcom_kernel.core.section import Medium, media_choices, through
from smartcom_kernel.core.wording import number, plural
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, Line, ListAction, Who
from smartcom_kernel.segments.who import customers_of
from smartcom_kernel.workbench import Workbench

Word = Literal["yes", "no"]


@LIST_ACTIONS.register
class ChangeSubscription(ListAction):
    """Records that the customers want messages through a medium, or a category of mailings in it, or that they do not.

    Whose newest word says so already says nothing new. Every word is kept, with its source and who recorded it.
    """

    kind = "change_subscription"
    example: ClassVar[dict[str, Any]] = {"medium": "email", "word": "no", "source": "asked in the shop"}
    form = Form(
        "Change subscription",
        "Изменить подписку",
        fields={
            "medium": FormField("Medium", "Вид связи", choices=media_choices()),
            "word": FormField("They want it", "Хотят получать", choices={"yes": ("yes", "да"), "no": ("no", "нет")}),
            "category": FormField(
                "Category", "Категория", "mailing_categories", hint_en="all messages if empty",
                hint_ru="пусто — все сообщения",
            ),
            "source": FormField("How we know", "Откуда известно"),
        },
    )  # fmt: skip
    place = 35
    for_one = True

    medium: Medium
    """Through what."""
    word: Word
    """Whether they want it."""
    category: Line | None = None
    """Which mailings; the medium as a whole when absent."""
    source: Line
    """How we know: the evidence in case of doubt."""

    def question(self, customers: int, lang: Lang) -> str:
        """Whether that is what so many said: nobody can be made to have said nothing."""
        if lang == "ru":
            people = plural(customers, "клиента", "клиентов", "клиентов")
            return f"Записать для {number(customers, lang)} {people}: {self._said(lang)}?"
        return f"Record for {count_of(customers, 'customer')}: {self._said(lang)}?"

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Record the word of all of them, or of nobody."""
        batches = customers_of(who, wb.segment_store, wb.present.tables)
        new = wb.consent.change(
            batches, self.medium, granted=self.word == "yes", category=self.category or "",
            source=f"{self.source} ({user()})",
        )  # fmt: skip
        if lang == "ru":
            people = plural(new, "клиента", "клиентов", "клиентов")
            return f"Записано для {number(new, lang)} {people}: {self._said(lang)}."
        return f"Recorded for {count_of(new, 'customer')}: {self._said(lang)}."

    def describe(self, lang: Lang = "en") -> str:
        """What is recorded."""
        return f"{'записать' if lang == 'ru' else 'record'}: {self._said(lang)}"

    def _said(self, lang: Lang) -> str:
        medium = through(self.medium, lang)
        if lang == "ru":
            if self.word == "yes":
                return f"согласие на {f'рассылки «{self.category}»' if self.category else 'сообщения'} {medium}"
            return f"отказ от {f'рассылок «{self.category}»' if self.category else 'сообщений'} {medium}"
        what = f"mailings “{self.category}” {medium}" if self.category else f"messages {medium}"
        return f"{'yes' if self.word == 'yes' else 'no'} to {what}"
