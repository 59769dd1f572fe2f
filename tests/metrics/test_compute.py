from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.lake.among import Among
from smartcom_kernel.metrics.compute import asked, metric_table
from smartcom_kernel.metrics.metric import METRICS, Aggregate, Metric
from smartcom_kernel.metrics.slices import Slice
from tests.metrics.by_hand import by_hand
from tests.metrics.random_facts import AS_OF, MEASURES, random_facts
from tests.shop import Shop


@pytest.mark.parametrize(
    ("seed", "zone"),
    [
        (1, "America/New_York"),
        pytest.param(2, "Europe/Moscow", marks=pytest.mark.torture),
        pytest.param(3, "Pacific/Apia", marks=pytest.mark.torture),
    ],
)
def test_every_metric_equals_the_one_worked_out_by_hand(shop: Shop, seed: int, zone: str) -> None:
    facts = random_facts(seed)
    tables = shop.fill(as_of=AS_OF.isoformat(), zone=zone, measures=MEASURES, **facts.tables)
    found = {row["customer_id"]: row for row in shop.lake.arrow(metric_table(tables)).to_pylist()}
    wrong = []
    for customer, row in found.items():
        expected = by_hand(facts, customer, zone)
        assert set(row) == set(expected)
        wrong += [(customer, m, value, expected[m]) for m, value in row.items() if value != expected[m]]
    assert wrong == []
    assert len(found) == len(facts.customers)


def scanned(step: dict[str, Any]) -> Iterator[str]:
    """The tables that a plan reads, each as often as it is read: of a view over files, the folder that they are in."""
    said = step.get("extra_info", {})
    if "Table" in said:
        yield said["Table"]
    elif "Filename(s)" in said:
        yield Path(said["Filename(s)"].split(",")[0]).parent.name
    for part in step["children"]:
        yield from scanned(part)


def test_all_metrics_together_read_each_fact_table_once(shop: Shop) -> None:
    tables = shop.fill(**random_facts(1).tables)
    [(_, plan)] = shop.lake.rows("EXPLAIN (ANALYZE, FORMAT json) " + shop.lake.sql(metric_table(tables)))
    read = Counter(scanned(json.loads(plan)))
    facts = ("receipts", "receipt_lines", "web_events", "points_balances")
    assert {name: read[name] for name in facts} == dict.fromkeys(facts, 1)


def test_the_whole_history_gives_the_same_past(shop: Shop) -> None:
    tables = shop.fill(as_of=AS_OF.isoformat(), **random_facts(4).tables)
    known = shop.lake.arrow(metric_table(tables).order_by("customer_id")).to_pylist()
    tables.past = False
    assert shop.lake.arrow(metric_table(tables).order_by("customer_id")).to_pylist() == known


def test_a_slice_of_customers_has_the_rows_it_has_among_everybody(shop: Shop) -> None:
    tables = shop.fill(**random_facts(5).tables)
    everybody = {row["customer_id"]: row for row in shop.lake.arrow(metric_table(tables)).to_pylist()}
    some = shop.lake.arrow(metric_table(Among(tables, Slice("c12", "c3")))).to_pylist()
    assert {row["customer_id"]: row for row in some} == {c: row for c, row in everybody.items() if "c12" < c <= "c3"}


class Odd(Metric):
    """Calls another aggregate by the name of the total."""

    kind = "odd"
    needs = (Aggregate("total", "receipts", "money", lambda r, where, _: r.total.max(where=where)),)


def test_an_aggregate_cannot_mean_two_things() -> None:
    with pytest.raises(SpecError, match="'total' has two meanings"):
        asked([Odd(), METRICS["revenue"]()])
