"""``python -m benchmarks.growth``: a full refresh at several sizes, per customer, as a table and a picture.

One workspace grows from size to size: a smaller shop's customers are the first ones of a bigger shop. Sample files are
removed once they are loaded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from benchmarks.__main__ import child
from benchmarks.contest import MEMORY, US, Place
from benchmarks.machine import machine
from benchmarks.report import RESULTS
from smartcom_kernel.intake.sample import generate

SIZES = (1_000_000, 2_000_000, 5_000_000, 10_000_000)
CUSTOMERS_PER_FILE = 50_000
"""Of the sample."""
FLAT = 0.2
"""How much more per customer than at the smallest size still counts as flat."""
Points = list[dict[str, float]]


def main() -> None:
    """Measure each size and write `growth.json` and `growth.html`."""
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description="Refresh shops of several sizes."
    )
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="customers, smallest first")
    arguments.add_argument("--runs", type=int, default=3, help="runs at each size (3)")
    arguments.add_argument("--folder", type=Path, required=True, help="an empty folder with 5 GB per million customers")
    arguments.add_argument("--results", type=Path, default=RESULTS, help="where to write the results")
    asked = arguments.parse_args()
    if any(size % CUSTOMERS_PER_FILE for size in asked.sizes):
        arguments.error(f"sizes are multiples of {CUSTOMERS_PER_FILE}")
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    points = [point(folder, size, asked.runs) for size in _grown(folder, sorted(asked.sizes))]
    write(points, asked.results)
    Place(folder, 0, 0).clear_workspace()


def point(folder: Path, customers: int, runs: int) -> dict[str, float]:
    """Seconds and peak memory of a full refresh, each run in a process of its own."""
    turns = [json.loads(child("refreshing", US, Place(folder, customers, run))) for run in range(runs)]
    seconds, peak = median(turn["seconds"] for turn in turns), max(turn["peak_mb"] for turn in turns)
    print(f"{customers:,} customers: {seconds:.1f} s, {peak:,.0f} MB", flush=True)
    return {"customers": customers, "seconds": seconds, "peak_mb": peak}


def write(points: Points, results: Path) -> None:
    """The measurements as JSON, and the picture of them."""
    results.mkdir(parents=True, exist_ok=True)
    data = {"points": points, "memory": MEMORY, "machine": machine()}
    (results / "growth.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    picture(points).write_html(results / "growth.html", include_plotlyjs="cdn")


def picture(points: Points) -> go.Figure:
    """Microseconds and bytes per customer over the number of customers, with the border of what counts as flat."""
    sizes = [point["customers"] for point in points]
    per_customer = {
        "microseconds": [point["seconds"] * 1e6 / point["customers"] for point in points],
        "kilobytes at the peak": [point["peak_mb"] * 1024 / point["customers"] for point in points],
    }
    figure = make_subplots(rows=1, cols=2, subplot_titles=[f"{name} per customer" for name in per_customer])
    for column, (name, values) in enumerate(per_customer.items(), start=1):
        figure.add_scatter(x=sizes, y=values, mode="lines+markers", name=name, row=1, col=column)
        figure.add_hline(y=values[0] * (1 + FLAT), line_dash="dot", annotation_text="+20 %", row=1, col=column)
        figure.update_yaxes(rangemode="tozero", row=1, col=column)
        figure.update_xaxes(title="customers", rangemode="tozero", row=1, col=column)
    return figure.update_layout(title="A full refresh as the shop grows", showlegend=False, template="plotly_white")


def _grown(folder: Path, sizes: Sequence[int]) -> Iterator[int]:
    """Each size, once the workspace has grown to it."""
    with Place(folder, sizes[-1], 0).workbench() as wb:
        generate(wb.lake, folder / "sample", customers=sizes[-1])
    for size in sizes:
        place = Place(folder, size, 0)
        with place.workbench() as wb:
            for table, paths in place.sample().items():
                part = [path for path in paths if _number(path) * CUSTOMERS_PER_FILE < size]
                if part:
                    wb.load(table, *part)
                for path in part:
                    path.unlink()
        yield size


def _number(sample_file: Path) -> int:
    number = sample_file.stem.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


if __name__ == "__main__":
    main()
