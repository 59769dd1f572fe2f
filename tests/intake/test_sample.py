from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pyarrow.parquet as pq
import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.intake import sample
from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.lake.columns import Contract
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS

CUSTOMERS = 2_500
ARROW = {
    "text": "string", "integer": "int64", "number": "decimal128(18, 4)", "money": "decimal128(18, 2)",
    "boolean": "bool", "instant": "timestamp[us, tz=UTC]", "date": "date32[day]", "json": "string",
}  # fmt: skip
MISSING_PARENT = """
    SELECT count(*) FROM {{{child}}} child
    WHERE {column} IS NOT NULL AND NOT EXISTS (FROM {{{parent}}} parent WHERE parent.{key} = child.{column})
"""
NOT_MADE = {
    "customer_scores", "promo_codes", "poll_answers", "campaign_entries", "subscriptions", "directory_items",
}  # fmt: skip
MADE = [c for c in CONTRACTS.values() if c.name not in NOT_MADE]
"""Models make the scores."""


class Shop:
    """The sample shop as files, with its tables as names in braces."""

    def __init__(self, lake: Lake, files: dict[str, list[Path]]) -> None:
        self.lake = lake
        self.files = files

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        tables = {name: f"read_parquet({list(map(str, files))})" for name, files in self.files.items()}
        return self.lake.rows(sql.format_map(tables))

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]


