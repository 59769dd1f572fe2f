"""A page of the guide, followed to the letter: its files are written, its commands run, their output compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from smartcom_kernel.cli import app
from smartcom_kernel.core.errors import SmartcomError
from tests.house.house import ROOT, read

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w./-]+)`:\s*$")
PROGRAMS = {
    "python": [sys.executable],
    ".venv/bin/python": [sys.executable],
    "make": ["make", f"VENV={sys.prefix}", "-o", f"{sys.prefix}/.ready"],
}
"""What stands for the programs that pages name: those that run the tests; `smartcom` runs in their process."""


@dataclass(frozen=True)
class Fence:
    """One block of code.

    Args:
        language: What it is written in.
        text: The code.
        file: The file that the page says it is; empty where it says none.
    """

    language: str
    text: str
    file: str

    @property
    def calls(self) -> Iterator[tuple[list[str], str]]:
        """Of a console: the words of each command, and what the page says it answers."""
        for call in self.text.removeprefix("$ ").split("\n$ "):
            command, _, answer = call.partition("\n")
            yield shlex.split(command, comments=True), answer.strip()


def sections(page: str) -> dict[str, list[Fence]]:
    """The blocks of code of a page below each of its headings, in order."""
    found = {}
    for part in re.split(r"^## ", read(f"docs/guide/{page}"), flags=re.MULTILINE):
        fences = FENCE.finditer(part)
        heading = part.partition("\n")[0]
        found[heading] = [
            Fence(f[1], f[2], named[1] if (named := NAMED.search(part[: f.start()])) else "") for f in fences
        ]
    return found


class Reader:
    """Somebody who does what a page says.

    Args:
        folder: Where the reader is at first.
        python: The folder that other processes import from.
    """

    def __init__(self, folder: Path, *, python: Path = ROOT) -> None:
        self.folder = folder
        self._environment = {**os.environ, "PYTHONPATH": str(python), "COLUMNS": "80"}

    def follow(self, fences: list[Fence]) -> None:
        """Write the files and run the commands, in order."""
        for fence in fences:
            if fence.file:
                (self.folder / fence.file).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / fence.file).write_text(fence.text, encoding="utf-8")
            elif fence.language == "console":
                for words, answer in fence.calls:
                    said = self._said(words)
                    assert answer or not said.startswith("smartcom: "), f"{words}: {said}"
                    assert not answer or re.fullmatch(re.escape(answer).replace("…", ".*"), said), f"{words}: {said}"

    def _said(self, words: list[str]) -> str:
        if words[0] == "cd":
            self.folder /= words[1]
            return ""
        if words[0] == "smartcom":
            return self._smartcom(words[1:])
        command = [*PROGRAMS[words[0]], *words[1:]]
        done = subprocess.run(command, cwd=self.folder, env=self._environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def _smartcom(self, words: list[str]) -> str:
        with chdir(self.folder):
            done = CliRunner().invoke(app, words)
        if isinstance(done.exception, SmartcomError):
            return f"smartcom: {done.exception}"
        assert done.exit_code == 0, f"{words}: {done.exception!r}"
        return done.stdout.strip()
