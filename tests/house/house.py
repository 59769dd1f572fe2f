"""The files of the project, as the house tests look at them."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("smartcom_kernel", "widgets", "reports")
MADE = {".git", ".venv", ".hypothesis", ".ipynb_checkpoints", "__pycache__", "build", "dist", "node_modules", "bundles"}
TEXT = {
    ".py",
    ".md",
    ".sql",
    ".toml",
    ".yml",
    ".yaml",
    ".ipynb",
    ".j2",
    ".html",
    ".css",
    ".js",
    ".ts",
    ".tsx",
    ".json",
    ".txt",
    ".lock",
    ".mjml",
    "",
}


@dataclass(frozen=True)
class Module:
    """One Python file of a package."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Its length as an editor counts it."""
        return len(self.text.splitlines())


@cache
def files() -> tuple[str, ...]:
    """Every file that is or will be committed, relative to the root."""
    return tuple(sorted(_listed_by_git() if (ROOT / ".git").exists() and shutil.which("git") else _found()))


def _listed_by_git() -> Iterator[str]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return (name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def _found() -> Iterator[str]:
    """The files of a copy that is no repository: all but what tools and the demo make."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not _is_made(name, root=Path(folder) == ROOT)]
        yield from ((Path(folder) / name).relative_to(ROOT).as_posix() for name in names)


def _is_made(folder: str, *, root: bool) -> bool:
    return folder in MADE or folder.endswith(("_cache", ".egg-info")) or (root and folder.startswith("workspace"))


@cache
def read(name: str) -> str:
    """The text of one file."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Name and content of every text file but the list of locked versions."""
    return tuple((n, read(n)) for n in files() if Path(n).suffix in TEXT and n != "requirements.lock")


@cache
def modules() -> tuple[Module, ...]:
    """The Python files of the packages that ship."""
    names = [n for n in files() if n.endswith(".py") and n.split("/")[0] in PACKAGES]
    return tuple(Module(n, read(n), ast.parse(read(n))) for n in names)


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What a file imports, as dotted names with the line, also what only type checkers see."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
