"""The browser's half of the widgets: typed, pinned, and honest about why it could not be bundled."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.house.house import ROOT, read

FRONTEND = ROOT / "widgets" / "frontend"
LOCK: dict[str, Any] = json.loads(read("widgets/frontend/package-lock.json"))


def test_the_widgets_keep_their_types() -> None:
    built = runpy.run_path(str(FRONTEND / "bundle.py"))
    npm: list[str] = built["system_npm"]() or built["packaged_npm"]()
    done = subprocess.run([*npm, "run", "--silent", "types"], cwd=FRONTEND, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_no_widget_styles_another_that_stands_in_the_same_notebook() -> None:
    """A selector may fit only where all its classes are used; what widgets share is styled in `core`."""
    faces = [face.parent for face in sorted((FRONTEND / "src").glob("*/index.tsx"))]
    used = {face.name: {c for file in face.glob("*.tsx") for c in classes(file.read_text())} for face in faces}
    assert [
        f"{face.name}: {selector} styles {other}"
        for face in faces
        for rule in re.findall(r"^([^{}@]+)\{", (face / f"{face.name}.css").read_text(), re.MULTILINE)
        for selector in rule.split(",")
        for other in used
        if other != face.name and classes(selector) <= used[other]
    ] == []


def classes(text: str) -> set[str]:
    return set(re.findall(r"smartcom-[a-z-]+", text))


def test_every_locked_npm_package_has_a_hash_and_no_address() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_the_licences_of_what_others_wrote_lie_beside_the_bundles() -> None:
    told = (ROOT / "widgets" / "bundles" / "LICENCES.txt").read_text(encoding="utf-8")
    wanted = json.loads(read("widgets/frontend/package.json"))["dependencies"]
    assert [
        f"{n} {version}: " for n, version in wanted.items() if n != "esbuild" and f"{n} {version}: " not in told
    ] == []
    _, *packages = re.split(r"^(?=\S+ \d+\.\d+\.\d+: )", told, flags=re.MULTILINE)
    assert len(packages) > len(wanted)
    terms = {
        "MIT": "Permission is hereby granted", "Apache-2.0": "TERMS AND CONDITIONS FOR USE, REPRODUCTION",
        "BSD-3-Clause": "Redistributions in binary form must reproduce",
    }  # fmt: skip
    for package in packages:
        assert terms[package.splitlines()[0].rpartition(": ")[2]] in package


def test_where_npm_cannot_fetch_the_reason_and_the_remedy_are_said(tmp_path: Path) -> None:
    """Nothing listens on port 9 of this machine."""
    copy = tmp_path / "widgets" / "frontend"
    shutil.copytree(FRONTEND, copy, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    nowhere = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    environment = {**os.environ, **nowhere, "npm_config_cache": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, copy / "bundle.py"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "could not be bundled for the browser: `npm ci` failed" in done.stderr
    assert "then run `python widgets/frontend/bundle.py`" in done.stderr
    assert "ECONNREFUSED" in done.stderr
    assert not (copy.parent / "bundles").exists()
