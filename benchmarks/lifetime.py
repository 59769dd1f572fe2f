"""Fitting BG/NBD to everybody's purchases, beside the archived library `lifetimes` on the same histories.

All get one row per customer: we group them, `lifetimes` takes weights but leaves grouping to its caller.
"""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.contest import US, Contest, Place, Work
from smartcom_kernel.models import BetaGeoFitter

LIFETIMES, GROUPED = "lifetimes", "lifetimes, grouped with pandas"
COLUMNS = ["frequency", "recency", "T"]
DAYS = 730
RATE, LEAVING = (0.6, 1 / 20), (0.9, 3.0)
"""Rates of buying are gamma distributed over customers, chances of leaving after a purchase beta distributed."""


def prepare(place: Place) -> None:
    """Histories drawn from the model, in whole days, of customers of two years; always the same."""
    chance = np.random.default_rng(2025)
    age = chance.integers(1, DAYS + 1, place.customers)
    rate, leaves = chance.gamma(*RATE, place.customers), chance.beta(*LEAVING, place.customers)
    frequency, recency = (np.zeros(place.customers, "int64") for _ in range(2))
    at, there = np.zeros(place.customers), np.arange(place.customers)
    while len(there):
        at[there] += chance.exponential(1 / rate[there])
        there = there[at[there] <= age[there]]
        later = there[np.floor(at[there]) > recency[there]]
        frequency[later] += 1
        recency[later] = np.floor(at[later])
        there = there[chance.random(len(there)) >= leaves[there]]
    pd.DataFrame({"frequency": frequency, "recency": recency, "T": age}).to_parquet(_histories(place))


def ours(rows: pd.DataFrame) -> Any:
    """Groups and fits."""
    return BetaGeoFitter().fit(*(rows[name] for name in COLUMNS))


def theirs(rows: pd.DataFrame) -> Any:
    """Fits row by row."""
    return _their_fitter().fit(*(rows[name] for name in COLUMNS))


def theirs_grouped(rows: pd.DataFrame) -> Any:
    """Fits what pandas has grouped before."""
    grouped = rows.groupby(COLUMNS).size().reset_index(name="weights")
    return _their_fitter().fit(*(grouped[name] for name in [*COLUMNS, "weights"]))


def _their_fitter() -> Any:
    return importlib.import_module("lifetimes").BetaGeoFitter()


def _contender(who: str, fit: Callable[[pd.DataFrame], Any]) -> Callable[[Place], Any]:
    @contextmanager
    def contender(place: Place) -> Iterator[Work]:
        """The fit, and afterwards its parameters as a file."""
        rows = pd.read_parquet(_histories(place))
        if who != US:
            _their_fitter()  # so that loading the library is not measured

        def work() -> int:
            params = fit(rows).params_.to_dict()
            _answer(place, who).write_text(json.dumps(params), encoding="utf-8")
            return len(rows)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield work

    return contender


def check(place: Place) -> None:
    """All found the same parameters, to four digits."""
    expected, *others = (json.loads(_answer(place, who).read_text(encoding="utf-8")) for who in FITS)
    for found in others:
        assert np.allclose([found[name] for name in expected], list(expected.values()), rtol=1e-4), (found, expected)


def _histories(place: Place) -> Path:
    return place.folder / f"histories-{place.customers}.parquet"


def _answer(place: Place, who: str) -> Path:
    return place.answer(who).with_suffix(".json")


FITS = {US: ours, LIFETIMES: theirs, GROUPED: theirs_grouped}
CONTEST = Contest(
    "Fit BG/NBD to everybody's purchase histories",
    "customers",
    {who: _contender(who, fit) for who, fit in FITS.items()},
    prepare,
    check,
)
