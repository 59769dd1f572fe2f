from __future__ import annotations

import os
from pathlib import Path

import pytest

from smartcom_kernel.core.atomic import write_atomically


def test_a_file_is_replaced_whole_and_belongs_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "file.txt"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_refuses_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    write_atomically(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]
