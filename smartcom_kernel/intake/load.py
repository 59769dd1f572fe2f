"""The one way data enters the lake: read, typed by the contract, compared with what is stored, written as one snapshot.

Cost: reading and typing grow with the files, comparing with the files plus one scan of the stored table's keys and of
the columns that the files bring; correcting receipts scans their lines too. In a second of one processor some 250,000
receipts of 14 columns come from Parquet, or 50,000 from CSV. Memory stays within the engine's limit (5 million receipts
in 1 GB): the rest goes to the lake's scratch folder, which needs about as much room as the files take unpacked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smartcom_kernel.core.errors import SetupError, nearest
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.intake import blacklist
from smartcom_kernel.intake.batch import Batch, prepared
from smartcom_kernel.intake.commit import committed
from smartcom_kernel.intake.convention import Convention
from smartcom_kernel.intake.erased import without_erased
from smartcom_kernel.intake.files import arrivals
from smartcom_kernel.intake.phrases import STRANGE_CATEGORIES
from smartcom_kernel.intake.readers.reader import Reader
from smartcom_kernel.intake.rejects import Rejects
from smartcom_kernel.intake.report import LoadReport
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.connect import EngineError, Lake
from smartcom_kernel.lake.contracts import CUSTOMERS, SUBSCRIPTIONS, contract
from smartcom_kernel.state import loads
from smartcom_kernel.state.connect import State

__all__ = ["Convention", "LoadReport", "load"]
TOLD = 10
"""How many categories of mailings are named that the settings do not have."""


def load(
    lake: Lake,
    state: State,
    table: str,
    files: str | Path | Sequence[str | Path],
    *,
    settings: Settings,
    rejects_folder: Path,
    format: str | Mapping[str, Any] | Reader | None = None,  # noqa: A002
    convention: Convention | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files into a table: new keys are added, stored ones changed where they differ, faulty rows are rejected.

    The columns of a file are those of the contract; columns that it leaves out keep what is stored, a value that it
    leaves empty is emptied. Lines replace the lines of their receipt as a set, so all lines of a receipt belong into
    one load. Ids that other tables do not know get a row of their own there. Everything appears at once or, after an
    error or a kill, not at all; the same rows again change nothing and make no snapshot. Loads of one workspace write
    one after the other.

    Args:
        lake: Where the rows go.
        state: Where the load is registered.
        table: Name of the contract.
        files: One or several files with the same columns; of rows with one key the first counts.
        settings: Time zone of instants without an offset, country of phone numbers without one, language of reasons.
        rejects_folder: Where the file with the rejects goes.
        format: A kind of reader, or its definition such as ``{"kind": "csv", "encoding": "cp1251"}``.
        convention: How dates and decimals are written, where the data do not prove it.
        progress: Called with a step's name and how much of it is done, 0 to 1.

    Raises:
        UnknownName: There is no such table.
        SpecError: The format is faulty.
        DataError: The files are damaged, do not fit the contract, or can be read in two ways; nothing is loaded.
        SetupError: The lake could not be written, for example because the disk is full; nothing is loaded.
    """
    said = progress or _silent
    wanted = contract(table)
    found = arrivals(files, said)
    rejects = Rejects(lake, settings.language)
    try:
        with tempfile.TemporaryDirectory(dir=lake.scratch, prefix="load-") as name:
            folder = Path(name)
            how = convention or Convention()
            batch = prepared(
                lake,
                wanted,
                found,
                rejects,
                folder=folder,
                settings=settings,
                stated_format=format,
                convention=how,
                said=said,
            )
            strange = tuple(_strange(lake, batch, settings))
            with state.transaction() as connection:
                loads.alone(connection)
                batch = without_erased(lake, batch, rejects, folder)
                report = committed(
                    lake, connection, batch, rejects, folder=folder, rejects_folder=rejects_folder, said=said
                )
                refused = tuple(_refused(lake, wanted, settings))
            return replace(report, warnings=(*report.warnings, *strange, *refused))
    except EngineError as error:
        raise SetupError(f"{table}: the lake could not be written, so nothing was loaded: {error}") from error
    finally:
        rejects.forget()


def _strange(lake: Lake, batch: Batch, settings: Settings) -> Iterator[str]:
    """That subscriptions speak of categories of mailings that the settings do not have."""
    if batch.contract is not SUBSCRIPTIONS:
        return
    spoken_of = lake.rows(f"SELECT DISTINCT category FROM {batch.staged.source} WHERE NOT _bad ORDER BY category")
    strange = [name for (name,) in spoken_of if name not in settings.mailing_categories]
    likely = ((name, nearest(name, settings.mailing_categories)) for name in strange[:TOLD])
    named = [f"{name!r} (→ {near!r}?)" if near else repr(name) for name, near in likely]
    if len(strange) > TOLD:
        named.append("…")
    if named:
        yield STRANGE_CATEGORIES.filled(names=", ".join(named)).say(settings.language)


def _refused(lake: Lake, wanted: Contract, settings: Settings) -> Iterator[str]:
    """How many contacts turned out to be on the blacklist, where any were."""
    if wanted is CUSTOMERS:
        done = blacklist.mark(lake)
        if done.marked or done.freed:
            yield done.describe(settings.language)


def _silent(step: str, done: float) -> None:
    """Say nothing."""
