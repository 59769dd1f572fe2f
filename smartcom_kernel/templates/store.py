"""Saved templates: one YAML file each, with the versions before it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.definitions import Definitions, Store
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.templates.check import refuse_faulty
from smartcom_kernel.templates.html_import.importer import ImportReport, imported
from smartcom_kernel.templates.library import STARTERS, Library
from smartcom_kernel.templates.template import Template
from smartcom_kernel.templates.versions import Version, Versions


@dataclass(frozen=True)
class Line:
    """A template in a list.

    Args:
        name: What mailings call it.
        medium: Through what it is sent; empty where its file cannot be read.
        says: How it begins.
        faults: What must be mended.
        versions: How many there are.
    """

    name: str
    medium: str
    says: str
    faults: tuple[str, ...]
    versions: int


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

    def import_html(self, path: Path, name: str, *, subject: str = "", images_at: str = "") -> ImportReport:
        """Make a template of an HTML file or a ZIP archive; see `smartcom_kernel.templates.html_import.importer`.

        It is kept even where it has faults, to be mended; until then it cannot be sent.

        Args:
            path: The file.
            name: What the template is called.
            subject: Its subject; the title of the page when empty.
            images_at: Address of the folder that pictures of the archive will be published in.

        Raises:
            DataError: The file cannot be read.
            SpecError: There is a template of this name already, or the name is not fit for a file.
        """
        if name in self:
            raise SpecError.single(f"template {name!r}", "is there already: give the import another name", "name")
        found = imported(path, name, subject=subject, images_at=images_at)
        self._files.write(name, found.spec)
        self._versions.keep(name, found.spec)
        assets = self._files.folder / "assets" / name
        found.keep_pictures(assets)
        return ImportReport(
            name, found.encoding, found.removed, found.tags, tuple(found.pictures), tuple(found.absent),
            f"templates/assets/{name}", images_at, self.faults(name),
        )  # fmt: skip

    def faults(self, name: str, lang: Lang = "en") -> tuple[str, ...]:
        """What must be mended in a template before it can be sent; empty where nothing must."""
        try:
            refuse_faulty(self.draft(name), lang)
        except SpecError as error:
            return tuple(str(fault) for fault in error.faults)
        return ()

    def overview(self, lang: Lang = "en") -> list[Line]:
        """Every template with what it is and what must be mended."""
        return [self._line(name, lang) for name in self]

    def start(self, name: str, starter: str) -> Template:
        """Begin a template with one of those that ship.

        Raises:
            UnknownName: There is no such starter.
            SpecError: There is a template of this name already, or the name is not fit for a file.
        """
        if name in self:
            raise SpecError.single(f"template {name!r}", "is there already: choose another name", "name")
        known = Definitions(STARTERS / self._lang, "starter template")
        return self.save(name, known.read(starter))

    def _line(self, name: str, lang: Lang) -> Line:
        versions = self._versions.count(name)
        try:
            data = self.draft(name).to_data()
        except SpecError as error:
            return Line(name, "", "", tuple(str(fault) for fault in error.faults), versions)
        says = str(data.get("subject") or data.get("title") or data.get("text", ""))
        return Line(name, str(data["medium"]), " ".join(says.split())[:60], self.faults(name, lang), versions)

    def library(self, *sources: str) -> Library:
        """What the templates of this workspace draw on; of directories those that the sources or a block ask."""
        return Library.of(self._files.folder.parent, sources, self._lang)

    def _read(self, name: str, spec: Any) -> Template:
        data = spec.to_data() if isinstance(spec, Template) else dict(spec)
        if "library" in data:
            raise SpecError.single(f"template {name!r}", "is not a field here", "library")
        return Template.parse(name, data, self.library(*(text for text in data.values() if isinstance(text, str))))
