"""Which characters the bytes of a text file stand for, and whether the text is whole.

A byte order mark decides; else UTF-8, if every byte of the file fits it; else UTF-16, if the zero bytes say so; else
`charset-normalizer` picks among the encodings that shops' programs write. No character is ever replaced or dropped.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.phrases import ENCODING, Phrase

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
OLD = ("cp1251", "koi8_r", "cp866", "cp1252")
GZIP = b"\x1f\x8b"
PIECE = 1 << 20
HEAD = 1 << 16
LONGEST_LINE = 16 << 20
UNPACKED_TIMES = 100
DAMAGED_AFTER = 16
"""So many good multi-byte characters before the first bad one make a file damaged UTF-8, not another encoding."""


@dataclass(frozen=True)
class Text:
    """How to decode a file, and what its end looks like."""

    encoding: str
    ends_with_newline: bool
    remarks: tuple[Phrase, ...] = ()


def open_bytes(path: Path) -> BinaryIO:
    """The content of a file, unpacked when it is gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def open_text(path: Path, encoding: str) -> TextIOWrapper:
    """The text of a file that `examine` has seen; lines end at LF only, and keep their ends."""
    return TextIOWrapper(open_bytes(path), encoding=encoding, errors="strict", newline="\n")


def examine(path: Path, stated: str | None, said: Callable[[float], None]) -> Text:
    """Decode the whole file once, without keeping it, to learn its encoding and that nothing in it is damaged.

    Args:
        path: The file, possibly packed with gzip.
        stated: The encoding, where somebody has stated it.
        said: Told how much of the file has been seen.

    Raises:
        DataError: No encoding fits, or the text holds NUL characters, or endless lines, or is cut off.
    """
    head = _head(path)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return _decoded(path, encoding, said)
    if stated:
        return _decoded(path, stated, said)
    wide = _wide(head)
    if wide:
        return _decoded(path, wide, said)
    try:
        return Text("utf-8", _scan(path, "utf-8", said))
    except _Undecodable as error:
        return _old(path, error, said)


class _Undecodable(Exception):
    """A byte that does not fit: the line it is on, good multi-byte characters before it, and bytes around it."""

    def __init__(self, line: int, wide_before: int, sample: bytes, *, at_end: bool) -> None:
        super().__init__(line)
        self.line = line
        self.wide_before = wide_before
        self.sample = sample
        self.at_end = at_end


def _old(path: Path, error: _Undecodable, said: Callable[[float], None]) -> Text:
    if error.at_end and error.wide_before:
        raise DataError(f"{path}: ends in the middle of a character; the file is cut off")
    if error.wide_before > DAMAGED_AFTER:
        raise DataError(
            f"{path}, line {error.line}: a byte that is not UTF-8 in a file that otherwise is; export it again"
        )
    best = from_bytes(error.sample, cp_isolation=list(OLD)).best()
    if best is None:
        raise DataError(
            f"{path}, line {error.line}: the encoding cannot be told; state it: encoding='cp1251' (--encoding on the "
            "command line)"
        )
    text = _decoded(path, best.encoding, said)
    remark = ENCODING.filled(file=path.name, encoding=best.encoding)
    return Text(text.encoding, text.ends_with_newline, (remark,))


def _decoded(path: Path, encoding: str, said: Callable[[float], None]) -> Text:
    try:
        return Text(encoding, _scan(path, encoding, said))
    except _Undecodable as error:
        if error.at_end:
            raise DataError(f"{path}: ends in the middle of a character; the file is cut off") from None
        raise DataError(f"{path}, line {error.line}: a byte that is not {encoding}") from None


def _head(path: Path) -> bytes:
    try:
        with open_bytes(path) as file:
            return file.read(HEAD)
    except (EOFError, OSError, zlib.error):
        return b""


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: a header begins with the name of a column, in which every other byte is zero."""
    start = head[:8]
    if start[1::2] == bytes(4) and all(start[0::2]):
        return "utf-16-le"
    if start[0::2] == bytes(4) and all(start[1::2]):
        return "utf-16-be"
    return None


def _scan(path: Path, encoding: str, said: Callable[[float], None]) -> bool:
    """Decode everything; returns whether the text ends with a newline."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    limit = UNPACKED_TIMES * path.stat().st_size + PIECE
    lines, wide, unbroken, seen = 1, 0, 0, 0
    last = ""
    try:
        with open_bytes(path) as file:
            while True:
                piece = file.read(PIECE)
                try:
                    text = decoder.decode(piece, final=not piece)
                except UnicodeDecodeError as error:
                    before = error.object[: error.start]
                    line = lines + before.count(b"\n")
                    raise _Undecodable(line, wide + _wide_in(before), _around(error), at_end=not piece) from None
                if not piece:
                    return last.endswith("\n")
                if "\0" in text:
                    line = lines + text[: text.index("\0")].count("\n")
                    raise DataError(f"{path}, line {line}: a NUL character; the file is damaged or is no text")
                seen += len(piece)
                unbroken = 0 if "\n" in text else unbroken + len(piece)
                if unbroken > LONGEST_LINE:
                    raise DataError(
                        f"{path}, line {lines}: no end of line for {unbroken >> 20} MB; this is no CSV file"
                    )
                if seen > limit:
                    raise DataError(f"{path}: unpacks to more than {UNPACKED_TIMES} times its size; unpack it yourself")
                lines += text.count("\n")
                wide += len(text) - len(text.encode("ascii", "ignore")) if not text.isascii() else 0
                last = text or last
                said(min(seen / path.stat().st_size, 1.0))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: the gzip archive is damaged or cut off ({error})") from None


def _wide_in(good: bytes) -> int:
    return sum(1 for byte in good if byte >= 0xC0)


def _around(error: UnicodeDecodeError) -> bytes:
    """The lines near the bad byte that hold something other than ASCII: what tells one encoding from another."""
    near = error.object[max(0, error.start - HEAD) : error.start + HEAD]
    return b"\n".join(line for line in near.split(b"\n") if not line.isascii()) or near
