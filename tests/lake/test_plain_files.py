from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from smartcom_kernel.lake import connect
from smartcom_kernel.lake import plain_files as plain_files_module
from smartcom_kernel.lake.connect import FEW_FILES, EngineError, Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.maintain import maintain
from smartcom_kernel.lake.plain_files import plain_files
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.profiles.own import OwnTables
from smartcom_kernel.state.connect import State

MANY = 100
STORES = "lake.main.stores"


def add(lake: Lake, name: str, rows: int = MANY) -> None:
    """So many stores: a hundred are written to a file, a few to the catalogue."""
    lake.run(f"INSERT INTO {STORES} (store_id) SELECT '{name}' || i FROM range({rows}) t(i)")


def plain(lake: Lake, snapshot_id: int | None = None) -> list[Path] | None:
    found = lake.whole_files(lake.snapshot_id() if snapshot_id is None else snapshot_id).get("stores")
    return None if found is None else found.paths


def ids(lake: Lake, snapshot_id: int) -> list[str]:
    return sorted(lake.arrow(lake.table("stores", snapshot_id))["store_id"].to_pylist())


def rows(lake: Lake, snapshot_id: int) -> list[tuple[str, ...]]:
    table = lake.arrow(lake.table("stores", snapshot_id))
    return sorted(tuple(map(repr, row)) for row in zip(*table.to_pydict().values(), strict=True))


def rows_by_catalogue(lake: Lake, snapshot_id: int) -> list[tuple[str, ...]]:
    return sorted(tuple(map(repr, row)) for row in lake.rows(f"FROM {STORES} AT (VERSION => {snapshot_id})"))


def read_from_files(lake: Lake, snapshot_id: int) -> bool:
    """Whether the view that a table is read by names its files."""
    lake.table("stores", snapshot_id)
    view = "SELECT sql FROM duckdb_views() WHERE view_name = ?"
    return "read_parquet" in lake.rows(view, [f"stores_at_{snapshot_id}"])[0][0]


def test_whole_files_are_read_without_the_catalogue(lake: Lake) -> None:
    add(lake, "a")
    add(lake, "b")
    found = plain(lake)
    assert found is not None
    assert len(found) == 2
    assert sum(pq.read_metadata(path).num_rows for path in found) == 2 * MANY
    assert read_from_files(lake, lake.snapshot_id())


