"""The list as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import StringConstraints

from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.list_actions.list_action import LIST_ACTIONS, ListAction, Who, matching
from smartcom_kernel.workbench import Workbench

FOLDER = "exports"
"""Where the files are in a workspace: nothing else is there that an export could replace."""
FILE = r"\w[\w .-]{0,79}\.([cC][sS][vV]|[xX][lL][sS][xX])"
FILES = Words("a name ending in .csv or .xlsx", "имя с .csv или .xlsx в конце")


@LIST_ACTIONS.register
class Export(ListAction):
    """Writes the customers to a CSV or XLSX file in `exports/`, with an entry in the audit log."""

    kind = "export"
    example: ClassVar[dict[str, Any]] = {"file": "spring.xlsx"}
    form = Form(
        "Export",
        "Выгрузить",
        fields={
            "file": FormField("File", "Файл", hint_en=FILES, hint_ru=FILES.ru),
        },
    )
    place = 40

    file: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), matching(FILE, FILES)]
    """What the file is called; the ending says the format. One of this name is replaced."""

    def done(self, wb: Workbench, who: Who, lang: Lang) -> str:
        """Write the file, and say where it is and what was left out."""
        written = wb.segments.export(who, wb.folder / FOLDER / self.file)
        return f"{replace(written, path=written.path.relative_to(wb.folder)).describe(lang)}."

    def describe(self, lang: Lang = "en") -> str:
        """The file."""
        return f"export to {FOLDER}/{self.file}" if lang == "en" else f"выгрузить в {FOLDER}/{self.file}"
