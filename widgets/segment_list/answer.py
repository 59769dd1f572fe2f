"""What the list of segments shows, as plain data; all numbers are those of `wb.segments`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.segments.compare import SegmentComparison
from smartcom_kernel.segments.overlap import Overlap
from smartcom_kernel.segments.overview import HEADS, SegmentLine, SegmentOverview
from widgets.segment_list.question import COLUMNS

SHOWN = 15
"""The largest combinations are drawn; `Overlap.combinations` has all."""
WHO = COLUMNS.index("sentence")


def lines(found: SegmentOverview, lang: Lang) -> dict[str, Any]:
    """The list: a head and a line per segment; who belongs stands under the name, and is no column."""
    heads = [{"column": column, "title": title} for column, title in zip(COLUMNS, HEADS[lang], strict=True)]
    return {
        "about": found.describe(lang),
        "heads": [head for head in heads if head["column"] != "sentence"],
        "lines": [_line(line, found, lang) for line in found],
    }


def _line(line: SegmentLine, found: SegmentOverview, lang: Lang) -> dict[str, Any]:
    name, *cells = line.cells(found.currency, found.zone, lang)
    data = line.to_data()
    return {
        "name": name,
        "title": data["title"] or "",
        "who": cells.pop(WHO - 1),
        "cells": cells,
        "order": {column: _sortable(data[column]) for column in COLUMNS},
        "faulty": bool(line.fault),
    }


def _sortable(value: Any) -> float | str | None:
    """Numbers as numbers; instants and days as text that sorts as they do."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal | int) else value


def comparison(found: SegmentComparison, lang: Lang) -> dict[str, Any]:
    """Segments side by side."""
    head, *rows = found.rows(lang)
    return {"about": found.describe(lang), "head": head, "rows": rows}


def overlap(found: Overlap, lang: Lang) -> dict[str, Any]:
    """The largest combinations, and how large each segment is."""
    rows = found.combinations.head(SHOWN).to_dict("records")
    return {
        "about": found.describe(lang),
        "segments": [{"name": name, "customers": number(found.sizes[name], lang)} for name in found.names],
        "combinations": [
            {
                "inside": [bool(row[name]) for name in found.names],
                "customers": int(row["customers"]),
                "said": number(row["customers"], lang),
            }
            for row in rows
        ],
        "more": len(found.combinations) - len(rows),
    }
