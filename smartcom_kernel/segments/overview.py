"""The list of segments: each in numbers, with its dates and how often it is recounted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import amount, day, day_and_time, number, percent, plural, spoken, verbatim
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.due import WORDS as FREQUENCIES
from smartcom_kernel.segments.members import Summary, summaries
from smartcom_kernel.segments.recounts import counted
from smartcom_kernel.segments.sound import sorted_out
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.segments.store import SegmentStore

NONE_YET: dict[Lang, str] = {
    "en": "There are no segments yet: wb.segments.save(name, spec) keeps one.",
    "ru": "Сегментов пока нет: wb.segments.save(имя, условие) сохранит первый.",
}
HEADS: dict[Lang, tuple[str, ...]] = {
    "en": (
        "segment", "customers", "of the base", "of revenue", "average receipt", "total value", "who", "created",
        "updated", "last recount", "recalculated",
    ),
    "ru": (
        "сегмент", "клиентов", "доля базы", "доля выручки", "средний чек", "общая ценность", "кто это",
        "создан", "изменён", "последний пересчёт", "пересчитывается",
    ),
}  # fmt: skip
WHO: dict[Lang, str] = {"en": "who", "ru": "кто это"}
CANNOT: dict[Lang, str] = {"en": "cannot be counted", "ru": "не считается"}
NEVER: dict[Lang, str] = {"en": "never", "ru": "не было"}


@dataclass(frozen=True)
class SegmentLine:
    """One segment in the list.

    Args:
        name: Its name.
        segment: The segment; None where its file is faulty.
        summary: It in numbers; None where it cannot be counted.
        fault: Why it cannot be counted; empty where it can.
        recounted_at: The moment its last recount speaks of; None before the first.
    """

    name: str
    segment: Segment | None
    summary: Summary | None
    fault: str
    recounted_at: datetime | None

    def to_data(self) -> dict[str, Any]:
        """Everything of the line by name, as plain data."""
        numbers = ("customers", "share", "revenue_share", "average_receipt", "revenue", "sentence")
        kept = ("title", "author", "created_on", "updated_on", "recalculated")
        return {
            "name": self.name,
            **{name: getattr(self.summary, name, None) for name in numbers},
            **{name: getattr(self.segment, name, None) for name in kept},
            "recounted_at": self.recounted_at,
            "fault": self.fault,
        }

    def cells(self, currency: str, zone: str, lang: Lang) -> list[str]:
        """The line as people read it, under `HEADS`."""
        found, segment = self.summary, self.segment
        if found is None:
            numbers = ["–"] * 5
        else:
            receipt = "–" if found.average_receipt is None else amount(found.average_receipt, currency, lang)
            numbers = [
                number(found.customers, lang), percent(found.share, lang), percent(found.revenue_share, lang), receipt,
                amount(found.revenue, currency, lang, decimals=0),
            ]  # fmt: skip
        who = f"{CANNOT[lang]}: {' '.join(self.fault.split())}" if found is None else found.sentence
        created, updated = (_day(on, lang) for on in _dates(segment))
        by = f", {segment.author}" if segment is not None and segment.author else ""
        last = NEVER[lang] if self.recounted_at is None else day_and_time(self.recounted_at, zone, lang)
        often = "–" if segment is None else FREQUENCIES[lang][segment.recalculated]
        return [self.name, *numbers, who, created + by, updated, last, often]

    def describe(self, currency: str, zone: str, lang: Lang) -> str:
        """The line as a few lines, for a terminal that is too narrow for a table."""
        name, *cells = self.cells(currency, zone, lang)
        who = HEADS[lang].index(WHO[lang]) - 1
        said = [f"{head}: {cell}" for head, cell in zip(HEADS[lang][1:], cells, strict=True)]
        numbers, dates = "; ".join(said[:who]), "; ".join(said[who + 1 :])
        return "\n  ".join([name, cells[who]] if self.fault else [name, numbers, cells[who], dates])


@dataclass(frozen=True)
class SegmentOverview:
    """All saved segments as of a moment; those that cannot be counted say why.

    Args:
        lines: A line per segment, by name.
        currency: Of the amounts.
        zone: IANA zone in which people say when a moment was.
    """

    lines: tuple[SegmentLine, ...]
    currency: str = ""
    zone: str = "UTC"

    def __iter__(self) -> Iterator[SegmentLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def table(self) -> pd.DataFrame:
        """A row per segment, see `SegmentLine.to_data`."""
        return pd.DataFrame([line.to_data() for line in self.lines])

    def rows(self, lang: Lang) -> list[list[str]]:
        """The lines as people read them; the first row is the head."""
        return [list(HEADS[lang]), *(line.cells(self.currency, self.zone, lang) for line in self.lines)]

    def describe(self, lang: Lang | None = None) -> str:
        """How many segments there are and how many cannot be counted; the workspace's language when None."""
        lang = lang or spoken()
        if not self.lines:
            return NONE_YET[lang]
        many, faulty = len(self.lines), sum(bool(line.fault) for line in self.lines)
        if lang == "ru":
            said = f"{number(many, lang)} {plural(many, 'сегмент', 'сегмента', 'сегментов')}"
            return said + (f", из них не считаются: {number(faulty, lang)}" if faulty else "")
        said = f"{number(many, lang)} {'segment' if many == 1 else 'segments'}"
        return said + (f", {number(faulty, lang)} of them cannot be counted" if faulty else "")

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.describe(lang))}</p>"
        return said + (verbatim(html_table(self.rows(lang))) if self.lines else "")


def overview(store: SegmentStore, tables: Tables, *, currency: str, lang: Lang) -> SegmentOverview:
    """All saved segments in numbers.

    Args:
        store: The saved segments.
        tables: The moment the numbers speak of.
        currency: Of the amounts.
        lang: Language of the sentences.
    """
    sound, faults = sorted_out(store, tables)
    summed = {s.name: (s, told) for s, told in zip(sound, summaries(sound, tables, lang), strict=True)}
    last = {kept.segment: kept.as_of for kept in counted(tables.lake, tables.snapshot_id)}
    nothing: tuple[Segment | None, Summary | None] = (None, None)
    found = {name: summed.get(name, nothing) for name in sorted({*summed, *faults})}
    lines = (SegmentLine(name, *both, faults.get(name, ""), last.get(name)) for name, both in found.items())
    return SegmentOverview(tuple(lines), currency, tables.zone)


def _dates(segment: Segment | None) -> tuple[date | None, date | None]:
    return (None, None) if segment is None else (segment.created_on, segment.updated_on)


def _day(on: date | None, lang: Lang) -> str:
    return "–" if on is None else day(on, lang)
