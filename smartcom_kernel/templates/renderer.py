"""Fills in templates in a process of its own, so that no template and no customer's data can hold up the others."""

from __future__ import annotations

import json
import os
import pickle
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.render import Rendered, TemplateError
from smartcom_kernel.templates.sandbox import plain
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.worker import HEADER, put

WORKER = "smartcom_kernel.templates.worker"
BATCH = 200
START_SECONDS = 60.0
SILENCE_SECONDS = 2.0
HEAVY_IN_A_ROW = 3
INHERITED = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONTZPATH")


class TooHeavy(TemplateError):
    """A message that took more time or memory than one may."""


class _Silent(Exception):
    """The process died or did not answer in time."""


class Renderer:
    """Makes the words of messages; a context manager.

    A message that takes more than a second of computing or half a gigabyte becomes a `TooHeavy`, and the next one gets
    a fresh process. Secrets of the environment are not passed on to it.

    Args:
        habits: How numbers, money and days are written.
    """

    def __init__(self, habits: Habits | None = None) -> None:
        self._habits = habits or Habits()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()
        if self._said is not None:
            self._said.close()
            self._said = None
        self._unread = b""

    def render(self, template: Template, context: Mapping[str, Any]) -> Rendered:
        """The message for one customer.

        Raises:
            TemplateError: It cannot be made.
        """
        done = self.render_many(template, [context])[0]
        if isinstance(done, TemplateError):
            raise done
        return done

    def render_many(self, template: Template, contexts: Sequence[Mapping[str, Any]]) -> list[Rendered | TemplateError]:
        """The messages for many customers, in their order; an error stands where one could not be made.

        After three messages in a row that are too heavy the rest is not tried: then it is the template.

        Args:
            template: What to fill in.
            contexts: For each customer plain data: text, numbers, dates, lists and mappings.

        Raises:
            TypeError: Something else is in a context.
            SetupError: The process cannot be started.
        """
        done: list[Rendered | TemplateError] = []
        while len(done) < len(contexts):
            last = done[-HEAVY_IN_A_ROW:]
            if len(last) == HEAVY_IN_A_ROW and all(isinstance(one, TooHeavy) for one in last):
                done += [TooHeavy("", "not tried: those before it took too long")] * (len(contexts) - len(done))
            else:
                batch = contexts[len(done) : len(done) + BATCH]
                done += self._answers(template, [plain(context) for context in batch])
        return done

    def _answers(self, template: Template, contexts: list[Any]) -> Iterator[Rendered | TemplateError]:
        """An answer for each context up to the first that is too heavy; the process ends with that one."""
        self._submit(template, contexts)
        for _ in contexts:
            answer = self._answer()
            yield answer
            if isinstance(answer, TooHeavy):
                self.close()
                return

    def _answer(self) -> Rendered | TemplateError:
        try:
            return _meaning(json.loads(self._next_frame(SILENCE_SECONDS)))
        except _Silent as why:
            return TooHeavy("", str(why))

    def _submit(self, template: Template, contexts: list[Any]) -> None:
        frame = pickle.dumps((template, contexts))
        for _ in range(2):  # the process may have died since the last batch
            try:
                put(self._running(), frame)
            except BrokenPipeError:
                self.close()
            else:
                return
        raise SetupError("the process that fills in templates ends at once")

    def _running(self) -> IO[bytes]:
        if self._process is None:
            self._start()
        assert self._process is not None  # noqa: S101
        assert self._process.stdin is not None  # noqa: S101
        return self._process.stdin

    def _start(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by close()
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", WORKER, self._habits.language, self._habits.currency, self._habits.time_zone],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C is for us to answer
        )  # fmt: skip
        try:
            self._next_frame(START_SECONDS)
        except _Silent:
            self._said.seek(0)
            said = self._said.read().decode(errors="replace")[-600:]
            self.close()
            raise SetupError(f"the process that fills in templates does not start: {said}") from None

    def _next_frame(self, patience: float) -> bytes:
        deadline = time.monotonic() + patience
        while True:
            if len(self._unread) >= HEADER.size:
                end = HEADER.size + HEADER.unpack_from(self._unread)[0]
                if len(self._unread) >= end:
                    frame, self._unread = self._unread[HEADER.size : end], self._unread[end:]
                    return frame
            self._unread += self._read(deadline)

    def _read(self, deadline: float) -> bytes:
        assert self._process is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        waiting = select.poll()
        waiting.register(self._process.stdout, select.POLLIN)
        if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
            raise _Silent("takes too long")
        piece = os.read(self._process.stdout.fileno(), 1 << 16)
        if not piece:
            raise _Silent("ended the process that fills in templates")
        return piece


def _meaning(answer: dict[str, Any]) -> Rendered | TemplateError:
    if "message" not in answer:
        return Rendered(**answer)
    kind = TooHeavy if answer["heavy"] else TemplateError
    return kind(answer["part"], answer["message"], answer["line"])
