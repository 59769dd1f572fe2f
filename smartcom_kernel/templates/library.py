"""What the templates of a workspace draw on besides the customer: constants, directories, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from smartcom_kernel.core.block import Lang
from smartcom_kernel.templates.blocks import LARGEST, SUFFIXES
from smartcom_kernel.templates.calls import Call
from smartcom_kernel.templates.constants import FILE, Constant, constants_of
from smartcom_kernel.templates.directories import Directory, directory_names, directory_of

BLOCK_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LOOKS_UP = re.compile(r"""\bdirectory\s*\(\s*(?:code\s*=\s*)?["']([^"']+)""")
STARTERS = Path(__file__).parent / "starters"


class Library(BaseModel):
    """What templates draw on.

    Args:
        constants: By their codes.
        directories: By their names.
        blocks: Sources by file name, such as ``"hero.mjml"``.
        known_directories: The names of all directories, read or not.
    """

    model_config = ConfigDict(frozen=True)

    constants: dict[str, Constant] = {}
    directories: dict[str, Directory] = {}
    blocks: dict[str, str] = {}
    known_directories: tuple[str, ...] = ()

    @classmethod
    def of(cls, workspace: Path, sources: Iterable[str], lang: Lang) -> Library:
        """What a workspace holds; of directories only those that the sources or a block look something up in.

        Args:
            workspace: The folder with ``constants.yml``, ``directories`` and ``templates/blocks``.
            sources: What stands in the templates.
            lang: Language of the blocks that ship; those of the workspace go before them.

        Raises:
            SpecError: The constants, or a directory that is used, have faults.
        """
        blocks = blocks_in(STARTERS / lang / "blocks") | blocks_in(workspace / "templates" / "blocks")
        folder = workspace / "directories"
        known = tuple(directory_names(folder))
        asked = {name for source in (*sources, *blocks.values()) for name in LOOKS_UP.findall(source)}
        return cls(
            constants=constants_of(workspace / FILE),
            directories={name: directory_of(folder, name) for name in sorted(asked.intersection(known))},
            blocks=blocks,
            known_directories=known,
        )

    def only(self, calls: Iterable[Call]) -> Library:
        """No more of it than what a template says: what is kept with a sending."""
        said = {(call.name, call.first) for call in calls}
        return Library(
            constants={code: one for code, one in self.constants.items() if ("const", code) in said},
            directories={name: one for name, one in self.directories.items() if ("directory", name) in said},
        )


def blocks_in(folder: Path) -> dict[str, str]:
    """The sources of the blocks in a folder, by file name; what is no UTF-8 text or too large is left out."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.*")):
        if path.suffix[1:] in SUFFIXES and BLOCK_NAME.fullmatch(path.stem) and path.stat().st_size <= LARGEST:
            found[path.name] = path.read_text(encoding="utf-8-sig", errors="replace")
    return found
