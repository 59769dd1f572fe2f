"""A segment over time: how large it was at each recount, who was in at a moment, who entered and left between two."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import MINUS, day_and_time, number, percent, plural, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.recounts import Recount, never_recounted, read_at, recounts, rows_of, turns

SHOWN = 30
"""The newest recounts that a notebook shows; `SegmentHistory.table` has all."""
HEADS: dict[Lang, list[str]] = {
    "en": ["recount", "customers", "entered", "left", "of the base", "of revenue", ""],
    "ru": ["пересчёт", "клиентов", "вошли", "вышли", "базы", "выручки", ""],
}
OTHER_DEFINITION: dict[Lang, str] = {"en": "another definition from here on", "ru": "отсюда другое определение"}


@dataclass(frozen=True)
class SegmentHistory:
    """A segment at each of its recounts.

    Args:
        segment: Its name.
        table: One row per recount, in order: `as_of`, `customers`, `entered`, `left`, `share` and `revenue_share`
            (0..1), `new_definition` (whether it was counted by another definition than the recount before).
        definitions: `since`, `definition`: each definition as YAML, and the first recount by it.
        zone: IANA zone in which people say when a moment was.
    """

    segment: str
    table: pd.DataFrame
    definitions: pd.DataFrame
    zone: str = "UTC"

    def describe(self, lang: Lang | None = None) -> str:
        """How the segment has changed from the first recount to the last; the workspace's language when None."""
        lang = lang or spoken()
        first, last = self.table.iloc[0], self.table.iloc[-1]
        since, until = (day_and_time(row["as_of"], self.zone, lang) for row in (first, last))
        then, now, many = (number(n, lang) for n in (first["customers"], last["customers"], len(self.table)))
        if lang == "ru":
            said = f"Сегмент «{self.segment}»: клиентов {now} на {until}"
            if len(self.table) > 1:
                said += f", было {then} на {since}; пересчётов: {many}"
        else:
            said = f"Segment {self.segment}: {now} customers as of {until}"
            if len(self.table) > 1:
                said += f", {then} as of {since}; {many} recounts"
        return said + definitions_said(list(self.definitions["since"])[1:], self.zone, lang)

    def rows(self, lang: Lang) -> list[list[str]]:
        """The recounts as people read them, the newest first; the first row is the head."""
        newest_first = self.table.iloc[::-1].to_dict("records")
        return [HEADS[lang], *(self._cells(row, lang) for row in newest_first)]

    def _cells(self, row: dict[Any, Any], lang: Lang) -> list[str]:
        return [
            day_and_time(row["as_of"], self.zone, lang), number(row["customers"], lang),
            f"+{number(row['entered'], lang)}", f"{MINUS}{number(row['left'], lang)}",
            percent(row["share"], lang), percent(row["revenue_share"], lang),
            OTHER_DEFINITION[lang] if row["new_definition"] else "",
        ]  # fmt: skip

    def _repr_html_(self) -> str:
        lang = spoken()
        return f"<p>{escape(self.describe(lang))}</p>{html_table(self.rows(lang)[: SHOWN + 1])}"


@dataclass(frozen=True)
class SegmentDifference:
    """Who entered a segment and who left it between two recounts; whoever came and went meanwhile is in neither.

    Args:
        segment: Its name.
        since: The earlier recount that was read.
        until: The later one.
        entered: Table of `customer_id`: inside at the later and not at the earlier.
        left: The same the other way round.
        moved: How many entered, and how many left.
        changed: The recounts in between that were by another definition than the one before.
        zone: IANA zone in which people say when a moment was.
    """

    segment: str
    since: Recount
    until: Recount
    entered: ir.Table
    left: ir.Table
    moved: tuple[int, int]
    changed: tuple[datetime, ...] = ()
    zone: str = "UTC"

    def describe(self, lang: Lang | None = None) -> str:
        """How many entered, left and stayed; the workspace's language when None."""
        lang = lang or spoken()
        since, until = (day_and_time(recount.as_of, self.zone, lang) for recount in (self.since, self.until))
        entered, left = (number(n, lang) for n in self.moved)
        stayed = number(self.since.customers - self.moved[1], lang)
        if lang == "ru":
            said = f"Сегмент «{self.segment}» с {since} по {until}: вошли {entered}, вышли {left}, остались {stayed}"
        else:
            said = f"Segment {self.segment} from {since} to {until}: {entered} entered, {left} left, {stayed} stayed"
        return said + definitions_said(self.changed, self.zone, lang, explains=True)

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


