"""Rows that are not loaded: which, why, and the file that tells it to people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smartcom_kernel.core.block import Lang
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import literal

TABLE = "intake_rejects"
FORMULA = r"^[=+\-@＝＋－＠\t\r\n]"
"""What makes a spreadsheet take a value for a formula."""


class Rejects:
    """The faults of one load: `_file`, `_row`, `_line`, `field`, `value`, `reason`; a row may have several.

    Args:
        lake: The connection that keeps them until `forget`.
        lang: Language of the reasons.
    """

    def __init__(self, lake: Lake, lang: Lang = "en") -> None:
        self.lang = lang
        self._lake = lake
        lake.run(
            f"CREATE OR REPLACE TEMP TABLE {TABLE} "
            "(_file INTEGER, _row BIGINT, _line BIGINT, field VARCHAR, value VARCHAR, reason VARCHAR)"
        )

    def add(self, query: str) -> None:
        """Write down what a query yields."""
        self._lake.run(f"INSERT INTO {TABLE} BY NAME {query}")

    def by_file(self) -> dict[int, int]:
        """How many rows of each file are not loaded."""
        counts = f"SELECT _file, count(DISTINCT _row) FROM {TABLE} GROUP BY _file"
        return dict(self._lake.rows(counts))

    def write(self, path: Path, names: Sequence[str]) -> Path | None:
        """Write the faults as CSV, one line each, in the order of the files; None where there are none.

        A value that a spreadsheet would run as a formula gets an apostrophe in front.

        Args:
            path: The file; it is there whole or not at all, and only its owner may read it.
            names: The files of the load.
        """
        if not self.by_file():
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        half_made = path.with_name(f".{path.name}.new")
        half_made.touch(mode=0o600)
        files = " ".join(f"WHEN {number} THEN {literal(name)}" for number, name in enumerate(names))
        safe = [
            f"CASE WHEN regexp_matches({text}, '{FORMULA}') THEN '''' || {text} ELSE {text} END AS {name}"
            for name, text in (("file", f"CASE _file {files} END"), ("field", "field"), ("value", "value"))
        ]
        columns = f"{safe[0]}, _row AS row, _line AS line, {safe[1]}, {safe[2]}, reason"
        self._lake.run(
            f"COPY (SELECT {columns} FROM {TABLE} ORDER BY _file, _row, field) TO {literal(str(half_made))} "
            "(FORMAT csv, HEADER, FORCE_QUOTE *, USE_TMP_FILE false)"
        )
        half_made.replace(path)
        return path

    def forget(self) -> None:
        """Drop the faults."""
        self._lake.run(f"DROP TABLE IF EXISTS {TABLE}")
