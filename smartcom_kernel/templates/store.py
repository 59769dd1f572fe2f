"""Saved templates: one YAML file each, with the versions before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.definitions import Store
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import refuse_faulty
from smartcom_kernel.templates.library import Library
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.versions import Version, Versions


class TemplateStore(Store[Template]):
    """The templates of a workspace by name.

    Args:
        folder: ``templates`` of a workspace; beside it lie ``constants.yml`` and ``directories``.
        lang: Language of the blocks that ship.
    """

    what = "template"

    def __init__(self, folder: Path, *, lang: Lang = "en") -> None:
        super().__init__(folder)
        self._lang = lang
        self._versions = Versions(folder / ".versions")

    def draft(self, name: str) -> Template:
        """A template as its file has it, faults and all: for whoever lists the faults."""
        return self._read(name, self._files.read(name))

    def parse(self, name: str, spec: Any) -> Template:
        """A template from plain data; see `Template.parse`.

        Raises:
            SpecError: It is faulty; every fault with its part and line.
        """
        template = self._read(name, spec)
        refuse_faulty(template)
        return template

    def save(self, name: str, spec: Any) -> Template:
        """Write a template, replacing the one of this name; what it was before stays among its versions.

        Raises:
            SpecError: The definition is faulty, or the name is not fit for a file.
        """
        before = self._files.read(name) if name in self else None
        template = self.parse(name, spec)
        if before is not None:
            self._versions.keep(name, before)  # may have been written by hand
        saved = super().save(name, template)
        self._versions.keep(name, saved.to_data())
        return saved

    def history(self, name: str) -> list[Version]:
        """The versions of a template, the newest first; one deleted since has them still.

        Raises:
            UnknownName: There never was such a template.
        """
        return self._versions.of(name, self._files.read(name) if name in self else None, known=self)

    def version(self, name: str, number: int) -> Template:
        """A template as it was.

        Raises:
            SpecError: There is no such version.
        """
        return self._read(name, self._versions.read(name, number))

    def diff(self, name: str, a: int, b: int | None = None) -> str:
        """What differs between two versions, line by line; with the file as it is now where one is named.

        Raises:
            SpecError: There is no such version.
        """
        later = self._files.read(name) if b is None else self._versions.read(name, b)
        return self._versions.diff(name, a, later, "now" if b is None else str(b))

    def restore(self, name: str, number: int) -> Template:
        """Make a version the current one; it becomes the newest.

        Raises:
            SpecError: There is no such version, or it is faulty by now.
        """
        return self.save(name, self._versions.read(name, number))

    def library(self, *sources: str) -> Library:
        """What the templates of this workspace draw on; of directories those that the sources or a block ask."""
        return Library.of(self._files.folder.parent, sources, self._lang)

    def _read(self, name: str, spec: Any) -> Template:
        data = spec.to_data() if isinstance(spec, Template) else dict(spec)
        if "library" in data:
            raise SpecError.single(f"template {name!r}", "is not a field here", "library")
        return Template.parse(name, data, self.library(*(text for text in data.values() if isinstance(text, str))))
