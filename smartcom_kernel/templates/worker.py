"""The process that fills in templates, with limits on memory and time; `smartcom_kernel.templates.renderer` runs it.

It reads batches from its parent, which it trusts, and answers each message at once as JSON: a process in which a
template broke out must not be able to make the parent do more than read text.
"""

from __future__ import annotations

import json
import pickle
import resource
import signal
import struct
import sys
from types import FrameType
from typing import IO, Any

from smartcom_kernel.templates.filters import Habits
from smartcom_kernel.templates.render import Compiled, TemplateError
from smartcom_kernel.templates.template import Template

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 1.0
HEADER = struct.Struct(">I")


class OutOfTime(BaseException):
    """The message took its time; not an Exception, so that nothing on the way catches it."""


def main(language: str, currency: str, time_zone: str) -> None:
    """Answer batches until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _out_of_time)
    worker = _Worker(Habits(language, currency, time_zone))  # type: ignore[arg-type]
    read, write = sys.stdin.buffer, sys.stdout.buffer
    put(write, b"ready")
    while (frame := get(read)) is not None:
        template, contexts = pickle.loads(frame)  # noqa: S301 -- written by the parent
        for context in contexts:
            put(write, json.dumps(worker.answer(template, context)).encode())


class _Worker:
    """Keeps the template it compiled last."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._template: Template | None = None
        self._compiled: Compiled | None = None

    def answer(self, template: Template, context: dict[str, Any]) -> dict[str, Any]:
        """The finished message, or what is wrong."""
        try:
            signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS, CPU_SECONDS / 10)
            try:
                return vars(self._compile(template).render(context))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except TemplateError as error:
            heavy = isinstance(error.__cause__, MemoryError)
            return {"part": error.part, "message": error.message, "line": error.line, "heavy": heavy}
        except OutOfTime:
            return {"part": "", "message": "takes too long", "line": None, "heavy": True}
        except MemoryError:
            return {"part": "", "message": "it takes more memory than a message may", "line": None, "heavy": True}

    def _compile(self, template: Template) -> Compiled:
        if self._compiled is None or (template is not self._template and template != self._template):
            self._compiled = Compiled(template, self._habits)
        self._template = template  # the next comparison with the rest of this batch is by identity
        return self._compiled


def put(stream: IO[bytes], content: bytes) -> None:
    """Write one frame: its length, then its content."""
    stream.write(HEADER.pack(len(content)) + content)
    stream.flush()


def get(stream: IO[bytes]) -> bytes | None:
    """Read one frame; None at the end."""
    header = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(header)[0]) if len(header) == HEADER.size else None


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime


if __name__ == "__main__":
    main(*sys.argv[1:])
