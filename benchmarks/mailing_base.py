"""A base to write to: customers with addresses and zones, a segment of all of them, a template, a mailing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import duckdb

from benchmarks.contest import AS_OF, Place
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.workbench import Workbench

HTML = (
    "<p>Dear {{ client.first_name }} of {{ client.city }}</p>\n"
    + "<p>Spring is here, and so is coffee.</p>\n" * 240
    + "<p><a href='https://shop.example/coffee'>To the coffee</a></p>\n"
    + "<p><a href='{{ unsubscribe_url() }}'>Unsubscribe</a></p>\n"
)
"""10 kB; with its text part and in base64 the e-mail has 27. Its link is counted, as is its opening."""
MAILING = {
    "segment": "everybody",
    "control_share": 0.1,
    "variants": [
        {"name": "A", "templates": {"email": "spring"}},
        {"name": "B", "templates": {"email": "spring"}},
    ],
}


def own(place: Place) -> Place:
    """A workspace beside those of other contests."""
    return replace(place, folder=place.folder / "mailings")


def prepare(place: Place) -> None:
    """Load the customers, once."""
    mine = own(place)
    if mine.workspace.exists():
        return
    mine.folder.mkdir(parents=True, exist_ok=True)
    people = mine.folder / "customers.parquet"
    with duckdb.connect() as db:
        db.execute(
            "COPY (SELECT printf('C%08d', i) AS customer_id, 'Anna' || i AS first_name, 'Kazan' AS city, "
            "'c' || i || '@example.com' AS email, true AS email_consent, 'Europe/Moscow' AS time_zone "
            f"FROM range({place.customers}) people(i)) TO '{people}' (FORMAT parquet)"
        )
    with mine.workbench() as wb:
        wb.load("customers", people)
        wb.segments.save("everybody", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
        wb.templates.save("spring", {"medium": "email", "subject": "For {{ client.first_name }}", "html": HTML})
        wb.mailings.save("spring", MAILING)
        wb.mailings.save("to_all", MAILING | {"control_share": 0})


@contextmanager
def workbench(place: Place, **changes: Any) -> Iterator[Workbench]:
    """The workbench of this base."""
    settings = {"name": "Benchmark", "time_zone": "Europe/Moscow", **changes}
    with Workbench.open(own(place).workspace, clock=FixedClock(AS_OF), **settings) as wb:
        yield wb
