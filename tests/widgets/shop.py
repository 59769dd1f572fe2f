"""A shop of twenty-five customers, one for each cell of R x F, with two segments."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from smartcom_kernel.workbench import Workbench
from tests.conftest import TEMPLATE
from widgets.kept import FOLDER

AS_OF = "2018-01-01"
SETTINGS = 'name = "Corner shop"\nlanguage = "en"\ncurrency = "USD"\n'
CUSTOMERS = "customer_id\n" + "".join(f"C{r}{f}\n" for r in range(1, 6) for f in range(1, 6))
RECEIPTS = "receipt_id,customer_id,issued_at,total,status\n" + "".join(
    f"{r}{f}{visit},C{r}{f},2017-{2 * r:02}-{20 + visit}T12:00:00Z,{100 * r + f}.50,paid\n"
    for r in range(1, 6)
    for f in range(1, 6)
    for visit in range(f)
)
"""Customer C35 has R3 and F5: the later in the year the higher R, and as many visits as F."""
LATE = {"kind": "rfm", "r": [3, 4, 5]}


@contextmanager
def database_of(server: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """A folder and an empty database for it, for the tests of a whole module or session."""
    name = f"test_{folder.name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield folder, make_conninfo(server, dbname=name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def stock(folder: Path, database_url: str) -> None:
    """Fill a workspace, refresh it and save the segment `late`: fifteen customers."""
    (folder / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    with Workbench.open(folder, database_url=database_url) as wb:
        for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS)):
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
            assert wb.load(table, folder / f"{table}.csv").rejected == 0
        wb.refresh(as_of=AS_OF)
        wb.segments.save("late", LATE)


def tidy(wb: Workbench) -> None:
    """As it was stocked, without what other tests chose and saved."""
    shutil.rmtree(wb.folder / FOLDER, ignore_errors=True)
    for name in set(wb.segments) - {"late"}:
        wb.segments.delete(name)
    wb.segments.save("late", LATE)
