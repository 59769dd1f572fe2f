from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest

import smartcom_kernel as sc
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.carts import abandoned_carts
from smartcom_kernel.state.connect import State

if TYPE_CHECKING:
    from smartcom_kernel.lake.spark import SparkLake

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # PySpark leaves its own open


@pytest.fixture
def on_spark(state: State, lake: Lake, spark: str) -> Iterator[SparkLake]:
    """The lake of the test, read by Spark."""
    from smartcom_kernel.lake.spark import SparkLake

    opened = SparkLake(state.dsn, lake.folder, spark)
    yield opened
    opened.close()


def ids(lake: Lake) -> list[str]:
    return sorted(lake.arrow(lake.table("customers").select("customer_id"))["customer_id"].to_pylist())


def add(lake: Lake, *customer_ids: str) -> None:
    lake.insert("customers", lake.temporary(pa.table({"customer_id": list(customer_ids)})))


def test_rows_that_are_not_in_parquet_files_are_refused_until_maintenance(lake: Lake, on_spark: SparkLake) -> None:
    add(lake, "a", "b")
    with pytest.raises(SetupError, match="run `smartcom maintain`"):
        ids(on_spark)
    maintain(lake)
    assert ids(on_spark) == ["a", "b"]


def test_a_deleted_row_that_is_still_in_its_file_is_refused_until_maintenance(lake: Lake, on_spark: SparkLake) -> None:
    many = [f"c{n:03}" for n in range(100)]
    add(lake, *many)
    assert ids(on_spark) == many
    lake.run("DELETE FROM lake.main.customers WHERE customer_id = 'c007'")
    with pytest.raises(SetupError, match="those of customers are not exactly its rows"):
        ids(on_spark)
    add(lake, "z")  # as many rows as before
    with pytest.raises(SetupError, match="those of customers are not exactly its rows"):
        ids(on_spark)
    maintain(lake)
    assert ids(on_spark) == sorted({*many, "z"} - {"c007"})


def test_a_snapshot_of_the_past_is_read_only_where_files_hold_just_its_rows(lake: Lake, on_spark: SparkLake) -> None:
    add(lake, *(f"a{n:03}" for n in range(100)))
    first = lake.snapshot_id()
    add(lake, *(f"b{n:03}" for n in range(100)))
    maintain(lake)
    with pytest.raises(SetupError, match=f"at snapshot {first}"):
        on_spark.table("customers", first)


def test_abandoned_carts_are_those_of_one_machine(lake: Lake, on_spark: SparkLake) -> None:
    lake.run(
        "INSERT INTO lake.main.web_events (event_id, session_id, customer_id, occurred_at, name, product_id, quantity) "
        "SELECT i::VARCHAR, 's', 'c' || i % 7, TIMESTAMPTZ '2018-01-01 00:00:00Z' - to_hours((i * 37 % 101)::INTEGER), "
        "['add_to_cart', 'add_to_cart', 'remove_from_cart', 'checkout'][1 + i % 4], 'p' || i % 3, "
        "CASE WHEN i % 5 > 0 THEN i % 3 END FROM range(200) t(i)"
    )
    found = [
        one.arrow(abandoned_carts(Tables(one, instant("2018-01-01"))).order_by("customer_id", "product_id")).to_pylist()
        for one in (lake, on_spark)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 1


def test_whatever_the_folder_is_called_its_files_alone_are_read(state: State, tmp_path: Path, spark: str) -> None:
    from smartcom_kernel.lake.spark import SparkLake

    folder = tmp_path / "customer_id=x [1-9]*" / "a {b,c}?"
    lake = Lake(state.dsn, folder)
    add(lake, *(f"c{n:03}" for n in range(100)))
    on_spark = SparkLake(state.dsn, folder, spark)
    assert ids(on_spark) == [f"c{n:03}" for n in range(100)]
    on_spark.close()
    lake.close()


def test_an_empty_table_has_its_columns(on_spark: SparkLake) -> None:
    receipts = on_spark.arrow(on_spark.table("receipts"))
    assert receipts.num_rows == 0
    assert str(receipts.schema.field("total").type) == "decimal128(18, 2)"


def test_rows_handed_over_come_back_as_they_were(on_spark: SparkLake) -> None:
    given = pd.DataFrame({"id": ["a", None], "total": [Decimal("1.50"), None], "n": pd.array([1, None], "Int64")})
    assert on_spark.arrow(on_spark.temporary(given)).to_pylist() == [
        {"id": "a", "total": Decimal("1.50"), "n": 1},
        {"id": None, "total": None, "n": None},
    ]
    with on_spark.passing() as keep:
        kept = keep(on_spark.temporary(given).select("id"))
        assert [batch.num_rows for batch in on_spark.batches(kept, 1)] == [1, 1]


def test_the_workbench_asks_the_spark_of_its_settings(workspace: Path, spark: str) -> None:
    (workspace / "receipts.csv").write_text(
        "receipt_id,customer_id,issued_at,total\n"
        + "".join(f"r{n},c{n % 7},2017-12-{n % 28 + 1:02}T10:00:00Z,{n}.50\n" for n in range(40))
    )
    with sc.open(workspace) as wb, pytest.raises(SetupError, match=r"no Spark is set: .* \[engine\] spark"):
        wb.on_spark()
    with sc.open(workspace, engine={"spark": spark}) as wb:
        wb.load("receipts", workspace / "receipts.csv")
        wb.refresh("2017-12-30")
        wb.refresh("2017-12-31")
        wb.maintain()
        here, there = wb.present, wb.on_spark()
        of = {"kind": "metric", "name": "receipts", "is": {"gte": 6}}
        assert there.segments.count(of) == here.segments.count(of) == 5
        rows = (m.tables.lake.arrow(m.metrics.order_by("customer_id")).to_pylist() for m in (here, there))
        assert next(rows) == next(rows)
        assert there.rfm().describe() == here.rfm().describe()
        earlier = wb.on_spark("2017-12-15").tables
        assert earlier.lake.arrow(earlier.receipts).num_rows == 26
