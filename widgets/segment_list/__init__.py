"""The saved segments as a list to choose from; those that are chosen stand side by side, and can be acted on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.list_actions.list_action import Who
from smartcom_kernel.workbench import Workbench
from widgets.acting import Acting
from widgets.kept import Kept
from widgets.segment_list.answer import comparison, lines, overlap
from widgets.segment_list.question import Question


class SegmentList(Acting):
    """`wb.segments` to look at, sort and choose from.

    Which are chosen is `segments`, for use in the next cell: ``wb.segments.compare(*w.segments)``.

    Args:
        wb: The workbench.
        name: Under which the choice is kept; two lists with choices of their own need two names.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "segment_list"
    twin = "wb.segments.compare(*w.segments)"

    def __init__(self, wb: Workbench, *, name: str = "segment_list", lang: Lang | None = None) -> None:
        self._compared: dict[tuple[str, ...], dict[str, Any]] = {}
        super().__init__(wb, Kept(wb.folder, name, Question), lang=lang)

    @property
    def segments(self) -> list[str]:
        """The names of the chosen segments, in the order in which they were chosen."""
        asked: Question = self.question
        return list(asked.chosen)

    def whom(self, question: Question) -> Who | None:
        """The chosen segment; of several, whoever is in at least one."""
        chosen = [{"kind": "in_segment", "name": name} for name in question.chosen]
        return {"kind": "any", "of": chosen} if len(chosen) > 1 else next(iter(question.chosen), None)

    def acted(self) -> None:
        """List a segment that has just been saved."""
        if [line["name"] for line in self.shown["lines"]] != list(self._wb.segments):
            del self._listed
            self.shown = {**self.shown, **self._listed}

    def answer(self, question: Question) -> dict[str, Any]:
        """The list, the comparison of the chosen ones, and how two or more of them lie over each other."""
        chosen, segments = tuple(question.chosen), self._wb.segments
        for name in chosen:
            if name not in segments:
                raise UnknownName("segment", name, segments)
        if chosen not in self._compared:
            self._compared = {chosen: self._beside(chosen)}
        return {**self._listed, **self._compared[chosen], "chosen": list(chosen)}

    def _beside(self, chosen: tuple[str, ...]) -> dict[str, Any]:
        segments = self._wb.segments
        return {
            "comparison": comparison(segments.compare(*chosen), self.lang) if chosen else None,
            "overlap": overlap(segments.overlap(*chosen), self.lang) if len(chosen) > 1 else None,
        }

    @cached_property
    def _listed(self) -> dict[str, Any]:
        """Counted once: the widget speaks of the moment in which its cell was run."""
        return lines(self._wb.segments.overview(), self.lang)
