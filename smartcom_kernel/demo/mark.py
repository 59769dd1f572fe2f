"""What a workspace of the demo holds: ``.smartcom/demo`` names the shop and, once all is loaded, counts its rows.

The counts are written after the last load, so a demo that was killed before loads again. They are believed only where
the same program would load the same files, and only as long as the lake has that many rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from smartcom_kernel import __version__
from smartcom_kernel.core.atomic import write_atomically
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, plural
from smartcom_kernel.demo.shops import Shop
from smartcom_kernel.lake.tables import Tables


@dataclass(frozen=True)
class Mark:
    """What stands in the file.

    Args:
        shop: Name of the shop the workspace is for.
        made_from: Of which program and data the loaded files were; empty until all tables are loaded.
        rows: How many rows each table had then.
    """

    shop: str
    made_from: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Path) -> Mark | None:
        """The mark of a workspace, if it is the demo's."""
        try:
            text = _file(workspace).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):  # version 0.1.0 wrote the name and nothing else
            return cls(text)

    @classmethod
    def after_loading(cls, shop: Shop, tables: Iterable[str], lake: Tables) -> Mark:
        """The mark of a shop whose tables are all loaded."""
        return cls(shop.name, _made_from(shop), {table: _count(lake, table) for table in tables})

    def write(self, workspace: Path) -> None:
        """Put the mark into a workspace."""
        write_atomically(_file(workspace), json.dumps(asdict(self), indent=2).encode(), mode=0o644)

    def holds(self, shop: Shop, lake: Tables) -> bool:
        """Whether loading the shop again could change nothing."""
        return self.made_from == _made_from(shop) and all(_count(lake, t) == rows for t, rows in self.rows.items())


def loaded_before(table: str, rows: int, lang: Lang) -> str:
    """What is said of a table that is not loaded again."""
    if lang == "ru":
        return f"{table}: {number(rows, lang)} {plural(rows, 'строка', 'строки', 'строк')}, загружено раньше"
    return f"{table}: {number(rows, lang)} {'row' if rows == 1 else 'rows'}, loaded before"


def _file(workspace: Path) -> Path:
    return workspace / ".smartcom" / "demo"


def _made_from(shop: Shop) -> str:
    return f"smartcom {__version__}, {shop.made_from}"


def _count(lake: Tables, table: str) -> int:
    return lake.lake.count(lake.read(table))
