"""What `pip install` brings: the package, its faces, and inside the package whatever a workspace is filled from."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.house import ROOT, files

DATA = {"notebooks": "smartcom_kernel/shipped_files/notebooks", "scheduled": "smartcom_kernel/shipped_files/scheduled"}
SOURCES = "widgets/frontend/"
"""What the bundles in the wheel are made of stays out of it."""
FIND = "from smartcom_kernel.shipped import *; print(*NOTEBOOKS.iterdir(), *SCHEDULED.iterdir(), sep=chr(10))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, as it would lie in site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_the_wheel_takes_only_names_of_our_own_at_the_top(installed: Path) -> None:
    names = {entry.name for entry in installed.iterdir() if not entry.name.endswith(".dist-info")}
    assert names == {"smartcom_kernel", "widgets", "reports"}


@pytest.mark.parametrize("folder", ["smartcom_kernel", "widgets", "reports", *DATA])
def test_the_wheel_holds_every_file_of_a_folder(installed: Path, folder: str) -> None:
    ours = [
        name.removeprefix(f"{folder}/")
        for name in files()
        if name.startswith(f"{folder}/") and not name.startswith(SOURCES)
    ]
    assert ours
    assert [name for name in ours if not (installed / DATA.get(folder, folder) / name).is_file()] == []


def test_the_wheel_holds_a_script_and_a_style_sheet_for_each_widget_and_not_their_sources(installed: Path) -> None:
    faces = [name.split("/")[-2] for name in files() if name.startswith(SOURCES) and name.endswith("/index.tsx")]
    made = {path.name for path in (installed / "widgets" / "bundles").iterdir()}
    assert faces
    assert made == {"sources.sha256", "LICENCES.txt", *(f"{face}.{kind}" for face in faces for kind in ("js", "css"))}
    assert not (installed / SOURCES).exists()


def test_an_installed_program_finds_its_notebooks_and_its_schedule(installed: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", FIND], cwd="/", env=environment, check=True, capture_output=True)
    found = {Path(line).relative_to(installed).as_posix() for line in done.stdout.decode().splitlines()}
    assert found >= {f"{DATA['notebooks']}/00_start_here.ipynb", f"{DATA['scheduled']}/schedule.yml"}