@pytest.fixture(scope="module")
def shop(common_lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(common_lake, sample.generate(common_lake, tmp_path_factory.mktemp("shop"), customers=CUSTOMERS))


def test_one_thread_and_two_threads_write_the_same_bytes(common_lake: Lake, shop: Shop, tmp_path: Path) -> None:
    threads = common_lake.rows("SELECT current_setting('threads')")[0][0]
    common_lake.run(f"SET threads = {1 if threads > 1 else 2}")
    try:
        again = sample.generate(common_lake, tmp_path, customers=CUSTOMERS)
    finally:
        common_lake.run(f"SET threads = {threads}")
    assert pq.ParquetFile(shop.files["receipt_lines"][0]).num_row_groups > 1
    assert digests(again) == digests(shop.files)


def test_another_seed_makes_another_shop(common_lake: Lake, tmp_path: Path) -> None:
    one = sample.generate(common_lake, tmp_path / "1", customers=50, seed=1)
    two = sample.generate(common_lake, tmp_path / "2", customers=50, seed=2)
    same = {name for name in one if digests(one)[name] == digests(two)[name]}
    assert same == {"categories"}


@pytest.mark.parametrize("table", ["customers", "cards", "receipts", "receipt_lines", "points_balances"])
def test_rows_do_not_depend_on_how_many_customers_or_files_there_are(
    common_lake: Lake, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(sample, "RECEIPTS_PER_FILE", 1_000)
    small = Shop(common_lake, sample.generate(common_lake, tmp_path, customers=120))
    assert len(small.files[table]) == 3
    of_first = f"SELECT * FROM {{{table}}} ORDER BY ALL LIMIT 90"
    assert small.rows(of_first) == shop.rows(of_first)


@pytest.mark.parametrize("contract", MADE, ids=lambda contract: contract.name)
def test_files_hold_the_columns_of_the_contract_and_keys_are_unique(shop: Shop, contract: Contract) -> None:
    for path in shop.files[contract.name]:
        schema = pq.read_schema(path)
        assert [(f.name, str(f.type)) for f in schema] == [
            (c.name, ARROW[c.type]) for c in contract.from_file if c.name != "custom"
        ]
    required = " AND ".join(f"{c.name} IS NOT NULL" for c in contract.from_file if c.required)
    key = ", ".join(contract.key)
    repeated = f"SELECT count(*) - count(DISTINCT ({key})), bool_and({required}) FROM {{{contract.name}}}"
    assert shop.rows(repeated) == [(0, True)]


@pytest.mark.parametrize(
    ("child", "column", "parent"),
    [(c.name, column, parent) for c in MADE for column, parent in c.parents.items()]
    + [("receipt_lines", "receipt_id", "receipts"), ("cards", "customer_id", "customers")]
    + [("web_events", "product_id", "products"), ("web_events", "customer_id", "customers")],
)
def test_every_reference_finds_its_row(shop: Shop, child: str, column: str, parent: str) -> None:
    key = CONTRACTS[parent].key[0]
    assert shop.one(MISSING_PARENT.format(child=child, column=column, parent=parent, key=key)) == 0


def test_lines_sum_to_their_receipt(shop: Shop) -> None:
    wrong = """
        SELECT count(*) FROM {receipts} r
        FULL JOIN (SELECT receipt_id, sum(amount) AS total, sum(discount) AS discount FROM {receipt_lines} GROUP BY 1) l
        USING (receipt_id)
        WHERE r.total IS DISTINCT FROM l.total OR r.discount IS DISTINCT FROM l.discount
    """
    assert shop.one(wrong) == 0


def test_a_line_costs_quantity_times_the_products_price_less_the_discount(shop: Shop) -> None:
    wrong = """
        SELECT count(*) FROM {receipt_lines} l JOIN {products} p USING (product_id)
        WHERE l.price <> p.price OR l.amount <> l.quantity * l.price - l.discount OR l.amount <= 0 OR l.discount < 0
    """
    assert shop.one(wrong) == 0


def test_contacts_belong_to_nobody(shop: Shop) -> None:
    emails = shop.rows("SELECT email FROM {customers} WHERE email LIKE '%@%.%' AND email NOT LIKE '%@@%'")
    assert all(email.strip().lower().endswith("@example.com") for (email,) in emails)
    phones = [phonenumbers.parse(p) for (p,) in shop.rows("SELECT phone FROM {customers} WHERE length(phone) >= 15")]
    assert all(phone.country_code == 888 and phonenumbers.is_valid_number(phone) for phone in phones)
    assert 0.88 < len(emails) / CUSTOMERS < 0.92
    assert 0.86 < len(phones) / CUSTOMERS < 0.90


def test_as_many_receipts_as_asked_and_unevenly(shop: Shop) -> None:
    """Pareto/NBD: the variance of the counts is several times their mean, which it equals when all are alike."""
    counts = """
        SELECT count(r.receipt_id) AS n FROM {customers} c LEFT JOIN {receipts} r USING (customer_id)
        GROUP BY c.customer_id
    """
    mean, variance = shop.rows(f"SELECT avg(n), var_samp(n) FROM ({counts})")[0]
    assert 18.5 < mean < 21.5
    assert variance > 10 * mean


def test_one_customer_in_ten_brings_more_than_a_third_of_revenue(shop: Shop) -> None:
    spent = "SELECT sum(total) AS spent FROM {receipts} GROUP BY customer_id"
    tenths = f"SELECT spent, ntile(10) OVER (ORDER BY spent DESC) AS tenth FROM ({spent})"
    assert 0.35 < shop.one(f"SELECT sum(spent) FILTER (tenth = 1) / sum(spent) FROM ({tenths})") < 0.6


def test_customers_come_and_go(shop: Shop) -> None:
    lives = "SELECT min(issued_at) AS first_at, max(issued_at) AS last_at FROM {receipts} GROUP BY customer_id"
    came, went = shop.rows(
        f"SELECT avg((first_at > '2025-01-01')::INT), avg((last_at < '2025-01-01')::INT) FROM ({lives})"
    )[0]
    assert 0.2 < came < 0.4
    assert 0.2 < went < 0.4


def test_december_and_saturday_are_busiest(shop: Shop) -> None:
    most = "SELECT {part}(issued_at) FROM {{receipts}} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    assert shop.one(most.format(part="monthname")) == "December"
    assert shop.one(most.format(part="dayname")) == "Saturday"


def test_stores_from_kaliningrad_to_vladivostok_sell_in_their_own_daytime(shop: Shop) -> None:
    local = """
        SELECT time_zone, min(hour(timezone(time_zone, issued_at))), max(hour(timezone(time_zone, issued_at)))
        FROM {receipts} JOIN {stores} USING (store_id) GROUP BY 1
    """
    zones = {zone: (first, last) for zone, first, last in shop.rows(local)}
    assert {"Europe/Kaliningrad", "Asia/Vladivostok"} < zones.keys()
    assert len(zones) > 8
    assert min(first for first, _ in zones.values()) == 9
    assert max(last for _, last in zones.values()) == 21


def test_nobody_buys_before_registering_or_after_the_last_day(common_lake: Lake, tmp_path: Path) -> None:
    shop = Shop(common_lake, sample.generate(common_lake, tmp_path, customers=500, until=date(2024, 2, 29)))
    early = "SELECT count(*) FROM {receipts} JOIN {customers} USING (customer_id) WHERE issued_at <= registered_at"
    assert shop.one(early) == 0
    last = "SELECT max(timezone(time_zone, issued_at))::DATE FROM {receipts} JOIN {stores} USING (store_id)"
    assert shop.one(last) == date(2024, 2, 29)


def test_some_receipts_are_cancelled_online_or_have_a_promo_code(shop: Shop) -> None:
    cancelled, online, promo = shop.rows(
        """SELECT avg((status = 'cancelled')::INT), avg((channel = 'online')::INT), count(promo_code) / count(*)
        FROM {receipts}"""
    )[0]
    assert 0.013 < cancelled < 0.017
    assert 0.24 < online < 0.26
    assert 0.055 < promo < 0.065
    assert shop.one("SELECT count(*) FROM {receipts} WHERE paid <> (status = 'paid')") == 0
    assert shop.one("SELECT count(*) FROM {receipts} WHERE (channel = 'online') = (till_id IS NOT NULL)") == 0


def test_carts_are_checked_out_or_left_behind(shop: Shop) -> None:
    """Every checkout follows an addition to the cart in its session; more carts are left than checked out."""
    sessions = """
        SELECT min(occurred_at) FILTER (name = 'add_to_cart' AND container = 'cart') AS added,
            max(occurred_at) FILTER (name = 'checkout') AS checked_out
        FROM {web_events} GROUP BY session_id
    """
    left, bought, wrong = shop.rows(f"""
        SELECT count(added) FILTER (checked_out IS NULL), count(checked_out),
            count(checked_out) FILTER (added IS NULL OR added > checked_out) FROM ({sessions})
    """)[0]
    assert left > bought > 100
    assert wrong == 0


def test_points_are_what_receipts_accrued_less_what_they_paid(shop: Shop) -> None:
    wrong = """
        SELECT count(*) FROM {points_balances} b JOIN (
            SELECT customer_id, sum(points_accrued - points_paid) AS points FROM {receipts} GROUP BY 1
        ) r USING (customer_id)
        WHERE b.active + b.pending_activation <> points OR b.active < 0 OR b.pending_expiration > b.active
    """
    assert shop.one(wrong) == 0


def test_the_connection_is_left_as_it_was(common_lake: Lake, shop: Shop) -> None:
    assert shop.files
    assert common_lake.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'sample%'") == []


def test_progress_ends_with_the_customers_asked_for(
    common_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "RECEIPTS_PER_FILE", 40)
    seen: list[tuple[int, int]] = []
    sample.generate(common_lake, tmp_path, customers=3, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(2, 3), (3, 3)]


def test_a_shop_without_customers_is_refused(common_lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="customers: must be at least 1, not 0"):
        sample.generate(common_lake, tmp_path, customers=0)


def test_what_one_id_draws_under_two_words_is_independent(common_lake: Lake) -> None:
    chance = Chance(1)
    one, two = chance.unit("id", "one"), chance.unit("id", "two")
    cells = f"SELECT count(*) FROM range(100000) ids(id) GROUP BY floor(10 * {one}), floor(10 * {two})"
    counts = [n for (n,) in common_lake.rows(cells)]
    chi_square = sum((n - 1000) ** 2 / 1000 for n in counts)
    assert len(counts) == 100
    assert chi_square < 149  # the 99.9th percentile of chi-square with 99 degrees of freedom


def digests(files: dict[str, list[Path]]) -> dict[str, list[str]]:
    return {name: [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths] for name, paths in files.items()}
