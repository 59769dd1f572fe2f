"""Planning a mailing to everybody, beside the same rows written into the same kind of table by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import mailing_base
from benchmarks.contest import US, Contest, Place, Work

BY_HAND = "DuckDB by hand, into such a table"


@contextmanager
def ours(place: Place) -> Iterator[Work]:
    """A row for everybody, with the group that falls to them, in one transaction."""
    with mailing_base.workbench(place) as wb:
        yield lambda: wb.mailings.send("spring", occasion=str(place.run)).people


@contextmanager
def by_hand(place: Place) -> Iterator[Work]:
    """The rows as they are, straight from the lake into a table with the same columns and indexes."""
    with mailing_base.workbench(place) as wb:
        with wb.state.transaction() as connection:
            connection.execute("DROP TABLE IF EXISTS by_hand")
            connection.execute("CREATE TABLE by_hand (LIKE messages INCLUDING ALL)")
        yield lambda: wb.lake.run(
            "INSERT INTO state.smartcom.by_hand (sending_id, customer_id, variant, medium, template, address) "
            "SELECT 1, customer_id, 'A', 'email', 'spring', email FROM lake.main.customers"
        )


def check(place: Place) -> None:
    """Everybody has a row."""
    with mailing_base.workbench(place) as wb:
        planned = wb.mailings.report("spring", occasion=str(place.run))
        assert planned.people == planned.accounted == place.customers


CONTEST = Contest(
    "Plan a mailing to everybody", "people", {US: ours, BY_HAND: by_hand}, mailing_base.prepare, check
)  # fmt: skip
