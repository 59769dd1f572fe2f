"""The segments of a workspace as a notebook holds them: saved ones by name, and questions about any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

import ibis.expr.types as ir

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number, percent
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments import members as found
from smartcom_kernel.segments.members import Spec, Summary
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore

NONE_YET: dict[Lang, str] = {
    "en": "There are no segments yet: <code>wb.segments.save(name, spec)</code> keeps one.",
    "ru": "Сегментов пока нет: <code>wb.segments.save(имя, условие)</code> сохранит первый.",
}


class SegmentBook:
    """Saved segments, and who belongs to any segment as of the workbench's moment.

    Wherever a segment is asked for, its name will do, or a condition, or the data of either.

    Args:
        store: Where segments are kept.
        tables: The tables to ask, when they are asked.
        lang: Language of sentences.
    """

    def __init__(self, store: SegmentStore, tables: Callable[[], Tables], lang: Lang = "en") -> None:
        self._store = store
        self._tables = tables
        self._lang = lang

    def __getitem__(self, name: str) -> Segment:
        return self._store[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def __contains__(self, name: object) -> bool:
        return name in self._store

    def save(self, name: str, spec: Spec) -> Segment:
        """Keep a segment as ``segments/<name>.yml``, replacing the one of this name; see `SegmentStore.save`."""
        return self._store.save(name, spec)

    def delete(self, name: str, *, although_used: bool = False) -> None:
        """Remove a saved segment; see `SegmentStore.delete`."""
        self._store.delete(name, although_used=although_used)

    def members(self, spec: Spec | str) -> ir.Table:
        """Who belongs: a table of `customer_id`, computed when it is read."""
        return found.members(self._spec(spec), self._tables())

    def count(self, spec: Spec | str) -> int:
        """How many belong, exactly."""
        return found.count(self._spec(spec), self._tables())

    def sql(self, spec: Spec | str) -> str:
        """The statement that finds them."""
        return found.sql(self._spec(spec), self._tables())

    def describe(self, spec: Spec | str, lang: Lang | None = None) -> str:
        """Who belongs, in one sentence."""
        return found.describe(self._spec(spec), lang or self._lang)

    def summary(self, spec: Spec | str) -> Summary:
        """Customers, share of the base and of revenue, average receipt."""
        return found.summary(self._spec(spec), self._tables(), self._lang)

    def summaries(self) -> list[Summary]:
        """All saved segments in numbers."""
        return found.summaries([self[name] for name in self], self._tables(), self._lang)

    def _spec(self, spec: Spec | str) -> Spec:
        return self._store[spec] if isinstance(spec, str) else spec

    def __repr__(self) -> str:
        return f"<{len(self)} segments: {', '.join(self)}>" if len(self) else "<no segments yet: save one>"

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p>{NONE_YET[self._lang]}</p>"
        lang = self._lang
        rows = "".join(
            f"<tr><td>{escape(s.name)}</td><td>{number(s.customers, lang)}</td><td>{percent(s.share, lang)}</td>"
            f"<td>{percent(s.revenue_share, lang)}</td><td style='text-align:left'>{escape(s.sentence)}</td></tr>"
            for s in self.summaries()
        )
        titles = ("сегмент", "клиентов", "базы", "выручки", "кто это")
        if lang == "en":
            titles = ("segment", "customers", "of the base", "of revenue", "who")
        head = "".join(f"<th>{title}</th>" for title in titles)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
