"""Definitions: YAML that says what it looks like, files that are whole or not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.definitions import Definitions, read_definition, write_definition
from smartcom_kernel.core.errors import SpecError, UnknownName


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("True", "True"), ("true", True), ("false", False),
        ("null", None), ("~", None), ("", None), ("Null", "Null"),
        ("0123456", "0123456"), ("0o17", "0o17"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("22:30", "22:30"),
        ("1.10", "1.10"), ("1.1", 1.1), ("-5", -5), ("-0", "-0"), ("007", "007"), ("1e5", "1e5"), (".5", ".5"),
        ("+7", "+7"),
        ("2017-12-31", "2017-12-31"), ("2017-12-31T10:00:00Z", "2017-12-31T10:00:00Z"),
        ("79161234567", 79161234567), ("99999999999999999999", 99999999999999999999),
        ("0.1234567890123456789", "0.1234567890123456789"),
        (".inf", ".inf"), (".nan", ".nan"), ("'12'", "12"), ("<<", "<<"), ("=", "="),
    ],
)  # fmt: skip
def test_a_scalar_is_the_text_it_looks_like_unless_it_is_plainly_something_else(text: str, value: Any) -> None:
    """YAML 1.1 makes NO false, 0123456 the number 42798, 22:30 the number 1350 and drops the zero of 1.10."""
    assert plain_yaml.load(f"key: {text}") == {"key": value}
    assert type(plain_yaml.load(f"key: {text}")["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "line 2, column 1: the key 'a' is repeated"),
        (
            "a: !!python/object/apply:os.system [id]",
            "the tag tag:yaml.org,2002:python/object/apply:os.system is not known",
        ),
        ("a: !!binary aGk=", "the tag tag:yaml.org,2002:binary is not known here"),
        ("a: &x [*x]", "line 1, column 8: [*]x contains itself"),
        ("a: *x", "found undefined alias 'x'"),
        ("? [1]\n: 2", "a key must be text"),
        ("a: [1, 2", "line 1, column 9: expected ',' or ']'"),
        ("a: 1\n---\nb: 2", "another document"),
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: \x07", "special characters are not allowed"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plain_yaml.load(text)


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    """Nine levels of nine aliases each stand for 387 million values."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(ValueError, match="aliases repeat more than 10,000 values"):
        plain_yaml.load("\n".join(levels))


def test_a_few_aliases_are_welcome() -> None:
    assert plain_yaml.load("a: &list [1, 2]\nb: *list\nc: [*list, *list]") == {
        "a": [1, 2], "b": [1, 2], "c": [[1, 2], [1, 2]],
    }  # fmt: skip


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    [
        "NO",
        "0123",
        "1.10",
        "null",
        "true",
        "~",
        "",
        "2017-01-01",
        "a\nb",
        " a",
        "- b",
        "k: v",
        "#",
        "'",
        '"',
        "a\n\n b\n",
        "=",
        "<<",
    ]
)
numbers = st.integers(-(10**20), 10**20) | st.floats(-(10**9), 10**9).map(lambda n: round(n, 4))
data = st.recursive(
    words | numbers | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data)
def test_whatever_is_written_is_read_back_equal(value: Any) -> None:
    assert plain_yaml.load(plain_yaml.dump({"key": value})) == {"key": value}


def test_text_of_several_lines_is_written_as_people_would() -> None:
    assert plain_yaml.dump({"text": "Привет,\nАнна"}) == "text: |-\n  Привет,\n  Анна\n"


def test_definitions_are_found_by_name(tmp_path: Path) -> None:
    files = Definitions(tmp_path / "segments", "segment")
    assert list(files) == []
    files.write("vip", {"title": "NO"})
    files.write("sleeping-90", {"title": "Спящие"})
    assert list(files) == ["sleeping-90", "vip"]
    assert files.read("vip") == {"title": "NO"}
    with pytest.raises(UnknownName, match="there is no segment called 'vpi'; did you mean 'vip'"):
        files.read("vpi")
    files.delete("vip")
    assert "vip" not in files


@pytest.mark.parametrize("name", ["../vip", "", "VIP", "a/b", ".hidden", "спящие", "a" * 65, "a\n", "con.yml"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    files = Definitions(tmp_path, "segment")
    with pytest.raises(SpecError, match="cannot be a file name"):
        files.write(name, {})
    assert name not in files
    with pytest.raises(UnknownName):
        files.read(name)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "vip.yml"
    write_definition(path, {"title": "old"})
    with pytest.raises(Exception, match="cannot represent an object"):
        write_definition(path, {"title": object()})
    assert read_definition(path) == {"title": "old"}
    assert [p.name for p in tmp_path.iterdir()] == ["vip.yml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"- a\n- b", "must be a mapping"),
        (b"", "must be a mapping"),
        ("title: Спящие".encode("cp1251"), "is not UTF-8 text"),
        (b"a: [", "is not valid YAML: line 1"),
    ],
)
def test_a_file_that_is_no_definition_is_refused_by_its_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "vip.yml"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=f"(?s)vip.yml.*{said}"):
        read_definition(path)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "vip.yml"
    path.write_bytes("\ufefftitle: Спящие".encode())
    assert read_definition(path) == {"title": "Спящие"}
