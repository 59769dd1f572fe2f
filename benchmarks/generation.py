"""Making the sample shop. Every run must write the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.contest import US, Contest, Place, Work
from smartcom_kernel.intake.sample import generate


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """`generate`, and afterwards a digest of every file."""
    place.clear_workspace()
    with place.workbench() as wb:

        def work() -> int:
            files = generate(wb.lake, place.folder / "sample", customers=place.customers)
            return rows(path for paths in files.values() for path in paths)

        yield work
    place.clear_workspace()
    digests = {path.name: _digest(path) for paths in place.sample().values() for path in paths}
    _digests(place).write_text(json.dumps(digests), encoding="utf-8")


def check(place: Place) -> None:
    """All runs wrote the same bytes."""
    written = {_digests(Place(place.folder, place.customers, run)).read_text() for run in range(place.run + 1)}
    assert len(written) == 1, "two runs of generate wrote different bytes"


def ensure(place: Place) -> None:
    """The files of the sample shop."""
    if not place.sample():
        with ours(place) as work:
            work()


def rows(paths: Iterable[Path]) -> int:
    """Rows of Parquet files."""
    return sum(pq.ParquetFile(path).metadata.num_rows for path in paths)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(place: Place) -> Path:
    return place.folder / f"digests-{place.run}.json"


CONTEST = Contest("Write the sample shop as Parquet files", "rows", {US: ours}, check=check)
