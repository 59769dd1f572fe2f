"""Labels on customers as a notebook holds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pandas as pd

from smartcom_kernel.core.clock import Clock
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.who import Who, customers_of
from smartcom_kernel.state import tags
from smartcom_kernel.state.connect import State


class TagBook:
    """Puts tags on customers and takes them off.

    `who` is the name of a segment, a condition (or the data of one), or a list of customer ids.

    Args:
        state: Where tags are kept.
        store: Saved segments.
        tables: The tables to ask who belongs to a segment.
        clock: Dates the tags.
    """

    def __init__(self, state: State, store: SegmentStore, tables: Callable[[], Tables], clock: Clock) -> None:
        self._state = state
        self._store = store
        self._tables = tables
        self._clock = clock

    def put(self, tag: str, who: Who, *, days: int | None = None, source: str = "") -> int:
        """Put a tag on customers, for so many days or for good; returns on how many."""
        now = self._clock.now()
        with self._state.transaction() as connection:
            return tags.put(
                connection, tag, customers_of(who, self._store, self._tables()), now=now, source=source,
                expires_at=None if days is None else now + timedelta(days=days),
            )  # fmt: skip

    def take_off(self, tag: str, who: Who) -> int:
        """Take a tag off customers; returns how many had it."""
        with self._state.transaction() as connection:
            return tags.take_off(connection, tag, customers_of(who, self._store, self._tables()))

    def in_use(self) -> pd.DataFrame:
        """Every tag with the number of customers that carry it and when it was last put."""
        with self._state.transaction() as connection:
            found = tags.in_use(connection, now=self._clock.now())
        return pd.DataFrame(found, columns=["tag", "customers", "set_at"])
