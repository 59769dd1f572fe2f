"""An HTML file, or a ZIP archive with one and its pictures, read with limits: whoever made it may wish us ill."""

from __future__ import annotations

import posixpath
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from smartcom_kernel.core.errors import DataError

LARGEST_HTML = 2 * 1024 * 1024
LARGEST_ARCHIVE = 20 * 1024 * 1024
LARGEST_MEMBER = 10 * 1024 * 1024
LARGEST_WHOLE = 50 * 1024 * 1024
MOST_MEMBERS = 500
HTML = (".html", ".htm")
PICTURES: dict[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",), ".gif": (b"GIF87a", b"GIF89a"), ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",), ".webp": (b"RIFF",),
}  # fmt: skip
"""What files of pictures begin with."""


@dataclass(frozen=True)
class Source:
    """What is imported.

    Args:
        html: The bytes of the page.
        folder: Where in the archive it lies; addresses of pictures start there.
        pictures: The pictures of the archive, by their paths in it.
    """

    html: bytes
    folder: str = ""
    pictures: dict[str, bytes] | None = None


def read_source(path: Path) -> Source:
    """An HTML file, or what a ZIP archive holds.

    Raises:
        DataError: It is neither, too large, or its names lead out of the archive.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path.name}")
    if zipfile.is_zipfile(path):
        return _from_archive(path)
    if path.suffix.lower() not in HTML:
        raise DataError(f"{path.name} is neither an HTML file nor a ZIP archive with one")
    if path.stat().st_size > LARGEST_HTML:
        raise DataError(f"{path.name} is larger than {LARGEST_HTML // 1024:,} kB")
    return Source(path.read_bytes())


def _from_archive(path: Path) -> Source:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise DataError(f"{path.name} is larger than {LARGEST_ARCHIVE // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path.name, archive)
            page = _page(path.name, members)
            pictures = {name: _content(archive, member) for name, member in members.items() if _is_picture(name)}
            html = _content(archive, members[page])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DataError(f"{path.name} cannot be read as a ZIP archive: {error}") from None
    if len(html) > LARGEST_HTML:
        raise DataError(f"{page} is larger than {LARGEST_HTML // 1024:,} kB")
    good = {name: content for name, content in pictures.items() if content.startswith(PICTURES[_suffix(name)])}
    return Source(html, posixpath.dirname(page), good)


def _members(called: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by their names, none of which leads out of it."""
    listed = [member for member in archive.infolist() if not member.is_dir()]
    if len(listed) > MOST_MEMBERS:
        raise DataError(f"{called} holds {len(listed):,} files; at most {MOST_MEMBERS} are meant")
    if sum(member.file_size for member in listed) > LARGEST_WHOLE:
        raise DataError(f"{called} holds more than {LARGEST_WHOLE // 1024 // 1024} MB")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in listed:
        name = member.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise DataError(f"{called} holds {name[:80]!r}, which leads out of the archive")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise DataError(f"{called} holds {name[:80]!r}, a link to somewhere else")
        if name in found:
            raise DataError(f"{called} holds {name[:80]!r} twice")
        found[name] = member
    return found


def _page(called: str, members: dict[str, zipfile.ZipInfo]) -> str:
    pages = [name for name in members if _suffix(name) in HTML and not name.startswith("__MACOSX/")]
    named = [name for name in pages if posixpath.basename(name).lower().startswith("index.")]
    chosen = pages if len(pages) == 1 else named
    if len(chosen) != 1:
        raise DataError(f"{called} holds {len(pages)} HTML files; one is meant, or one called index.html")
    return chosen[0]


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        content = file.read(LARGEST_MEMBER + 1)  # what the directory says of the size may be a lie
    if len(content) > LARGEST_MEMBER:
        raise DataError(f"{member.filename[:80]!r} is larger than {LARGEST_MEMBER // 1024 // 1024} MB")
    return content


def _is_picture(name: str) -> bool:
    return _suffix(name) in PICTURES and not name.startswith("__MACOSX/")


def _suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower()