@pytest.mark.parametrize("rows", [1, MANY // 2])
def test_a_deleted_row_is_not_read_from_its_file(lake: Lake, rows: int) -> None:
    add(lake, "a")
    before = lake.snapshot_id()
    lake.run(f"DELETE FROM {STORES} WHERE store_id IN (SELECT 'a' || i FROM range({rows}) t(i))")
    now = lake.snapshot_id()
    assert plain(lake) is None
    assert len(ids(lake, now)) == MANY - rows
    assert len(ids(lake, before)) == MANY


def test_rows_in_the_catalogue_alone_are_read_from_there(lake: Lake) -> None:
    add(lake, "a")
    add(lake, "b", 2)
    assert plain(lake) is None
    assert len(ids(lake, lake.snapshot_id())) == MANY + 2
    maintain(lake)
    assert plain(lake) is not None
    assert len(ids(lake, lake.snapshot_id())) == MANY + 2
    assert read_from_files(lake, lake.snapshot_id())


def test_a_merged_file_shows_no_rows_of_later_snapshots(lake: Lake) -> None:
    add(lake, "a")
    first = lake.snapshot_id()
    add(lake, "b")
    maintain(lake)
    assert plain(lake, first) is None
    assert rows(lake, first) == rows_by_catalogue(lake, first)
    assert len(ids(lake, first)) == MANY


def test_files_older_than_a_column_have_no_values_of_it(lake: Lake) -> None:
    add(lake, "a")
    lake.run(f"ALTER TABLE {STORES} ADD COLUMN size BIGINT")
    one = lake.snapshot_id()
    assert lake.arrow(lake.table("stores", one))["size"].null_count == MANY
    assert lake.table("stores", one).schema() == lake.table("stores").schema()
    lake.run(f"INSERT INTO {STORES} (store_id, size) SELECT 'b' || i, i FROM range({MANY}) t(i)")
    both = lake.arrow(lake.table("stores", lake.snapshot_id()))["size"]
    assert sorted(both.drop_null().to_pylist()) == list(range(MANY))
    assert both.null_count == MANY
    assert read_from_files(lake, one)
    assert read_from_files(lake, lake.snapshot_id())


def test_of_many_files_the_catalogue_knows_which_to_pass_over(lake: Lake) -> None:
    for n in range(FEW_FILES):
        add(lake, f"a{n}_")
    assert read_from_files(lake, lake.snapshot_id())
    add(lake, "b")
    assert not read_from_files(lake, lake.snapshot_id())
    assert len(ids(lake, lake.snapshot_id())) == MANY * (FEW_FILES + 1)


def test_a_snapshot_is_read_on_after_upkeep_has_removed_its_files(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    add(lake, "a")
    add(lake, "b")
    pinned = lake.snapshot_id()
    monkeypatch.setattr(connect, "RENEWED_AFTER", timedelta(0))
    beside = lake.beside()
    table = beside.table("stores", pinned)
    assert read_from_files(beside, pinned)
    add(lake, "c")
    maintain(lake, grace=timedelta(0))
    assert beside.count(table) == 2 * MANY
    assert rows(beside, pinned) == rows_by_catalogue(lake, pinned)
    assert not read_from_files(beside, pinned)
    beside.close()


def test_a_profile_is_read_on_too(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.run(f"INSERT INTO lake.main.customers (customer_id) SELECT 'c' || i FROM range({MANY}) t(i)")
    monkeypatch.setattr(connect, "RENEWED_AFTER", timedelta(0))
    beside = lake.beside()
    own = OwnTables(Tables(beside, datetime(2018, 1, 1, tzinfo=UTC)))
    own.prepare({"customer": own.customers})
    lake.run(f"INSERT INTO lake.main.customers (customer_id) SELECT 'd' || i FROM range({MANY}) t(i)")
    maintain(lake, grace=timedelta(0))
    assert [row["customer_id"] for row in own.answers("c7")["customer"]] == ["c7"]
    beside.close()


def test_upkeep_between_two_questions_loses_no_row_and_brings_none_back(lake: Lake) -> None:
    add(lake, "a")
    add(lake, "b", 2)
    lake.run(f"DELETE FROM {STORES} WHERE store_id IN ('a1', 'b1')")
    now = lake.snapshot_id()
    asked: list[str] = []

    def ask(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        if asked:
            maintain(lake)
        asked.append(sql)
        return at_once.rows(sql, given)

    at_once = lake.beside()
    with at_once.transaction():
        assert "stores" not in plain_files(ask, now, lake.folder)
    at_once.close()
    assert len(asked) == 2
    assert (len(ids(lake, now)), len(ids(lake, lake.snapshot_id()))) == (MANY, MANY)


def test_a_table_of_the_catalogue_that_went_away_leaves_the_question_to_the_catalogue(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(lake, "a")
    monkeypatch.setattr(plain_files_module, "_filled", lambda _: "SELECT FROM lake.is_gone")
    assert plain(lake) is None
    assert len(ids(lake, lake.snapshot_id())) == MANY


@pytest.mark.parametrize(
    "changes",
    [
        ["RENAME COLUMN name TO title"],
        ["DROP COLUMN name", "ADD COLUMN name VARCHAR"],
        ["ADD COLUMN size BIGINT DEFAULT 5"],
    ],
)
def test_a_column_that_is_more_than_its_name_is_left_to_the_catalogue(lake: Lake, changes: list[str]) -> None:
    lake.run(f"INSERT INTO {STORES} (store_id, name) SELECT 'a' || i, 'A' FROM range({MANY}) t(i)")
    before = lake.snapshot_id()
    for change in changes:
        lake.run(f"ALTER TABLE {STORES} {change}")
    for snapshot_id in (before, lake.snapshot_id()):
        assert plain(lake, snapshot_id) is None
        assert rows(lake, snapshot_id) == rows_by_catalogue(lake, snapshot_id)


def test_a_view_made_in_a_transaction_goes_with_it_and_is_made_again(lake: Lake) -> None:
    add(lake, "a")
    now = lake.snapshot_id()
    with suppress(ZeroDivisionError), lake.transaction():
        add(lake, "b")
        assert len(ids(lake, now)) == MANY
        raise ZeroDivisionError
    assert len(ids(lake, now)) == MANY
    with lake.passing_rows():
        assert lake.count(lake.table("stores", 1)) == 0
    assert lake.count(lake.table("stores", 1)) == 0


def test_a_snapshot_without_the_table_has_no_files(lake: Lake) -> None:
    before = lake.snapshot_id()
    lake.run("CREATE TABLE lake.main.later AS SELECT i FROM range(100) t(i)")
    assert "later" not in lake.whole_files(before)
    assert "later" in lake.whole_files(lake.snapshot_id())
    assert lake.whole_files(lake.snapshot_id() + 1) == {}
    with pytest.raises(EngineError, match="later"):
        lake.table("later", before)


def test_whatever_the_folder_is_called_its_files_alone_are_read(state: State, tmp_path: Path) -> None:
    lake = Lake(state.dsn, tmp_path / "store_id=x [1-9] *" / "it's? {0}")
    add(lake, "a")
    assert read_from_files(lake, lake.snapshot_id())
    assert ids(lake, lake.snapshot_id()) == sorted(f"a{n}" for n in range(MANY))
    lake.close()


def test_an_empty_table_has_no_files_and_its_columns(lake: Lake) -> None:
    assert plain(lake) == []
    assert lake.table("stores", lake.snapshot_id()).schema() == lake.table("stores").schema()
    assert lake.arrow(lake.table("stores", lake.snapshot_id())).num_rows == 0


def test_every_column_has_the_type_it_has_in_the_lake(lake: Lake) -> None:
    for name in CONTRACTS:
        key = CONTRACTS[name].columns[0].name
        lake.run(f"INSERT INTO lake.main.{name} ({key}) SELECT i::VARCHAR FROM range({MANY}) t(i)")
    now = lake.snapshot_id()
    for name in CONTRACTS:
        assert lake.whole_files(now)[name].paths, name
        assert lake.table(name, now).schema() == lake.table(name).schema()


STEPS = st.sampled_from(["many", "few", "delete one", "delete half", "column", "maintain", "together", "taken back"])


@pytest.mark.torture
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_whatever_happened_every_snapshot_shows_the_rows_of_the_catalogue(lake: Lake, steps: list[str]) -> None:
    lake.run(f"DELETE FROM {STORES}")
    maintain(lake, grace=timedelta(0))
    begun = lake.snapshot_id()
    add(lake, "s")
    assert read_from_files(lake, lake.snapshot_id())
    for n, step in enumerate(steps):
        if step in ("many", "few"):
            add(lake, f"s{n}_", MANY if step == "many" else 3)
        elif step == "delete one":
            lake.run(f"DELETE FROM {STORES} WHERE store_id = (SELECT max(store_id) FROM {STORES})")
        elif step == "delete half":
            lake.run(f"DELETE FROM {STORES} WHERE hash(store_id) % 2 = 0")
        elif step == "column":
            column = f"c{lake.snapshot_id()}"
            lake.run(f"ALTER TABLE {STORES} ADD COLUMN {column} BIGINT")
            lake.run(f"INSERT INTO {STORES} (store_id, {column}) SELECT 's{n}_' || i, i FROM range({MANY}) t(i)")
        elif step == "together":
            with lake.transaction():
                add(lake, f"s{n}_")
                lake.run(f"DELETE FROM {STORES} WHERE store_id LIKE '%7'")
                add(lake, f"t{n}_", 2)
        elif step == "taken back":
            with suppress(ZeroDivisionError), lake.transaction():
                add(lake, f"s{n}_")
                raise ZeroDivisionError
        else:
            maintain(lake, grace=timedelta(0))
        event(f"read from files: {read_from_files(lake, lake.snapshot_id())}")
        assert rows(lake, lake.snapshot_id()) == rows_by_catalogue(lake, lake.snapshot_id())
    beside = lake.beside()
    for snapshot_id in range(begun, lake.snapshot_id() + 1):
        assert rows(beside, snapshot_id) == rows_by_catalogue(lake, snapshot_id)
    beside.close()
