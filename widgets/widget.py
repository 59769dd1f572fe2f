"""What all widgets are made of: a bundle for the browser, a question, an answer, and faults that are seen."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from pydantic import BaseModel

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SetupError, SmartcomError
from widgets.kept import Kept
from widgets.notebook_thread import NotebookThread

BUNDLES = Path(__file__).parent / "bundles"
NOT_BUNDLED = "The widgets are not bundled for the browser: run `python widgets/frontend/bundle.py` in the checkout."
TEXT: dict[Lang, str] = {
    "en": "{name} is drawn by JupyterLab when its cell is run; without a screen the same is {twin}",
    "ru": "{name} рисует JupyterLab, когда выполняют его ячейку; без экрана то же самое — {twin}",
}
"""What stands in its place where it cannot be drawn: in an export, in a program that does not know widgets."""
UNPACK = """\
const packed = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
const unpacked = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
const address = URL.createObjectURL(new Blob([await unpacked.arrayBuffer()], {{ type: "text/javascript" }}));
export default (await import(address)).default;
URL.revokeObjectURL(address);
"""
"""The module that stands for a bundle, which is a third as large packed: some tools save it into notebooks."""


class Widget(anywidget.AnyWidget):  # type: ignore[misc]
    """A face with a question and an answer.

    Each trait has one writer and is replaced whole. The browser writes `asked`, which carries a growing `revision`;
    Python writes `shown`, with the revision that it answers, and `said` or `error` after each thing done, which stay
    until something else is asked or said. An exception in a handler is read in the widget; one that is nobody's fault
    but ours also goes where Jupyter logs them. All of it happens in the thread of the notebook.

    Args:
        kept: Where the question is kept.
        lang: Language of the words.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    lang: Any = traitlets.Unicode().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)

    bundle: ClassVar[str]
    """Which bundle draws it."""
    twin: ClassVar[str]
    """What says the same without a screen, where the widget is `w`."""

    def __init__(self, kept: Kept[Any], *, lang: Lang) -> None:
        self._notebook = NotebookThread()
        self._failed = ""
        super().__init__(_esm=_packed(f"{self.bundle}.js"), _css=bundled(f"{self.bundle}.css"), lang=lang)
        self._kept = kept
        with self._telling():  # what was kept may be faulty, or ask about what is gone
            self._begin(kept.read())
        if not self.shown:
            self._begin(kept.parse({}))
        self.observe(self._on_asked, names=["asked"])
        self.on_msg(self._on_order)

    def __repr__(self) -> str:
        return TEXT[self.lang].format(name=type(self).__name__, twin=self.twin)

    @property
    def question(self) -> Any:
        """What is asked at present."""
        return self._question(self.asked)

    @property
    def orders(self) -> Mapping[str, Callable[..., str]]:
        """What the browser may have done; each is given the question and fields of its own.

        It says what it did, or nothing, and then what was said before stays.
        """
        return {}

    def answer(self, question: Any) -> dict[str, Any]:
        """What the widget shows."""
        raise NotImplementedError(f"{type(self).__name__} must say what it shows")

    def _question(self, asked: Mapping[str, Any]) -> Any:
        return self._kept.parse({name: value for name, value in asked.items() if name != "revision"})

    def _begin(self, question: BaseModel) -> None:
        self._show(question, revision=0)
        self.asked = {**question.model_dump(mode="json"), "revision": 0}

    def _show(self, question: BaseModel, *, revision: int) -> None:
        self.shown = {**self.answer(question), "revision": revision}

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        self._notebook.do(lambda: super(Widget, self)._handle_msg(msg))

    def _on_asked(self, _change: object) -> None:
        self.said = self.error = ""
        with self._telling():
            question = self.question
            self._show(question, revision=self.asked["revision"])
            self._kept.write(question)

    def _on_order(self, _widget: object, content: Mapping[str, Any], _buffers: object) -> None:
        command = content["command"]
        with self._telling(command):
            done = self.orders[command](self._question(content["asked"]), **content["fields"])
            if done or self._failed == command:
                self._say(done)

    @contextmanager
    def _telling(self, command: str = "") -> Iterator[None]:
        try:
            yield
        except SmartcomError as error:
            self._tell_fault(error.describe(self.lang), command)
        except Exception as error:
            self._tell_fault(f"{type(error).__name__}: {error}", command)
            raise

    def _tell_fault(self, error: str, command: str) -> None:
        self._failed = command
        self._say("", error)

    def _say(self, said: str, error: str = "") -> None:
        self.said = self.error = ""  # the browser hears of changes, and the same may be said twice
        self.said, self.error = said, error


def _packed(file: str) -> str:
    script = gzip.compress(bundled(file).encode(), mtime=0)
    return UNPACK.format(packed=base64.b64encode(script).decode())


def bundled(file: str) -> str:
    """A script or a style sheet of the browser's half.

    Raises:
        SetupError: The widgets are not bundled; it says why.
    """
    try:
        return (BUNDLES / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        why = BUNDLES / "why_not.txt"
        raise SetupError(why.read_text(encoding="utf-8") if why.exists() else NOT_BUNDLED) from None
