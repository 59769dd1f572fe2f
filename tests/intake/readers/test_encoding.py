from __future__ import annotations

from collections.abc import Callable

import pytest

from smartcom_kernel.core.errors import DataError
from smartcom_kernel.intake.readers.reader import Rows
from tests.intake.conftest import Read

TEXT = "a;b\n1;Ёлкин Пётр\n2;«Ромашка» №5\n3;Набережные Челны\n"
ROWS = [("1", "Ёлкин Пётр"), ("2", "«Ромашка» №5"), ("3", "Набережные Челны")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_the_encoding_is_told_from_the_bytes(encoding: str, read: Read) -> None:
    assert read(TEXT.encode(encoding)) == ROWS


def test_big_endian_utf_16_is_told_by_its_mark(read: Read) -> None:
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be")) == ROWS


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866"])
def test_other_cyrillic_encodings_are_told_from_enough_text(encoding: str, read: Read) -> None:
    text = "a;b\n" + "".join(f"{n};покупатель из города Казань, улица Пушкина\n" for n in range(20))
    assert read(text.encode(encoding))[0] == ("0", "покупатель из города Казань, улица Пушкина")


def test_western_european_names_are_not_taken_for_russian(read: Read) -> None:
    text = "a;b\n1;Müller aus Köln\n2;Grüße, François\n3;Café Señor\n"
    assert read(text.encode("cp1252"))[0] == ("1", "Müller aus Köln")


def test_a_guess_among_old_encodings_is_said(rows_of: Callable[..., Rows]) -> None:
    assert "rows.csv was read as cp1251" in rows_of(TEXT.encode("cp1251")).remarks[0].en
    assert rows_of(TEXT.encode()).remarks == ()


def test_a_stated_encoding_is_taken_and_must_fit(read: Read) -> None:
    assert read("a;b\n1;ё\n".encode("koi8_r"), encoding="koi8-r") == [("1", "ё")]
    with pytest.raises(DataError, match="line 2: a byte that is not utf-8"):
        read("a;b\n1;ё\n".encode("cp1251"), encoding="utf-8")


def test_utf_8_with_foreign_bytes_in_it_is_damaged_and_no_other_encoding(read: Read) -> None:
    mixed = TEXT.encode() + "4;Пётр\n".encode("cp1251")
    with pytest.raises(DataError, match="line 5: a byte that is not UTF-8 in a file that otherwise is"):
        read(mixed)


def test_a_file_that_ends_inside_a_character_is_cut_off(read: Read) -> None:
    with pytest.raises(DataError, match="ends in the middle of a character"):
        read("a;b\n1;Пётр".encode()[:-1])
    with pytest.raises(DataError, match="ends in the middle of a character"):
        read("a;b\n1;Пётр\n".encode("utf-16")[:-1])
