"""Purchase histories as models of buying take them: frequency, recency and T of each customer, checked and grouped.

Frequency is the number of repeat purchases, recency the time from the first purchase to the last (not the days since
the last one, as in RFM), T the time from the first purchase to the moment of observation; in one unit of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from smartcom_kernel.core.errors import DataError, count_of

Array = npt.NDArray[np.float64]
COLUMNS = ("frequency", "recency", "T")


@dataclass(frozen=True)
class Level:
    """A column that repeats few values: each value once, and where it stands."""

    values: Array
    codes: npt.NDArray[np.intp]

    @classmethod
    def of(cls, column: Array) -> Level:
        """The distinct values of a column, ascending."""
        values, codes = np.unique(column, return_inverse=True)
        return cls(values, codes)

    def total(self, weights: Array) -> Array:
        """The sum of the weights of each value."""
        return np.asarray(np.bincount(self.codes, weights, minlength=len(self.values)), "float64")


@dataclass(frozen=True)
class Histories:
    """Distinct histories, each with the number of customers that share it; nothing is rounded.

    Args:
        frequency: Repeat purchases.
        recency: From the first purchase to the last.
        T: From the first purchase to the moment of observation.
        weights: How many customers have this history.
    """

    frequency: Array
    recency: Array
    T: Array
    weights: Array

    @classmethod
    def of(cls, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Histories:
        """Check columns of one length and put equal histories together.

        Raises:
            DataError: With everything that is wrong, and in how many rows.
        """
        table = _table({"frequency": frequency, "recency": recency, "T": T}, weights)
        refuse("purchase histories", [*history_faults(table), *weight_faults(table["weights"])])
        grouped = table.groupby(list(COLUMNS), sort=True)["weights"].sum().reset_index()
        found = {name: grouped[name].to_numpy("float64") for name in (*COLUMNS, "weights")}
        held = found["weights"] > 0
        return cls(**{name: values[held] for name, values in found.items()})

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def customers(self) -> float:
        """How many customers there are."""
        return float(self.weights.sum())

    @cached_property
    def frequencies(self) -> Level:
        """Frequency as a level."""
        return Level.of(self.frequency)

    @cached_property
    def recencies(self) -> Level:
        """Recency as a level."""
        return Level.of(self.recency)

    @cached_property
    def ages(self) -> Level:
        """T as a level."""
        return Level.of(self.T)

    def pairs(self, other: Level) -> tuple[Array, Array, npt.NDArray[np.intp]]:
        """Distinct pairs of frequency and another level: both values of each pair, and where it stands."""
        width = len(other.values)
        pairs, codes = np.unique(self.frequencies.codes * width + other.codes, return_inverse=True)
        return self.frequencies.values[pairs // width], other.values[pairs % width], codes

    def sample(self, size: int) -> Histories:
        """About so many of the customers, each history in proportion: for a first guess that is cheap."""
        upto = np.cumsum(self.weights)
        drawn = np.searchsorted(upto, (np.arange(size) + 0.5) * upto[-1] / size)
        kept, weights = np.unique(drawn, return_counts=True)
        return Histories(self.frequency[kept], self.recency[kept], self.T[kept], weights.astype("float64"))


def columns_of(columns: dict[str, Any], *, what: str) -> dict[str, Array]:
    """Columns as arrays of numbers.

    Raises:
        DataError: One holds something else.
    """
    found = {}
    for name, values in columns.items():
        try:
            found[name] = np.asarray(values, dtype="float64")
        except (TypeError, ValueError):
            raise DataError(f"{what}: {name} holds something that is not a number") from None
    return found


def refuse(what: str, faults: list[str]) -> None:
    """Say everything that is wrong at once.

    Raises:
        DataError: There is a fault.
    """
    if faults:
        raise DataError(f"{what}: {'; '.join(faults)}")


def counted(wrong: Any, what: str) -> list[str]:
    """One fault with the number of rows that have it, or none."""
    rows = int(np.count_nonzero(wrong))
    return [f"{what} in {count_of(rows, 'row')}"] if rows else []


def history_faults(table: pd.DataFrame | dict[str, Array]) -> list[str]:
    """What is wrong with frequency, recency and T."""
    frequency, recency, age = (np.asarray(table[name]) for name in COLUMNS)
    with np.errstate(invalid="ignore"):
        return [
            *(
                fault
                for name in COLUMNS
                for fault in counted(~np.isfinite(np.asarray(table[name])), f"{name} is empty")
            ),
            *counted(frequency < 0, "frequency is negative"),
            *counted(np.isfinite(frequency) & (frequency != np.floor(frequency)), "frequency is not a whole number"),
            *counted(recency < 0, "recency is negative"),
            *counted(recency > age, "recency is greater than T"),
            *counted((frequency == 0) & (recency > 0), "recency is not 0 although frequency is"),
        ]


def weight_faults(weights: Any) -> list[str]:
    """What is wrong with weights."""
    weights = np.asarray(weights)
    with np.errstate(invalid="ignore"):
        faults = counted(~(np.isfinite(weights) & (weights >= 0)), "the weight is empty or negative")
    return faults if faults or weights.sum() > 0 else ["there are no customers"]


def _table(columns: dict[str, Any], weights: Any) -> pd.DataFrame:
    found = columns_of(columns, what="purchase histories")
    rows = max(values.size for values in found.values())
    found |= columns_of({"weights": np.ones(rows) if weights is None else weights}, what="purchase histories")
    if any(values.shape != (rows,) for values in found.values()):
        sizes = ", ".join(f"{name} {values.size:,}" for name, values in found.items())
        raise DataError(f"purchase histories: the columns are not equally long: {sizes}")
    return pd.DataFrame(found, copy=False)
