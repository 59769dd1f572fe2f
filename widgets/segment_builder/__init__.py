"""A segment built by eye: nested conditions, a live exact count, the sentence, the statement, a sample with why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from smartcom_kernel.conditions.condition import Condition
from smartcom_kernel.conditions.forms import forms
from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, Words
from smartcom_kernel.list_actions.list_action import ListAction
from smartcom_kernel.list_actions.save_segment import SaveSegment, saved
from smartcom_kernel.segments.suggestions import NAMING
from smartcom_kernel.workbench import Workbench
from widgets.acting import Acting
from widgets.kept import Kept
from widgets.segment_builder.choices import Choices
from widgets.segment_builder.live import Live, plain
from widgets.segment_builder.question import Question
from widgets.steps import Steps

TAKEN = Words(
    "there is a segment of this name already; open it to change it, or choose another name",
    "сегмент с таким именем уже есть; откройте его, чтобы изменить, или выберите другое имя",
)
NOTHING = Words("there is no condition yet", "пока нет ни одного условия")


class SegmentBuilder(Acting):
    """Conditions are chosen from a palette and nested; who fulfils them is counted while they are changed.

    What is built is `spec`, for use in the next cell: ``wb.segments.count(w.spec)``.

    Args:
        wb: The workbench.
        name: Under which name the work is kept in the workspace; two builders with work of their own need two.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "segment_builder"
    twin = "wb.segments.preview(w.spec)"
    forms = traitlets.Dict().tag(sync=True)
    live = traitlets.Dict().tag(sync=True)
    segments = traitlets.Dict().tag(sync=True)
    suggested = traitlets.Dict().tag(sync=True)
    named = traitlets.Dict().tag(sync=True)
    told = traitlets.Dict().tag(sync=True)
    steps = traitlets.Dict().tag(sync=True, echo_update=False)  # an echo could undo a step that is not sent yet

    def __init__(self, wb: Workbench, *, name: str = "segment_builder", lang: Lang | None = None) -> None:
        speaks = lang or wb.settings.language
        moment = wb.present
        self._live = Live(moment, lang=speaks, currency=wb.settings.currency, tell=self._tell)
        self._choices = Choices(moment, lambda found: self._notebook.do(lambda: self._suggested(found)))
        super().__init__(wb, Kept(wb.folder, name, Question), lang=lang)
        self.forms = forms(speaks)
        self.segments = self._segments()
        self.named = {source: {} for source in NAMING}
        self._kept_steps = Kept(wb.folder, f"{name}_steps", Steps)
        self.steps = Steps().model_dump()
        with self._telling():
            self.steps = self._kept_steps.read().model_dump()
        self.observe(self._on_steps, names=["steps"])

    @property
    def spec(self) -> dict[str, Any] | None:
        """The condition as plain data; None where there is none. An unfinished one is as it stands."""
        asked: Question = self.question
        try:
            return None if asked.condition is None else asked.condition.to_data()
        except SpecError:
            return asked.spec

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """Act on the customers, save what is built, suggest values, say what ids are called, say why."""
        return {
            **super().orders,
            "save": self._save, "suggest": self._suggest, "name": self._name, "why": self._why,
        }  # fmt: skip

    def whom(self, question: Question) -> Condition | None:
        """Who fulfils the conditions."""
        return question.condition

    def offers(self, action: type[ListAction]) -> bool:
        """All but to save: here a segment that was opened or saved is saved again."""
        return action is not SaveSegment

    def acted(self) -> None:
        """Offer a segment that has just been saved."""
        self.segments = self._segments()

    def close(self) -> None:
        """Stop counting and looking for values, and leave the notebook."""
        self._choices.close()
        self._live.close()
        super().close()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the numbers are those of the conditions, and values stand where they were asked for.

        Returns:
            False where that takes longer.
        """
        done = self._choices.wait(seconds) and self._live.wait(seconds)
        self._notebook.catch_up()
        return done

    def answer(self, question: Question) -> dict[str, Any]:
        """The sentence, YAML and faults; the numbers follow in `live`."""
        faults, condition = [], None
        try:
            condition = question.condition
        except SpecError as error:
            faults = plain(error.faults, self.lang)
        return {
            "faults": faults,
            "sentence": condition.describe(self.lang) if condition else "",
            "yaml": plain_yaml.dump(condition.to_data()) if condition else "",
        }

    def _show(self, question: Any, *, revision: int) -> None:
        super()._show(question, revision=revision)
        if self.shown["faults"]:
            self._live.forget(revision)
        else:
            self._live.count(question.condition, revision)

    def _tell(self, live: dict[str, Any]) -> None:
        self._notebook.do(lambda: self._told(live))

    def _told(self, live: dict[str, Any]) -> None:
        if live["revision"] >= self.live.get("revision", 0):  # else a newer question was asked meanwhile
            self.live = live

    def _on_steps(self, _change: object) -> None:
        with self._telling():
            self._kept_steps.write(self._kept_steps.parse(self.steps))

    def _segments(self) -> dict[str, Any]:
        """The saved segments that can be read, for opening one."""
        readable = self._wb.segment_store.readable()
        return {name: {"title": s.title, "spec": s.condition.to_data()} for name, s in readable}

    def _save(self, question: Question, *, name: str, title: str) -> str:
        known = name in self._wb.segments
        if known and name != question.opened:
            raise SpecError.single(f"segment {name!r}", TAKEN)
        kept = self._wb.segments[name].to_data() if known else {}
        now = self._wb.segments.save(name, {**kept, "title": title, "condition": self._built(question).to_data()})
        self.segments = self._segments()
        self.asked = {**self.asked, "opened": name, "revision": self.asked["revision"] + 1}
        return saved(now, self.lang)

    def _built(self, question: Question) -> Condition:
        if question.condition is None:
            raise SpecError.single("segment", NOTHING)
        return question.condition

    def _suggest(self, _question: Question, *, source: str, typed: str) -> str:
        self._choices.ask(source, typed)
        return ""

    def _suggested(self, found: dict[str, Any]) -> None:
        self.suggested = found

    def _name(self, _question: Question, *, source: str, ids: list[str]) -> str:
        self.named = {**self.named, source: {**self.named[source], **self._wb.segments.names(source, ids)}}
        return ""

    def _why(self, question: Question, *, customer_id: str) -> str:
        why = self._wb.segments.why(self._built(question), customer_id)
        self.told = {"customer_id": customer_id, "why": why.to_data(self.lang)}
        return ""
