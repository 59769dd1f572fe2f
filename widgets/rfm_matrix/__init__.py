"""RFM as a matrix to click: choose cells, see who is in them, and do something with them."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.metrics.rfm import RfmResult
from smartcom_kernel.workbench import Workbench
from widgets.acting import Acting
from widgets.kept import Kept
from widgets.rfm_matrix.answer import overview, selection
from widgets.rfm_matrix.question import Question


class RFMMatrix(Acting):
    """The three matrices of `wb.rfm()`; cells are chosen by mouse or keyboard.

    What is chosen is `spec`, for use in the next cell: ``wb.segments.count(w.spec)``.

    Args:
        wb: The workbench.
        name: Under which name the choice is kept in the workspace; two matrices with choices of their own need two.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "rfm_matrix"
    twin = "wb.rfm()"

    def __init__(self, wb: Workbench, *, name: str = "rfm_matrix", lang: Lang | None = None) -> None:
        self._results: dict[str, RfmResult] = {}
        super().__init__(wb, Kept(wb.folder, name, Question), lang=lang)

    @property
    def spec(self) -> dict[str, Any] | None:
        """The condition that says who is in the chosen cells; None where none is chosen."""
        asked: Question = self.question
        return asked.spec

    def whom(self, question: Question) -> dict[str, Any] | None:
        """Who is in the chosen cells."""
        return question.spec

    def acted(self) -> None:
        """Offer a segment that has just been saved."""
        self.shown = {**self.shown, "segments": list(self._wb.segments)}

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
