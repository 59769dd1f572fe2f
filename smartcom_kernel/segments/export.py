"""The customers of a segment as a file, with an entry in the audit log."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import BinaryIO

import ibis.expr.types as ir
import pyarrow as pa

from smartcom_kernel.core import plain_yaml
from smartcom_kernel.core.atomic import appearing
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.person import user
from smartcom_kernel.core.progress import Progress
from smartcom_kernel.core.wording import number, plural, spoken
from smartcom_kernel.lake.personal import PERSONAL
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import blank_frame
from smartcom_kernel.segments.members import Spec, belonging
from smartcom_kernel.segments.recount import definition_of
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.spreadsheet import plain_cells, refuse_too_many, without_formulas, write_csv, write_xlsx
from smartcom_kernel.segments.workspace import Workspace
from smartcom_kernel.state import audit
from smartcom_kernel.state.audit import Audited, Entry

COLUMNS = (
    "customer_id", "last_name", "first_name", "email", "phone", "city", "receipts", "revenue", "average_receipt",
    "last_receipt_at",
)  # fmt: skip
"""What is told of each customer where nobody says what."""
FORMATS = (".csv", ".xlsx")
AT_A_TIME = 50_000


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Args:
        path: The file.
        customers: How many rows it has below its head.
        columns: What it tells of each customer.
        left_out: Columns of personal data that were left out, because who exports may not take them.
        who: The user who exports.
    """

    path: Path
    customers: int
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    who: str

    def describe(self, lang: Lang | None = None) -> str:
        """How many went where, and what was left out; the workspace's language when None."""
        lang = lang or spoken()
        many, left_out = number(self.customers, lang), ", ".join(self.left_out)
        if lang == "ru":
            people = plural(self.customers, "клиент", "клиента", "клиентов")
            said = f"Выгружено: {many} {people}, столбцов {len(self.columns)}, файл {self.path}"
            why = f"личные данные не выгружены ({left_out}): пользователя {self.who} нет в [exports] personal_data_by"
        else:
            people = "customer" if self.customers == 1 else "customers"
            said = f"{many} {people} with {len(self.columns)} columns exported to {self.path}"
            why = f"personal data left out ({left_out}): {self.who} is not in [exports] personal_data_by"
        return said + (f"; {why}" if self.left_out else "")

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


def export(
    spec: Spec,
    path: Path,
    tables: Tables,
    workspace: Workspace,
    *,
    columns: Sequence[str] = COLUMNS,
    progress: Progress | None = None,
) -> ExportReport:
    """Write the customers of a segment to a CSV or XLSX file, which is there whole or not at all.

    No cell becomes a formula. In CSV, text that begins like one (`=`, `+`, `-`, `@`, their full-width forms, tab, line
    break, also after blanks) gets an apostrophe before it; a sign and digits alone, as of a phone, stay as they are. In
    XLSX such text is a text cell and keeps every letter. Numbers stay numbers; moments are on the clock of the shop.

    Columns of personal data are written only for users whom ``[exports] personal_data_by`` names, and the report says
    which were left out. That keeps honest people from mistakes; whoever may read the workspace's files may read all.

    The entry in the audit log is committed before the file has its name, so no file lacks one.

    Args:
        spec: Who.
        path: A file that ends in ``.csv`` or ``.xlsx``; one of this name is replaced.
        tables: The moment.
        workspace: Who may take personal data, and where the audit log is.
        columns: What to tell of each customer: columns of `customers`, metrics, and `r`, `f`, `m`, `rfm_name`.
        progress: Told how much is written, from 0 to 1.

    Raises:
        SpecError: The file is of neither format, or there is no column.
        UnknownName: There is no such column; the message offers the nearest.
        DataError: XLSX cannot hold it; the message says what can.
    """
    segment = Segment.parse(spec.name if isinstance(spec, Segment) else "", spec)
    wanted = _checked(columns, path, tables)
    who = user()
    left_out = [] if who in workspace.settings.exports.personal_data_by else [n for n in wanted if n in PERSONAL]
    told = [name for name in wanted if name not in left_out]
    if not told:
        listed = ", ".join(wanted)
        raise SpecError.single("export", f"none of these may be taken, all are personal data: {listed}", "columns")
    with appearing(path) as file:
        written = _write(file, segment, tables, told, is_sheet=path.suffix.lower() == ".xlsx", progress=progress)
        entry = Entry(
            workspace.clock.now(), who, Audited.EXPORT, segment.name, plain_yaml.dump(definition_of(segment, tables)),
            written, told, any(name in PERSONAL for name in told), str(path.absolute()),
        )  # fmt: skip
        with workspace.state.transaction() as connection:
            audit.record(connection, entry)
    return ExportReport(path, written, tuple(told), tuple(left_out), who)


def _write(
    file: BinaryIO, segment: Segment, tables: Tables, told: Sequence[str], *, is_sheet: bool, progress: Progress | None
) -> int:
    """How many customers were written."""
    found = belonging(segment, tables, *told)
    many, tell = tables.lake.count(found), progress or (lambda _step, _done: None)
    rows = plain_cells(found.order_by("customer_id").select(*told), tables)
    if not is_sheet:
        harmless = without_formulas(rows)
        return write_csv(file, harmless.schema().to_pyarrow(), _pieces(harmless, tables, many, tell))
    refuse_too_many(many)
    with tempfile.TemporaryDirectory(dir=tables.lake.scratch) as folder:
        return write_xlsx(file, rows.schema().to_pyarrow(), _pieces(rows, tables, many, tell), folder)


def _checked(columns: Sequence[str], path: Path, tables: Tables) -> list[str]:
    """The columns, each once."""
    if path.suffix.lower() not in FORMATS:
        raise SpecError.single("export", f"{path.name!r} must end in {' or '.join(FORMATS)}, which says the format")
    known = blank_frame(tables).columns
    for name in columns:
        if name not in known:
            raise UnknownName("column of customers", name, known)
    if not columns:
        raise SpecError.single("export", "name at least one column, such as customer_id", "columns")
    return list(dict.fromkeys(columns))


def _pieces(rows: ir.Table, tables: Tables, many: int, tell: Progress) -> Iterator[pa.RecordBatch]:
    """The rows, a piece at a time; says how much of them is done."""
    done, schema = 0, rows.schema().to_pyarrow()
    for batch in tables.lake.batches(rows, AT_A_TIME):
        yield batch.cast(schema)
        done += batch.num_rows
        tell("writing", min(1.0, done / many) if many else 1.0)
