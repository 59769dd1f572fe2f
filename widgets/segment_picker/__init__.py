"""Choose a saved segment and see at once who is in it."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SmartcomError
from smartcom_kernel.core.wording import number, percent
from smartcom_kernel.segments.book import SegmentBook
from smartcom_kernel.segments.members import Summary

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "label": "Segment", "empty": "There are no segments yet: wb.segments.save(name, spec) keeps one.",
        "customers": "customers", "base": "of the base", "revenue": "of revenue",
    },
    "ru": {
        "label": "Сегмент", "empty": "Сегментов пока нет: wb.segments.save(имя, условие) сохранит первый.",
        "customers": "клиентов", "base": "базы", "revenue": "выручки",
    },
}  # fmt: skip


class SegmentPicker(ipywidgets.VBox):  # type: ignore[misc]
    """A list of the saved segments; below it the chosen one in numbers and words.

    The chosen name is `segment`, for use in the next cell; without the widget, ``wb.segments.summary(name)`` says the
    same.

    Args:
        segments: The workbench's segments: ``wb.segments``.
        lang: Language of the words.
    """

    def __init__(self, segments: SegmentBook, *, lang: Lang = "en") -> None:
        self._segments = segments
        self._lang: Lang = lang
        names = list(segments)
        self._choice = ipywidgets.Dropdown(options=names, description=WORDS[lang]["label"], disabled=not names)
        self._shown = ipywidgets.HTML()
        super().__init__([self._choice, self._shown])
        self._choice.observe(self._on_choice, names=["value"])
        self._show()

    @property
    def segment(self) -> str | None:
        """The name of the chosen segment; None where there is none to choose."""
        return self._choice.value

    @segment.setter
    def segment(self, name: str) -> None:
        self._choice.value = name

    def _on_choice(self, _change: dict[str, Any]) -> None:
        self._show()

    def _show(self) -> None:
        if self.segment is None:
            self._shown.value = f"<p>{escape(WORDS[self._lang]['empty'])}</p>"
            return
        try:
            self._shown.value = _html(self._segments.summary(self.segment), self._lang)
        except SmartcomError as error:  # a widget's callback would swallow it
            self._shown.value = f"<p role='alert'>{escape(str(error))}</p>"


def _html(summary: Summary, lang: Lang) -> str:
    words = WORDS[lang]
    share, revenue = percent(summary.share, lang), percent(summary.revenue_share, lang)
    return (
        f"<p><b>{number(summary.customers, lang)}</b> {words['customers']}, {share} {words['base']}, "
        f"{revenue} {words['revenue']}</p><p>{escape(summary.sentence)}</p>"
    )
