"""Rows of features as the matrix that scikit-learn reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from smartcom_kernel.models.features import Feature

Matrix = npt.NDArray[np.float32]
MOST_VALUES = 50
FEWEST_CUSTOMERS = 20


@dataclass(frozen=True)
class Encoder:
    """Turns rows into numbers, a category into the place of its value among those that were common in training.

    Args:
        features: The columns, in order.
        values: For each category the values that have a number of their own; all others share one more.
    """

    features: tuple[Feature, ...]
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def learn(cls, features: Sequence[Feature], rows: pa.Table) -> Encoder:
        """An encoder for the features that these rows know something of, and the values common among them."""
        told = tuple(f for f in features if rows[f.name].null_count < len(rows))
        return cls(told, {f.name: _common(rows[f.name]) for f in told if f.kind == "category"})

    def matrix(self, rows: pa.Table) -> Matrix:
        """One line per row, one column per feature; NaN where nothing is known."""
        matrix = np.empty((len(rows), len(self.features)), dtype=np.float32)
        for place, feature in enumerate(self.features):
            column = rows[feature.name]
            codes = self._codes(feature.name, column) if feature.kind == "category" else column
            matrix[:, place] = codes.to_numpy()
        return matrix

    @property
    def is_category(self) -> list[bool]:
        """For each column of the matrix, whether its numbers stand for values."""
        return [feature.kind == "category" for feature in self.features]

    def _codes(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        common = self.values[name]
        places = pc.fill_null(pc.index_in(column, value_set=pa.array(common, pa.string())), len(common))
        return pc.if_else(pc.is_null(column), pa.scalar(None, pa.float32()), pc.cast(places, pa.float32()))


def _common(column: pa.ChunkedArray) -> tuple[str, ...]:
    """The most frequent values, those that few people have left out; in an order that rows in another order keep."""
    counted = [(-n["counts"], n["values"]) for n in pc.value_counts(column.drop_null()).to_pylist()]
    return tuple(value for n, value in sorted(counted)[:MOST_VALUES] if -n >= FEWEST_CUSTOMERS)
