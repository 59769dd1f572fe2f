"""From a file of somebody else's to the definition of an e-mail, and a report of everything that is not as it was."""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from charset_normalizer import from_bytes

from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import DataError, Fault, SpecError
from smartcom_kernel.templates.html_import.archive import Source, read_source
from smartcom_kernel.templates.html_import.clean import Cleaned
from smartcom_kernel.templates.html_import.merge_tags import MergeTag, with_our_tags
from smartcom_kernel.templates.template import LARGEST_SOURCE

DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "done": "{name}: imported, read as {encoding}",
        "removed": "removed: {what}, {times} times",
        "tag": "{written} became {ours}, {times} times",
        "lost": "{written} is filled in by another program, and nothing here is like it: mend it, {times} times",
        "picture": "picture {name} is in {folder}: publish it, and give its address with --images-at",
        "published": "picture {name} is in {folder}, shown from {address}",
        "absent": "picture {name} is not in the archive",
        "fault": "to be mended: {fault}",
    },
    "ru": {
        "done": "{name}: импортирован, кодировка {encoding}",
        "removed": "убрано: {what}, раз: {times}",
        "tag": "{written} заменено на {ours}, раз: {times}",
        "lost": "{written} подставляет другая программа, здесь похожего нет: исправьте, раз: {times}",
        "picture": "изображение {name} лежит в {folder}: опубликуйте его и укажите адрес в --images-at",
        "published": "изображение {name} лежит в {folder}, показывается с {address}",
        "absent": "изображения {name} в архиве нет",
        "fault": "исправить: {fault}",
    },
}


@dataclass(frozen=True)
class ImportReport:
    """What became of a file.

    Args:
        name: Of the template.
        encoding: In which the file was read.
        removed: What was taken away, with how often.
        tags: Places for names and links of another program.
        pictures: Names of the pictures that were put beside the template.
        absent: Pictures that have no address and are not in the archive.
        folder: Where the pictures are.
        images_at: From where they are shown; empty where nobody has said.
        faults: What must be mended before the template can be used.
    """

    name: str
    encoding: str
    removed: Mapping[str, int]
    tags: tuple[MergeTag, ...]
    pictures: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    folder: str = ""
    images_at: str = ""
    faults: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the template can be used as it is."""
        return not self.faults and not self.absent and (not self.pictures or bool(self.images_at))

    def describe(self, lang: Lang = "en") -> str:
        """A line for each thing that is not as it was."""
        words = WORDS[lang]
        lines = [words["done"].format(name=self.name, encoding=self.encoding)]
        lines += [words["removed"].format(what=what, times=times) for what, times in self.removed.items()]
        lines += [words["tag" if tag.ours else "lost"].format(**vars(tag)) for tag in self.tags]
        how = "published" if self.images_at else "picture"
        at = {"folder": self.folder, "address": self.images_at}
        lines += [words[how].format(name=name, **at) for name in self.pictures]
        lines += [words["absent"].format(name=name) for name in self.absent]
        lines += [words["fault"].format(fault=fault) for fault in self.faults]
        return "\n  ".join(lines)


@dataclass
class Imported:
    """A template made of a file, not yet kept.

    Args:
        spec: The definition.
        encoding: In which the file was read.
        removed: What was taken away, with how often.
        tags: Places for names and links of another program.
        pictures: Contents by file name.
        absent: Pictures that have no address and are not in the archive.
    """

    spec: dict[str, Any]
    encoding: str
    removed: Mapping[str, int]
    tags: tuple[MergeTag, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def keep_pictures(self, folder: Path) -> None:
        """Write the pictures into a folder; nothing else of the archive is written anywhere."""
        for name, content in self.pictures.items():
            write_atomically(folder / name, content, mode=0o644)


def imported(path: Path, name: str, *, subject: str = "", images_at: str = "") -> Imported:
    """The definition of an e-mail from an HTML file or a ZIP archive.

    Args:
        path: The file.
        name: What the template will be called.
        subject: Its subject; the title of the page when empty.
        images_at: Address of the folder that the pictures will be published in, with https:// and a / at its end.

    Raises:
        DataError: The file cannot be read, or is too large.
        SpecError: `images_at` is no such address.
    """
    if images_at and not re.fullmatch(r"https://[^\s\"'<>{}]+/", images_at):
        raise SpecError("import", [Fault(("images_at",), f"{images_at[:60]!r} is no https address that ends in /")])
    source = read_source(path)
    text, encoding = decoded(source.html)
    text, tags = with_our_tags(text)
    pictures = _Pictures(source, name, images_at)
    cleaned = Cleaned(text, pictures.address)
    if len(cleaned.html) > LARGEST_SOURCE:
        raise DataError(f"{path.name} is larger than {LARGEST_SOURCE // 1024} kB when it is clean")
    spec = {"medium": "email", "subject": subject or cleaned.title or name, "html": cleaned.html}
    return Imported(spec, encoding, dict(cleaned.removed), tuple(tags), pictures.found, pictures.absent)


def decoded(raw: bytes) -> tuple[str, str]:
    """Text and the encoding it was in: by its mark, as it declares, UTF-8, or as its letters look.

    Raises:
        DataError: It is no text.
    """
    declared = DECLARED.search(raw[:4096])
    marked = next((encoding for mark, encoding in BOMS.items() if raw.startswith(mark)), "")
    for encoding in filter(None, (marked, "utf-8", declared[1].decode() if declared else "")):
        try:
            return raw.decode(encoding).replace("\x00", ""), codecs.lookup(encoding).name
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(raw).best()
    if best is None:
        raise DataError("the page is in no encoding that can be told; save it as UTF-8")
    return str(best).replace("\x00", ""), best.encoding


class _Pictures:
    """Which address each picture gets."""

    def __init__(self, source: Source, name: str, images_at: str) -> None:
        self.found: dict[str, bytes] = {}
        self.absent: list[str] = []
        self._source = source
        self._base = images_at or f"assets/{name}/"

    def address(self, src: str) -> str:
        if ABSOLUTE.match(src.strip()):
            return src
        path = unquote(re.split(r"[?#]", src.strip())[0])
        inside = posixpath.normpath(posixpath.join(self._source.folder, path))
        content = (self._source.pictures or {}).get(inside)
        if content is None:
            self.absent.append(src[:200])
            return src
        called = re.sub(r"[^A-Za-z0-9._-]", "-", inside).lstrip(".-")[-100:]
        while self.found.get(called, content) != content:
            called = f"x{called}"
        self.found[called] = content
        return self._base + called
