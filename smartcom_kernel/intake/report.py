"""What a load did, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, spoken

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "rows_in": "rows in", "loaded": "loaded", "unchanged": "unchanged", "rejected": "rejected",
        "removed": "removed with their old sets", "stubs": "made known by id only", "see": "see",
        "nothing": "nothing changed", "rejects": "rejects",
    },
    "ru": {
        "rows_in": "прочитано строк", "loaded": "загружено", "unchanged": "без изменений", "rejected": "отклонено",
        "removed": "удалено при замене наборов", "stubs": "заведено по одному идентификатору", "see": "см.",
        "nothing": "ничего не изменилось", "rejects": "отклонённые",
    },
}  # fmt: skip


@dataclass(frozen=True)
class LoadReport:
    """What became of every row of a load: ``rows_in == loaded + unchanged + rejected``.

    Args:
        table: Where the rows went.
        rows_in: Rows in the files.
        loaded: Rows that were new or changed something.
        unchanged: Rows that said what was known.
        rejected: Rows with faults; they were not loaded.
        rejects: The file that tells row, field, value and reason of every fault; None where there is none.
        files: Names of the files.
        warnings: What a person should know: how the text was read, and files that came before.
        stubs: For other tables, how many rows were made for ids that they did not know.
        removed: Stored rows that their set no longer holds.
        snapshot_id: The state of the lake that has the rows.
        load_ids: The load's entries in the register, one for each file.
    """

    table: str
    rows_in: int
    loaded: int
    unchanged: int
    rejected: int
    rejects: Path | None
    files: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    stubs: Mapping[str, int] = field(default_factory=dict)
    removed: int = 0
    snapshot_id: int = 0
    load_ids: tuple[int, ...] = ()

    def describe(self, lang: Lang = "en") -> str:
        """The load in one sentence, without a full stop.

        Args:
            lang: ``"en"`` or ``"ru"``.
        """
        words = WORDS[lang]
        order = "{words} {count}" if lang == "ru" else "{count} {words}"
        parts = [order.format(count=number(n, lang), words=words[name]) for name, n in self._counts().items()]
        if self.rejects:
            parts[3] += f" ({words['see']} {self.rejects})"
        parts += [f"{table}: {number(count, lang)} {words['stubs']}" for table, count in self.stubs.items()]
        parts += [] if self.loaded or self.removed else [words["nothing"]]
        return f"{self.table}: {', '.join(parts)}"

    def __str__(self) -> str:
        return self.describe()

    def _repr_html_(self) -> str:
        lang = spoken()
        words = WORDS[lang]
        rows = [(words[name], number(count, lang)) for name, count in self._counts().items()]
        rows += [(f"{table} {words['stubs']}", number(count, lang)) for table, count in self.stubs.items()]
        rows += [(words["rejects"], str(self.rejects))] if self.rejects else []
        body = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
        notes = "".join(f"<li>{escape(warning)}</li>" for warning in self.warnings)
        caption = escape(f"{self.table} ← {', '.join(self.files)}")
        return f"<table><caption>{caption}</caption>{body}</table>" + (f"<ul>{notes}</ul>" if notes else "")

    def _counts(self) -> dict[str, int]:
        counts = {name: getattr(self, name) for name in ("rows_in", "loaded", "unchanged", "rejected")}
        return counts | ({"removed": self.removed} if self.removed else {})
