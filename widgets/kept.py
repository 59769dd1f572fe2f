"""What was last asked of a widget, in a file of the workspace: running its cell again restores the work."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from smartcom_kernel.core.definitions import Definitions
from smartcom_kernel.core.family import validated

Q = TypeVar("Q", bound=BaseModel)
FOLDER = ".smartcom/widgets"
"""Where the files are in a workspace. They are not definitions: what is worth keeping is saved as a segment."""


class Kept(Generic[Q]):
    """The file of one widget.

    Args:
        workspace: The workspace's folder.
        name: What the file is called; small Latin letters, digits, ``-`` and ``_``.
        question: What can be asked of the widget; its defaults are where work begins.
    """

    def __init__(self, workspace: Path, name: str, question: type[Q]) -> None:
        self._files = Definitions(workspace / FOLDER, "widget")
        self._name = name
        self._question = question

    def read(self) -> Q:
        """What was asked last, or the beginning.

        Raises:
            SpecError: The file holds something else.
        """
        return self.parse(self._files.read(self._name)) if self._name in self._files else self._question()

    def parse(self, data: object) -> Q:
        """A question from its plain data.

        Raises:
            SpecError: With every fault and its path.
        """
        return validated(self._question, data, what=f"widget {self._name!r}")

    def write(self, question: Q) -> None:
        """Keep what is asked now.

        Raises:
            SpecError: The name is not fit for a file.
        """
        self._files.write(self._name, question.model_dump(mode="json"))
