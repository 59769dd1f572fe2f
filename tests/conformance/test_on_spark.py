"""Every metric, RFM and every condition answer on Spark what they answer on the engine of one machine, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis.expr.types as ir
import pytest

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.settings import Measures, Rfm
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.metrics.metric import METRICS
from smartcom_kernel.metrics.rfm import rfm
from smartcom_kernel.metrics.rfm_scores import score_table
from smartcom_kernel.segments.members import count, summary
from tests.conformance import rich_shop
from tests.conformance.test_every_condition import EVERY
from tests.shop import Shop, open_shop

pytestmark = [
    pytest.mark.torture,  # it takes minutes; `tests/lake/test_spark.py` asks Spark in `make test` too
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # PySpark leaves its own open
]
Row = dict[str, Any]
MEASURES = Measures(
    windows=[365],
    of={kind: [METRICS[kind].example["of"]] for kind in METRICS if "of" in METRICS[kind].example},
)


@pytest.fixture(scope="module")
def own_shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(server, tmp_path_factory.mktemp("rich")) as opened:
        yield opened


@pytest.fixture(scope="module")
def on_duckdb(own_shop: Shop) -> Tables:
    """The rich shop, compacted."""
    own_shop.fill(tagged=rich_shop.TAGGED, **rich_shop.rows())
    rich_shop.send(own_shop.state)
    maintain(own_shop.lake)
    return Tables(own_shop.lake, rich_shop.AS_OF, zone=rich_shop.ZONE, segments=rich_shop.SEGMENTS, measures=MEASURES)


@pytest.fixture(scope="module")
def on_spark(own_shop: Shop, on_duckdb: Tables, spark: str) -> Iterator[Tables]:
    """The same tables, read by Spark."""
    from smartcom_kernel.lake.spark import SparkLake

    lake = SparkLake(own_shop.state.dsn, own_shop.lake.folder, spark)
    yield Tables(lake, rich_shop.AS_OF, zone=rich_shop.ZONE, segments=rich_shop.SEGMENTS, measures=MEASURES)
    lake.close()


def by_customer(tables: Tables, answer: ir.Table) -> dict[str, Row]:
    rows = {row.pop("customer_id"): row for row in tables.lake.arrow(answer).to_pylist()}
    return dict(sorted(rows.items()))


@pytest.fixture(scope="module")
def metrics(on_duckdb: Tables, on_spark: Tables) -> tuple[dict[str, Row], dict[str, Row]]:
    """Every metric of every customer, from the facts, on both."""
    return by_customer(on_duckdb, metric_table(on_duckdb)), by_customer(on_spark, metric_table(on_spark))


@pytest.mark.parametrize("name", chosen(MEASURES))
def test_a_metric_is_the_same_for_every_customer(name: str, metrics: tuple[dict[str, Row], dict[str, Row]]) -> None:
    here, there = ({customer: row[name] for customer, row in found.items()} for found in metrics)
    assert len(here) == len(rich_shop.CUSTOMER_IDS)
    assert there == here


@pytest.mark.parametrize("name", sorted({m.kind for m in chosen(MEASURES).values()}))
def test_the_shop_has_something_to_compare(name: str, metrics: tuple[dict[str, Row], dict[str, Row]]) -> None:
    columns = [metric.name for metric in chosen(MEASURES).values() if metric.kind == name]
    assert len({row[column] for row in metrics[0].values() for column in columns}) > 1


@pytest.mark.parametrize("settings", [Rfm(), Rfm(frequency="receipts", period_days=900)], ids=["visits", "receipts"])
def test_rfm_scores_are_the_same_for_every_customer(settings: Rfm, on_duckdb: Tables, on_spark: Tables) -> None:
    here = by_customer(on_duckdb, score_table(on_duckdb, settings))
    assert len({(row["r"], row["f"], row["m"]) for row in here.values()}) > 5
    assert by_customer(on_spark, score_table(on_spark, settings)) == here


def test_rfm_as_people_see_it_is_the_same(on_duckdb: Tables, on_spark: Tables) -> None:
    here, there = rfm(on_duckdb, Rfm()), rfm(on_spark, Rfm())
    assert there.describe() == here.describe()
    assert there.names.equals(here.names)


@pytest.fixture(scope="module")
def frames(on_duckdb: Tables, on_spark: Tables) -> tuple[ir.Table, ir.Table]:
    """Everything known about each customer, computed once on both."""
    here, there = (t.lake.temporary(customer_frame(t)) for t in (on_duckdb, on_spark))
    return here, there


INSIDE_JSON = [
    {"kind": "attribute", "name": name, "is": asked}
    for name, asked in (
        ("custom.tier", {"ne": "gold"}), ("custom.children", {"gte": 2}), ("custom.vegan", {"eq": True}),
        ("custom.pet.name", {"starts_with": "Ё"}), ("custom.tier", {"exists": True}),
    )
]  # fmt: skip


@pytest.mark.parametrize("data", [*EVERY, *INSIDE_JSON])
def test_a_condition_is_true_of_the_same_customers(
    data: Row, on_duckdb: Tables, on_spark: Tables, frames: tuple[ir.Table, ir.Table]
) -> None:
    here, there = (
        by_customer(tables, frame.select("customer_id", answer=CONDITIONS.parse(data).where(frame, tables)))
        for tables, frame in zip((on_duckdb, on_spark), frames, strict=True)
    )
    assert there == here


@pytest.mark.parametrize(
    "data", [{"kind": "rfm", "r": 5}, {"kind": "purchased", "category": "coffee", "times": 2, "within_days": 400}]
)
def test_a_segment_in_numbers_is_the_same(data: Row, on_duckdb: Tables, on_spark: Tables) -> None:
    assert count(data, on_spark) == count(data, on_duckdb) > 0
    assert summary(data, on_spark) == summary(data, on_duckdb)
