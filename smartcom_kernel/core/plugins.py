"""Blocks of the user's own: every Python file in the folder ``plugins`` of a workspace.

They belong to the process and not to a workbench: a process knows those of the workspace that it opened last. Who works
with two workspaces that have some takes two processes.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from smartcom_kernel.core.block import Block
from smartcom_kernel.core.errors import Fault, SpecError
from smartcom_kernel.core.family import all_or_nothing, blocks_of, forget

FOLDER = "plugins"
PACKAGE = "smartcom_plugins"
"""The package that the files are modules of: one may import another from it."""
_sources: dict[str, str] = {}


def load_plugins(workspace: Path, installed: Iterable[str] = ()) -> list[str]:
    """Import the plug-ins of a workspace in the order of their names, in place of those that were imported before.

    Args:
        workspace: The folder whose ``plugins/`` has one Python file each.
        installed: Modules of the environment that are plug-ins too.

    Returns:
        The names of their modules.

    Raises:
        SpecError: Some are faulty; nothing has changed then.
    """
    for module in installed:
        importlib.import_module(module)
    folder = workspace / FOLDER
    files = sorted(f for f in folder.glob("*.py") if not f.name.startswith("."))
    modules = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    try:
        with all_or_nothing():
            _forget()
            found = _imported(folder, files)
    except BaseException:
        _forget_modules()
        sys.modules.update(modules)
        raise
    _sources.clear()
    _sources.update(found)
    return list(found)


def sources() -> dict[str, str]:
    """What stood in each plug-in when it was imported, by the name of its module."""
    return dict(_sources)


def is_plugin(block: type[Block]) -> bool:
    """Whether a block comes from the folder."""
    return _is_ours(block.__module__)


def _imported(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    package = ModuleType(PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[PACKAGE] = package
    importlib.invalidate_caches()
    found, faults = {}, []
    keeps_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # an edit within a second would be missed
    try:
        for file in files:
            name = f"{PACKAGE}.{file.stem}"
            try:
                found[name] = file.read_text(encoding="utf-8")
                _import(name, file)
            except (Exception, SystemExit) as error:  # noqa: BLE001 -- it is the user's code: anything may happen
                faults.append(Fault((), f"{file.name}{_line(error, file)}: {_said(error)}"))
    finally:
        sys.dont_write_bytecode = keeps_bytecode
    faults = faults or list(_incomplete())
    if faults:
        raise SpecError(FOLDER, faults)
    return found


def _import(name: str, file: Path) -> None:
    if not file.stem.isidentifier():
        raise ValueError("is no name of a module: letters, digits and underscores make one")
    importlib.import_module(name)


def _incomplete() -> Iterator[Fault]:
    """Blocks that would fail wherever they are shown."""
    for block in blocks_of(PACKAGE):
        lacks = sorted(name for name in block.__class_vars__ if not hasattr(block, name))
        if not block.help():
            lacks.append("a docstring")
        if not lacks and not _example_builds(block):
            lacks.append("an `example` that fits its fields")
        if lacks:
            file = f"{block.__module__.removeprefix(f'{PACKAGE}.')}.py"
            yield Fault((), f"{file}{_line_of_class(block)}: {block.__qualname__} lacks {', '.join(lacks)}")


def _example_builds(block: type[Block]) -> bool:
    try:
        block(**block.example)
    except ValueError:
        return False
    return True


def _line_of_class(block: type[Block]) -> str:
    try:
        return f", line {inspect.getsourcelines(block)[1]}"
    except (OSError, TypeError):  # a class that was put together by a call
        return ""


def _line(error: BaseException, file: Path) -> str:
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f", line {error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return f", line {lines[-1]}" if lines else ""


def _said(error: BaseException) -> str:
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return said if isinstance(error, ValueError) and said else f"{type(error).__name__}: {said}".removesuffix(": ")


def _forget() -> None:
    forget(PACKAGE)
    _forget_modules()


def _forget_modules() -> None:
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]


def _is_ours(module: str) -> bool:
    return module == PACKAGE or module.startswith(f"{PACKAGE}.")
