"""A template written by eye: a visual editor beside its source, variables to choose, and how it comes out for whom."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SmartcomError, SpecError, Words
from smartcom_kernel.mailings.template_book import UNSAVED
from smartcom_kernel.templates.check import needed, refuse_faulty
from smartcom_kernel.templates.invented import INVENTED
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.template import Template
from smartcom_kernel.workbench import Workbench
from widgets.kept import Kept
from widgets.message_editor.answer import answer, customers
from widgets.message_editor.findings import faults
from widgets.message_editor.forms import filters, forms, variables
from widgets.message_editor.live import Live
from widgets.message_editor.question import Question
from widgets.message_editor.starters import starters
from widgets.steps import Steps
from widgets.widget import Widget, bundled

VISUAL = "visual_editor"
TAKEN = Words(
    "there is a template of this name already; open it to change it, or choose another name",
    "шаблон с таким именем уже есть; откройте его, чтобы изменить, или выберите другое имя",
)
NOTHING = Words("there is no template yet", "шаблона пока нет")
SAVED: dict[Lang, str] = {
    "en": "Saved as templates/{name}.yml.", "ru": "Сохранено в templates/{name}.yml."
}  # fmt: skip


class MessageEditor(Widget):
    """A message is written for any medium, and shown as customers would get it.

    What is written is `template`, for use in the next cell: ``wb.templates.preview(w.template)``.

    Args:
        wb: The workbench.
        template: The name of a saved template to open; None for what was written last.
        name: Under which name the work is kept in the workspace; two editors with work of their own need two.
        lang: Language of the words; the workspace's when None.
    """

    bundle = "message_editor"
    twin = "wb.templates.preview(w.template)"
    forms = traitlets.Dict().tag(sync=True)
    starters = traitlets.Dict().tag(sync=True)
    variables: Any = traitlets.List().tag(sync=True)
    filters: Any = traitlets.List().tag(sync=True)
    customers: Any = traitlets.List().tag(sync=True)
    templates = traitlets.Dict().tag(sync=True)
    live = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    steps = traitlets.Dict().tag(sync=True, echo_update=False)  # an echo could undo a step that is not sent yet

    def __init__(
        self, wb: Workbench, template: str | None = None, *, name: str = "message_editor", lang: Lang | None = None
    ) -> None:
        speaks = lang or wb.settings.language
        self._wb = wb
        self._live = Live(wb.templates.habits, self._tell)
        self._on_file = self._written()
        self._invented = {who: wb.templates.invented(who) for who in INVENTED}
        self._read: tuple[tuple[str, set[str]] | None, Mapping[str, Any]] = (None, {})
        super().__init__(Kept(wb.folder, name, Question), lang=speaks)
        self.forms, self.starters = forms(speaks), starters(speaks)
        self.variables, self.filters, self.customers = (
            variables(speaks, wb.templates.habits),
            filters(speaks),
            customers(speaks),
        )
        self.templates = self._on_file
        self._kept_steps = Kept(wb.folder, f"{name}_steps", Steps)
        self.steps = Steps().model_dump()
        with self._telling():
            self.steps = self._kept_steps.read().model_dump()
        self.observe(self._on_steps, names=["steps"])
        if template is not None and template != self.question.opened:  # else the work on it goes on
            with self._telling():
                self._begin(Question(template=wb.templates.written(template), opened=template))

    @property
    def template(self) -> dict[str, Any] | None:
        """The template as its file would have it; None where there is none. An unfinished one is as it stands."""
        asked: Question = self.question
        return asked.template

    @property
    def is_saved(self) -> bool:
        """Whether what is written is what the file has."""
        return bool(self.shown["saved"])

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """Save, look for a customer, send a test, bring the visual editor."""
        return {"save": self._save, "search": self._search, "test": self._test, "visual": self._send_visual}

    def save(self, name: str | None = None) -> Template:
        """Keep what is written as ``templates/<name>.yml``.

        Args:
            name: What it is called; as the template that was opened when None.

        Raises:
            SpecError: It is faulty, has no name, or another template has it.
        """
        question: Question = self.question
        called = name or question.opened
        if question.template is None:
            raise SpecError.single("template", NOTHING)
        if called != question.opened and called in self._wb.templates:
            raise SpecError.single(f"template {called!r}", TAKEN)
        saved = self._wb.templates.save(called, question.template)
        self.templates = self._on_file = self._written()
        now = question.model_copy(update={"opened": called})
        self.asked = {**now.model_dump(mode="json"), "revision": self.asked["revision"] + 1}
        return saved

    def close(self) -> None:
        """End the process that fills in templates, and leave the notebook."""
        self._live.close()
        super().close()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the preview is that of what is written; False where that takes longer."""
        done = self._live.wait(seconds)
        self._notebook.catch_up()
        return done

    def answer(self, question: Question) -> dict[str, Any]:
        """Whether it is saved; what is found in it and how it comes out follow in `live`."""
        written = self._on_file.get(question.opened)
        return {"saved": question.template is None or question.template == written}

    def _show(self, question: Any, *, revision: int) -> None:
        super()._show(question, revision=revision)
        self._live.ask(self._work(question, revision))

    def _work(self, question: Question, revision: int) -> Callable[[Renderer], dict[str, Any]]:
        """What is to be done with a renderer; the customer is read here, in the thread the lake belongs to."""
        told: dict[str, Any] = {"revision": revision, "findings": [], "preview": None, "faults": {}}
        if question.template is None:
            return lambda _: told
        lang = self.lang
        try:
            template = self._wb.templates.drafted(question.opened or UNSAVED, question.template)
            refuse_faulty(template, lang)
            contexts = dict(self._invented)
            if question.customer_id:
                contexts[question.customer_id] = self._of_customer(template, question.customer_id)
        except SpecError as error:
            found = faults(error, lang)
            return lambda _: {**told, "findings": found}
        except SmartcomError as error:
            said = error.describe(lang)
            return lambda _: {**told, "preview": {"fault": said}}
        shown = question.customer_id or question.invented
        return lambda renderer: {**told, **answer(template, contexts, shown, renderer, lang)}

    def _of_customer(self, template: Template, customer_id: str) -> Mapping[str, Any]:
        """What is known of the customer, read again only where the template asks for something else."""
        asked = (customer_id, needed(template))
        if self._read[0] != asked:
            self._read = (asked, self._wb.templates.context(template, customer_id))
        return self._read[1]

    def _tell(self, live: dict[str, Any]) -> None:
        self._notebook.do(lambda: self._told(live))

    def _told(self, live: dict[str, Any]) -> None:
        if "error" in live:
            self._tell_fault(live["error"], "")
        elif live["revision"] >= self.live.get("revision", 0):  # else a newer question was asked meanwhile
            self.live = live

    def _on_steps(self, _change: object) -> None:
        with self._telling():
            self._kept_steps.write(self._kept_steps.parse(self.steps))

    def _written(self) -> dict[str, Any]:
        """The saved templates that can be opened, mended ones and faulty ones alike."""
        found: dict[str, Any] = {}
        for name in self._wb.templates:
            try:
                found[name] = self._wb.templates.written(name)
            except SpecError:  # no mapping: nothing that an editor could show
                continue
        return found

    def _save(self, _question: Question, *, name: str) -> str:
        saved = self.save(name)
        return SAVED[self.lang].format(name=saved.name)

    def _search(self, _question: Question, *, text: str) -> str:
        found = self._wb.profile.search(text)
        rows = found.astype(object).where(found.notna(), "").to_dict("records")
        self.found = {"text": text, "customers": rows}
        return ""

    def _test(self, question: Question, *, to: str) -> str:
        if question.template is None:
            raise SpecError.single("template", NOTHING)
        template = self._wb.templates.drafted(question.opened or UNSAVED, question.template)
        report = self._wb.templates.test(template, to, customer_id=question.customer_id or None)
        if not report.good:
            raise SmartcomError(report.describe(self.lang))
        return report.describe(self.lang)

    def _send_visual(self, _question: Question) -> str:
        """The visual editor travels only to who opens it: it is several times as large as everything else."""
        scripts = [gzip.compress(bundled(f"{VISUAL}.{kind}").encode(), mtime=0) for kind in ("js", "css")]
        self.send({"visual": True}, buffers=scripts)
        return ""