def definitions_said(changed: Sequence[datetime], zone: str, lang: Lang, *, explains: bool = False) -> str:
    """When the definition changed, as the end of a sentence; empty where it did not."""
    if not changed:
        return ""
    moments = ", ".join(day_and_time(at, zone, lang) for at in changed)
    if lang == "ru":
        times = plural(len(changed), "раз", "раза", "раз")
        return f"; определение менялось {len(changed)} {times} ({moments})" + (
            ", и часть переходов вызвана этим" if explains else ""
        )
    times = "once" if len(changed) == 1 else f"{len(changed)} times"
    return f"; the definition changed {times} ({moments})" + (", which explains part of the moves" if explains else "")


def history(tables: Tables, segment: str) -> SegmentHistory:
    """A segment at each of its recounts.

    Raises:
        DataError: It was never recounted.
    """
    known = recounts(tables, segment)
    if not known:
        raise never_recounted(segment)
    rows = rows_of(tables, segment)
    sides = rows.group_by("as_of").agg(entered=rows.inside.sum(), left=(~rows.inside).sum())
    moved = {row.pop("as_of"): row for row in tables.lake.arrow(sides).to_pylist()}
    nobody = {"entered": 0, "left": 0}
    changed = set(_changed(known))
    table = pd.DataFrame(
        {
            "as_of": recount.as_of, "customers": recount.customers, **moved.get(recount.as_of, nobody),
            "share": recount.share, "revenue_share": recount.revenue_share, "new_definition": recount.as_of in changed,
        }
        for recount in known
    )  # fmt: skip
    by = [recount for recount in known if recount is known[0] or recount.as_of in changed]
    definitions = pd.DataFrame({"since": [r.as_of for r in by], "definition": [r.definition for r in by]})
    return SegmentHistory(segment, table, definitions, tables.zone)


def members_on(tables: Tables, segment: str, moment: datetime) -> ir.Table:
    """Table of `customer_id`: who was in a segment by its last recount at or before a moment.

    Raises:
        DataError: There was no recount yet.
    """
    read = read_at(recounts(tables, segment), segment, moment, zone=tables.zone)
    rows = rows_of(tables, segment, until=read.as_of)
    inside = rows.group_by("customer_id").agg(turn=turns(rows).sum())
    return inside.filter(inside.turn == 1).select("customer_id")


def difference(tables: Tables, segment: str, since: datetime, until: datetime) -> SegmentDifference:
    """Who entered and who left a segment between two moments, each read as the last recount at or before it.

    Cost: only the changes between the two are read.

    Raises:
        SpecError: The moments are the wrong way round.
        DataError: There was no recount yet at one of them.
    """
    if since > until:
        late, early = (day_and_time(at, tables.zone) for at in (since, until))
        raise SpecError.single(f"segment {segment!r}", f"`since`, {late}, lies after `until`, {early}")
    known = recounts(tables, segment)
    first, last = (read_at(known, segment, at, zone=tables.zone) for at in (since, until))
    rows = rows_of(tables, segment, since=first.as_of, until=last.as_of)
    moved = rows.group_by("customer_id").agg(turn=turns(rows).sum())
    sides = [moved.filter(moved.turn == turn).select("customer_id") for turn in (1, -1)]
    both = moved.agg(entered=(moved.turn == 1).sum(), left=(moved.turn == -1).sum())
    [counted] = tables.lake.arrow(both).to_pylist()
    changed = tuple(at for at in _changed(known) if first.as_of < at <= last.as_of)
    many = (counted["entered"] or 0, counted["left"] or 0)
    return SegmentDifference(segment, first, last, sides[0], sides[1], many, changed, tables.zone)


def _changed(known: Sequence[Recount]) -> list[datetime]:
    """The recounts that were by another definition than the one before."""
    pairs = itertools.pairwise(known)
    return [after.as_of for before, after in pairs if after.fingerprint != before.fingerprint]
