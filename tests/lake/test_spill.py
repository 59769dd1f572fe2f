from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.spill import Spill
from smartcom_kernel.state.connect import State


def test_two_connections_spill_into_two_folders(lake: Lake, state: State, workspace: Path) -> None:
    other = Lake(state.dsn, workspace / "lake")
    assert lake.scratch != other.scratch
    assert other.rows("SELECT current_setting('temp_directory')") == [(str(other.scratch),)]
    assert lake.scratch.is_dir()
    other.close()
    assert not other.scratch.exists()
    assert lake.scratch.is_dir()


def test_the_folder_ends_with_its_connection_and_ending_twice_is_harmless(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill")
    (spill.folder / "page").write_text("x")
    spill.remove()
    spill.remove()
    assert not spill.folder.exists()


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    living = Spill(tmp_path)
    program = f"""
import os, pathlib
from smartcom_kernel.lake.spill import Spill
held = Spill(pathlib.Path({str(tmp_path)!r}))
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    assert len(list(tmp_path.glob("spill-*"))) == 2
    Spill(tmp_path).remove()
    assert list(tmp_path.glob("spill-*")) == [living.folder]
