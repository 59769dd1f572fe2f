"""One concept, one name; no names that say nothing; no words that promise instead of doing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.house import files, read, texts

SAY_NOTHING = {"utils", "util", "misc", "common", "helpers", "helper", "tools", "stuff"}
HERE = "tests/house/test_words.py"

UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|TBD|WIP)\b|not (yet )?implemented|implement later|coming soon|lorem ipsum", re.IGNORECASE
)
INDEX = re.compile(
    r"--(extra-)?index-url|--find-links|pythonhosted|pypi\.org/simple|/simple/?[\"'\s]|registry\.npmjs|npm\.pkg"
)
OF_ONE_MACHINE = re.compile(r"(?<![\w.:/-])/(work|root|Users|mnt|opt/pypi)/\w|/tmp/\w+/env")
ELSEWHERE = re.compile(
    r"\.\./shared|\b(architecture|product|reliability|notebooks-and-analytics|style|peers)(\.md)? ?§"
)


def glossary() -> list[str]:
    rows = re.findall(r"^\| *([^|]+?) *\|[^|]+\|[^|]+\|$", read("docs/glossary.md"), re.MULTILINE)
    return rows[1:]


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [
        name for name in files() if name.endswith(".py") and {Path(name).stem, *Path(name).parent.parts} & SAY_NOTHING
    ]
    assert named == []


def test_glossary_terms_are_lower_case_and_stand_there_once() -> None:
    terms = glossary()
    assert len(terms) > 10
    assert [t for t in terms if t != t.lower()] == []
    assert [t for t in terms if terms.count(t) > 1] == []


def test_every_glossary_term_is_used() -> None:
    spoken = " ".join(text for name, text in texts() if name != "docs/glossary.md").lower()
    words = re.sub(r"[_\-]", " ", spoken)
    assert [t for t in glossary() if not re.search(rf"\b{re.escape(re.sub('[_-]', ' ', t))}", words)] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("work left undone", UNFINISHED),
        ("an index address", INDEX),
        ("a path of one machine", OF_ONE_MACHINE),
        ("a document that does not ship", ELSEWHERE),
    ],
)
def test_no_file_names(what: str, pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {match[0]!r} is {what}"
        for name, text in texts()
        if name != HERE
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line)) and not may_stand(name, match[0])
    ]
    assert found == []


def may_stand(name: str, words: str) -> bool:
    """Tests may read the corpora beside the project, which are too large for it; hostile inputs are not our words."""
    return (name.startswith("tests/") and words == "../shared") or name.startswith("tests/hostile/")
