from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from smartcom_kernel.core.delivery_settings import GlobalControl
from smartcom_kernel.experiments.global_control import formed_on, held_out, is_held_out
from smartcom_kernel.lake.connect import Lake

GROUP = GlobalControl(share=0.1, since=date(2026, 1, 31), months=1)
IDS = [f"c{n}" for n in range(4000)]


@pytest.mark.parametrize(
    ("on", "formed"),
    [
        (date(2026, 1, 31), date(2026, 1, 31)),
        (date(2026, 2, 27), date(2026, 1, 31)),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 3, 30), date(2026, 2, 28)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2027, 1, 31), date(2027, 1, 31)),
        (date(2026, 1, 30), date(2025, 12, 31)),
    ],
)
def test_it_is_formed_anew_on_the_same_day_of_a_later_month(on: date, formed: date) -> None:
    assert formed_on(GROUP, on) == formed


def test_the_engine_draws_whom_python_draws(lake: Lake) -> None:
    people = lake.temporary(pa.table({"customer_id": IDS}))
    on = date(2026, 5, 1)
    rows = lake.arrow(people.mutate(out=held_out(people.customer_id, GROUP, on))).to_pylist()
    assert {row["customer_id"]: row["out"] for row in rows} == {c: is_held_out(c, GROUP, on) for c in IDS}


def test_it_has_the_size_that_was_asked_for_and_stays_for_its_term() -> None:
    long = GlobalControl(share=0.1, since=date(2026, 1, 1), months=6)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in (0, 100, 180, 181)]
    drawn = [{c for c in IDS if is_held_out(c, long, on)} for on in days]
    assert all(340 <= len(group) <= 460 for group in drawn)
    assert drawn[0] == drawn[1] == drawn[2]
    assert len(drawn[2] & drawn[3]) < 80


def test_there_is_none_unless_it_is_asked_for() -> None:
    assert not any(is_held_out(c, GlobalControl(), date(2026, 5, 1)) for c in IDS)
