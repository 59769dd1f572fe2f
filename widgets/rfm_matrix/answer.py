"""What the RFM matrix shows, as plain data; all numbers are those of `wb.rfm()`."""

from __future__ import annotations

import functools
import operator
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import NAMES, SCORES
from smartcom_kernel.core.wording import amount
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.metrics.rfm import RfmResult
from smartcom_kernel.metrics.rfm_matrix import BY_M, RfmMatrix
from smartcom_kernel.metrics.rfm_names import Axis, group_label
from widgets.rfm_matrix.question import Question, rectangles

TABS: dict[str, tuple[Axis, Axis]] = {"RF": ("R", "F"), "RM": ("R", "M"), "FM": ("F", "M")}
LISTED = 10
"""How many customers are listed."""


def overview(result: RfmResult, lang: Lang) -> dict[str, Any]:
    """The three matrices, and what is said above them."""
    return {
        "about": result.describe(lang),
        "customers": result.customers,
        "frequency": result.settings.frequency,
        "groups": {name: group_label(name, lang) for name in NAMES},
        "matrices": {tab: _matrix(result.matrix(*axes, lang), lang) for tab, axes in TABS.items()},
    }


def _matrix(matrix: RfmMatrix, lang: Lang) -> dict[str, Any]:
    frames = {"customers": matrix.customers, "share": matrix.share_of_revenue, "group": matrix.names}
    rows = [{what: frame.to_numpy()[row].tolist() for what, frame in frames.items()} for row in range(len(SCORES))]
    return {
        "cells": rows,
        "row_borders": [matrix.row_borders[score] for score in SCORES],
        "column_borders": [matrix.column_borders[score] for score in SCORES],
        "note": BY_M[lang] if matrix.named_by_m else "",
    }


def selection(result: RfmResult, question: Question, lake: Lake, lang: Lang) -> dict[str, Any]:
    """Who is in the chosen cells: how many, their share, and the first of them."""
    rows, columns = TABS[question.tab]
    places = pd.MultiIndex.from_frame(result.cells[[rows.lower(), columns.lower()]])
    chosen = result.cells[places.isin(question.places)]
    revenue = result.cells["revenue"].sum()
    return {
        "customers": int(chosen["customers"].sum()),
        "share": int(chosen["customers"].sum()) / max(result.customers, 1),
        "revenue_share": float(chosen["revenue"].sum() / revenue) if revenue else 0.0,
        "first": _first(result, question, lake, lang) if len(chosen) else [],
    }


def _first(result: RfmResult, question: Question, lake: Lake, lang: Lang) -> list[dict[str, Any]]:
    inside = result.scores.filter(_inside(result.scores, question))
    first = inside.order_by(inside.monetary.desc(), "customer_id").limit(LISTED)
    return [
        {
            "customer_id": row["customer_id"],
            "group": group_label(row["name"], lang),
            "scores": f"R{row['r']} F{row['f']} M{row['m']}",
            "recency_days": row["recency_days"],
            "frequency": row["frequency"],
            "monetary": amount(row["monetary"], result.currency, lang),
        }
        for row in lake.arrow(first).to_pylist()
    ]


def _inside(scores: ir.Table, question: Question) -> ir.BooleanValue:
    down, right = (scores[axis.lower()] for axis in TABS[question.tab])
    blocks = (down.isin(rows) & right.isin(columns) for rows, columns in rectangles(question.places))
    return functools.reduce(operator.or_, blocks)
