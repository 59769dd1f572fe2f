"""How far a long job has come: who is told, what its steps are called, and the line that a notebook shows."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self, TextIO

from smartcom_kernel.core.block import Lang

Progress = Callable[[str, float], None]
"""Told a step and how much of it is done, 0 to 1; 0 also where nobody can say how much."""

IN_RUSSIAN = {
    "hashing": "контрольная сумма",
    "decoding": "кодировка",
    "reading": "чтение",
    "checking": "проверка",
    "comparing": "сравнение",
    "writing": "запись",
    "changes": "изменения",
    "metrics": "метрики",
    "RFM": "RFM",
    "compact": "сжатие",
    "expire": "старые снимки",
    "erase": "стирание",
    "deliver": "отправка",
    "notebook": "блокнот",
    "audience": "аудитория",
    "plan": "план",
    "delivery": "доставка",
    "effect": "эффект",
    "segments": "сегменты",
    "training": "обучение",
    "fit": "обучение",
    "forecast": "прогноз",
    "holdout": "проверка на отложенном периоде",
    "purchases": "покупки",
    "scoring": "прогноз",
    "check": "проверка",
    "test": "тестовая отправка",
    "data": "данные",
    "charts": "графики",
    "page": "страница",
    "write the files": "запись файлов",
}
"""What the steps of the program are called in Russian; a name may follow, as in ``deliver spring``."""
AFTER_SECONDS, EVERY_SECONDS = 1.0, 0.25
WIDTH = 30


def step_words(step: str, lang: Lang) -> str:
    """What people call a step."""
    if lang == "en":
        return step
    name, blank, rest = step.partition(" ")
    return IN_RUSSIAN.get(step) or f"{IN_RUSSIAN.get(name, name)}{blank}{rest}"


def is_interactive() -> bool:
    """Whether a person sees what is printed now below a cell: not inside a run, whose notebook is a record."""
    return type(sys.stdout).__module__.startswith("ipykernel") and "SMARTCOM_RUN_ID" not in os.environ


@contextmanager
def shown(progress: Progress | None, lang: Lang) -> Iterator[Progress | None]:
    """The callback to use: the given one; in a notebook that somebody works in, and without one, a line of its own."""
    if progress is not None or not is_interactive():
        yield progress
    else:
        with Line(sys.stdout, lang) as line:
            yield line.tell


class Line:
    """One line below a cell that keeps changing while the context lasts, and is gone afterwards.

    What takes less than a second shows none. Printed, not a widget: a widget would stay in the saved notebook.

    Args:
        stream: Where it is printed.
        lang: Language of the steps.
    """

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream = stream
        self._lang = lang
        self._step, self._done = "", 0.0
        self._longest = 0
        self._over = threading.Event()
        self._drawing = threading.Thread(target=self._draw_again_and_again, daemon=True)

    def tell(self, step: str, done: float) -> None:
        """Take note of a step and how much of it is done."""
        self._step, self._done = step, done

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._drawing.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._drawing.join()
        self._put("")
        if self._longest:
            self._stream.write("\r")

    def _draw_again_and_again(self) -> None:
        wait = AFTER_SECONDS
        while not self._over.wait(wait):
            seconds = int(time.monotonic() - self._began)
            self._put(f"{bar(self._done)}  {seconds // 60}:{seconds % 60:02}  {step_words(self._step, self._lang)}")
            wait = EVERY_SECONDS

    def _put(self, text: str) -> None:
        if text or self._longest:
            self._longest = max(self._longest, len(text))
            self._stream.write(f"\r{text.ljust(self._longest)}")
            self._stream.flush()


def bar(done: float) -> str:
    """A share of 1 as a bar and per cent; empty where nobody can say how much is done."""
    full = round(done * WIDTH)
    return f"{'━' * full}{'─' * (WIDTH - full)} {f'{done:.0%}' if done else '…':>4}"
