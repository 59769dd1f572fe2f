"""The package, its lock, its conda file and its changelog tell one story."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import smartcom_kernel
from tests.house.house import PACKAGES, files, imports, read

PROJECT: dict[str, Any] = tomllib.loads(read("pyproject.toml"))
NPM_PROJECT: dict[str, Any] = json.loads(read("widgets/frontend/package.json"))
OURS = {*PACKAGES, "tests", "benchmarks"}
DIRECT = [
    Requirement(line)
    for line in chain(
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    )
]
NPM = [name for kind in ("dependencies", "devDependencies") for name in NPM_PROJECT[kind]]
LOCK = read("requirements.lock") + read("requirements-spark.lock")
LOCKED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", LOCK, re.MULTILINE)
}


@pytest.mark.parametrize("wanted", DIRECT, ids=str)
def test_the_lock_holds_every_dependency_at_a_version_that_is_asked_for(wanted: Requirement) -> None:
    assert wanted.specifier.contains(LOCKED[canonicalize_name(wanted.name)], prereleases=True)


def test_the_build_backend_is_locked_too() -> None:
    for line in PROJECT["build-system"]["requires"]:
        assert canonicalize_name(Requirement(line).name) in LOCKED


def test_every_locked_version_has_a_hash_and_no_address() -> None:
    entries = re.split(r"^(?=[\w.-]+(?:\[.*\])?==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(LOCKED)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_one_version_serves_every_python() -> None:
    names = re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE)
    assert [n for n in names if names.count(n) > 1] == []


def test_every_dependency_is_accounted_for() -> None:
    """docs/dependencies.md says what each is for, who keeps it, its licence, and what we would do without it."""
    rows = re.findall(r"^\| *`([@\w./-]+)`", read("docs/dependencies.md"), re.MULTILINE)
    assert sorted(map(canonicalize_name, rows)) == sorted({*(canonicalize_name(r.name) for r in DIRECT), *NPM})


def test_every_package_that_is_imported_is_asked_for() -> None:
    """What comes along with another package may leave with it."""
    known = packages_distributions()
    asked = {canonicalize_name(name) for r in DIRECT for name in (r.name, *(f"{r.name}-{extra}" for extra in r.extras))}
    found = {
        f"{name} imports {top}"
        for name in files()
        if name.endswith(".py")
        for top in {dotted.split(".")[0] for dotted, _ in imports(ast.parse(read(name)))}
        if top in known and top not in OURS and not {canonicalize_name(d) for d in known[top]} & asked
    }
    assert sorted(found) == []


def test_the_conda_file_is_python_pip_and_this_package() -> None:
    environment = yaml.safe_load(read("environment.yml"))
    extras = ",".join(e for e in PROJECT["project"]["optional-dependencies"] if e != "spark")  # few need it
    assert environment["name"] == PROJECT["project"]["name"]
    assert environment["dependencies"] == [
        f"python{PROJECT['project']['requires-python']}",
        "pip",
        {"pip": [f"--editable .[{extras}]"]},
    ]


def test_version_and_changelog_agree() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", read("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == PROJECT["project"]["version"] == smartcom_kernel.__version__
    assert versions == sorted(versions, key=lambda v: tuple(map(int, v.split("."))), reverse=True)
