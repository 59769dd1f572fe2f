"""Versions of templates: a numbered file each in ``templates/.versions/NAME``.

A number is taken by giving a finished file its name, which only one process can do; so two that save at once keep both
texts, and a process that is killed leaves no half of one.
"""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.definitions import NAME, read_definition
from smartcom_kernel.core.errors import SpecError, UnknownName, Words
from smartcom_kernel.core.hashing import fingerprint

FILE = re.compile(r"(\d{4,})\.yml")


@dataclass(frozen=True)
class Version:
    """One version of a template.

    Args:
        number: From 1 on.
        fingerprint: Of its content; what a sending records.
        saved_at: When it was kept, UTC.
        current: Whether the template says this now.
    """

    number: int
    fingerprint: str
    saved_at: datetime
    current: bool


class Versions:
    """The versions of all templates of a workspace.

    Args:
        folder: Where they are kept; made by the first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, data: Mapping[str, Any]) -> None:
        """Keep a content as the newest version, unless it is that already."""
        mark = fingerprint(data)
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        handle, half_made = tempfile.mkstemp(dir=folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(plain_yaml.dump(dict(data)).encode())
                os.fchmod(file.fileno(), 0o644)
                file.flush()
                os.fsync(file.fileno())
            while self._newest(name) != mark:
                number = max(self._files(name), default=0) + 1
                with suppress(FileExistsError):  # another process has it; the next number then
                    os.link(half_made, folder / f"{number:04}.yml")
                    return
        finally:
            Path(half_made).unlink()

    def of(self, name: str, now: Mapping[str, Any] | None, *, known: Collection[str]) -> list[Version]:
        """The versions of a template, the newest first.

        Args:
            name: Which one.
            now: What its file says; None where it is deleted.
            known: Names of templates, to offer the nearest.

        Raises:
            UnknownName: There is neither a version nor a file.
        """
        files = self._files(name)
        if not files and now is None:
            raise UnknownName("template", name, known)
        marks = {n: fingerprint(read_definition(path)) for n, path in files.items()}
        current = max((n for n, mark in marks.items() if now is not None and mark == fingerprint(now)), default=0)
        return [
            Version(n, marks[n], datetime.fromtimestamp(path.stat().st_mtime, UTC), n == current)
            for n, path in sorted(files.items(), reverse=True)
        ]

    def count(self, name: str) -> int:
        """How many versions of a template there are."""
        return len(self._files(name))

    def read(self, name: str, number: int) -> dict[str, Any]:
        """The content of a version.

        Raises:
            SpecError: There is no such version.
        """
        files = self._files(name)
        if number not in files:
            known = f"1 to {max(files)}" if files else "none yet"
            ru = f"есть с 1 по {max(files)}" if files else "пока нет ни одной"
            message = Words(f"has no version {number}; there are: {known}", f"нет версии {number}; {ru}")
            raise SpecError.single(f"template {name!r}", message)
        return read_definition(files[number])

    def diff(self, name: str, a: int, later: Mapping[str, Any], title: str) -> str:
        """What differs from a version, as a unified diff of the YAML; empty where nothing does."""
        before, after = (plain_yaml.dump(dict(data)).splitlines() for data in (self.read(name, a), later))
        return "\n".join(difflib.unified_diff(before, after, f"{name} {a}", f"{name} {title}", lineterm=""))

    def _files(self, name: str) -> dict[int, Path]:
        if not NAME.fullmatch(name):
            return {}
        found = {path: FILE.fullmatch(path.name) for path in (self._folder / name).glob("*.yml")}
        return {int(matched[1]): path for path, matched in found.items() if matched}

    def _newest(self, name: str) -> str:
        files = self._files(name)
        return fingerprint(read_definition(files[max(files)])) if files else ""
