"""RFM as a matrix to click: choose cells, see who is in them, save them as a segment or tag them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.wording import number
from smartcom_kernel.metrics.rfm import RfmResult
from smartcom_kernel.workbench import Workbench
from widgets.kept import Kept
from widgets.rfm_matrix.answer import overview, selection
from widgets.rfm_matrix.question import Question
from widgets.widget import Widget

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "taken": "there is a segment of this name already; choose another",
        "saved": "Saved as the segment “{name}”: {sentence}.",
        "tagged": "The tag “{tag}” was put on {n} customers.",
        "no_name": "a tag needs a name",
    },
    "ru": {
        "taken": "сегмент с таким именем уже есть; выберите другое",
        "saved": "Сохранено как сегмент «{name}»: {sentence}.",
        "tagged": "Метка «{tag}» поставлена, клиентов: {n}.",
        "no_name": "у метки должно быть имя",
    },
}


class RFMMatrix(Widget):
    """The three matrices of `wb.rfm()`; cells are chosen by mouse or keyboard.

    What is chosen is `spec`, for use in the next cell: ``wb.segments.count(w.spec)``.

    Args:
        wb: The workbench.
        name: Under which name the choice is kept in the workspace; two matrices with choices of their own need two.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "rfm_matrix"

    def __init__(self, wb: Workbench, *, name: str = "rfm_matrix", lang: Lang | None = None) -> None:
        self._wb = wb
        self._results: dict[str, RfmResult] = {}
        super().__init__(Kept(wb.folder, name, Question), lang=lang or wb.settings.language)

    @property
    def spec(self) -> dict[str, Any] | None:
        """The condition that says who is in the chosen cells; None where none is chosen."""
        asked: Question = self.question
        return asked.spec

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """Save as segment, put a tag."""
        return {"save_segment": self._save_segment, "put_tag": self._put_tag}

    def answer(self, question: Question) -> dict[str, Any]:
        """The matrices, and who is in the chosen cells."""
        result = self._rfm(question.segment)
        sentence = self._wb.segments.describe(question.spec, self.lang) if question.spec else ""
        return {
            **overview(result, self.lang),
            "segments": list(self._wb.segments),
            "selection": {"sentence": sentence, **selection(result, question, self._wb.lake, self.lang)},
        }

    def _rfm(self, segment: str) -> RfmResult:
        """Computed once for each segment: the widget speaks of the moment in which its cell was run."""
        if segment not in self._results:
            self._results[segment] = self._wb.rfm(segment=segment or None)
        return self._results[segment]

    def _save_segment(self, question: Question, *, name: str) -> str:
        if name in self._wb.segments:
            raise SpecError.single(f"segment {name!r}", WORDS[self.lang]["taken"])
        saved = self._wb.segments.save(name, _chosen(question))
        self.shown = {**self.shown, "segments": list(self._wb.segments)}
        return WORDS[self.lang]["saved"].format(name=name, sentence=saved.describe(self.lang))

    def _put_tag(self, question: Question, *, tag: str, days: int | None) -> str:
        if not tag.strip():
            raise SpecError.single("tag", WORDS[self.lang]["no_name"])
        put = self._wb.tags.put(tag.strip(), _chosen(question), days=days, source="RFMMatrix")
        return WORDS[self.lang]["tagged"].format(tag=tag.strip(), n=number(put, self.lang))


def _chosen(question: Question) -> dict[str, Any]:
    if question.spec is None:
        raise SpecError.single("RFM matrix", "no cell is chosen")
    return question.spec
