"""Figures as parts of a page that asks nobody for anything: the library, and each figure as inert text."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from smartcom_kernel.figures.style import CONFIG

UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def figure_json(figure: go.Figure) -> str:
    """A figure as JSON that may stand inside a ``<script>`` tag: no title, whatever its labels hold stays text."""
    untitled = go.Figure(figure).update_layout(title=None, margin_t=34)
    data = json.loads(untitled.to_json())
    return inert({"data": data["data"], "layout": data["layout"], "config": CONFIG})


def inert(data: object) -> str:
    """Plain data as JSON without a character that could end a script tag or start another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in UNSAFE.items():
        text = text.replace(character, escape)
    return text


@cache
def library() -> str:
    """The source of plotly.js as the Python package brings it."""
    return str(get_plotlyjs())


@cache
def packed_library() -> str:
    """The same, gzipped and in base64: 2 MB in place of 4.8, unpacked by the reader's browser."""
    return base64.b64encode(gzip.compress(library().encode(), 9, mtime=0)).decode()
