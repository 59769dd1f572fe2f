"""A shop of any size that never was: the same seed makes the same files, byte for byte.

With the defaults (two years up to `until`, 20 receipts per customer) it holds:

===============  =======================================================================================================
table            rows and distributions
===============  =======================================================================================================
categories       115 in three levels: 8 departments, groups, leaves such as ``drinks.coffee.beans``
products         5,000, prices log-normal around the typical one of the department
stores, tills    260 stores in 26 cities from Kaliningrad to Vladivostok (UTC+2 to UTC+10), each with 2 to 5 tills
customers        as many as asked, each in the city of a store drawn evenly; e-mail ``c…@example.com``, phone +888 and
                 11 digits (no country has that code); 8 % have no e-mail, 10 % no phone, 2 % of either is malformed
cards            80 % of customers have one, 3 % of those a second
receipts         Pareto/NBD: a Poisson process while the customer lives, rates gamma(2), lives exponential with a mean
                 of two years; 50 % joined during the two years. December is 1.5 times a usual month, Saturday 1.4 times
                 a Monday. 1.5 % are cancelled, 25 % online, 6 % carry a promo code
receipt_lines    1 + geometric, 3 on average; 43 % from the customer's favourite department; quantities grow with a
                 log-normal factor of the customer and one of the receipt, which makes spend heavy-tailed
events           0.4 per customer, and two a day that concern no customer
web_events       35 % of customers have 4 sessions of 4 steps: half only look, a third leave a cart, a sixth buy
points_balances  of everybody with receipts: 3 % of what was paid, less what was paid with points
===============  =======================================================================================================

The files come in order of customer, a million receipts in each, so time and disk grow with the number of customers
and memory does not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.intake.sample import behaviour, people, purchases, shop
from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.intake.sample.seasons import Seasons
from smartcom_kernel.lake.columns import CUSTOM, Column
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS, contract
from smartcom_kernel.lake.sql import SQL_TYPES, identifier, literal

RECEIPTS_PER_FILE = 1_000_000
ROWS_PER_GROUP = 122_880
SCRATCH = ("stores", "products", "ticks", "people", "visits", "lines", "receipts")

Progress = Callable[[int, int], None]


def generate(
    lake: Lake,
    folder: Path,
    *,
    customers: int,
    seed: int = 1,
    receipts_per_customer: int = 20,
    until: date = date(2025, 12, 31),
    progress: Progress | None = None,
) -> dict[str, list[Path]]:
    """Write the sample shop as Parquet files that `load` takes, and say where they are.

    Args:
        lake: The connection whose engine does the work; nothing is stored in the lake.
        folder: Where the files go; files of the same names are replaced.
        customers: How many; a smaller shop's customers are the first ones of a bigger shop.
        seed: Another seed makes another shop.
        receipts_per_customer: Their mean number.
        until: The last day with receipts.
        progress: Called with the customers done and the customers asked for.

    Returns:
        The files of each table, in an order in which the tables can be loaded.

    Raises:
        SpecError: A number is below 1.
    """
    for name, number in (("customers", customers), ("receipts_per_customer", receipts_per_customer)):
        if number < 1:
            raise SpecError.single("sample shop", f"must be at least 1, not {number}", name)
    folder.mkdir(parents=True, exist_ok=True)
    work = _Work(lake, folder, Chance(seed), Seasons(until))
    try:
        work.shop()
        per_file = max(1, RECEIPTS_PER_FILE // receipts_per_customer)
        for part, first in enumerate(range(1, customers + 1, per_file)):
            stop = min(first + per_file, customers + 1)
            work.customers(part, first, stop, receipts_per_customer)
            if progress:
                progress(stop - 1, customers)
    finally:
        work.tidy()
    return {table: work.files[table] for table in CONTRACTS if table in work.files}


class _Work:
    """One generation: the scratch tables on the connection and the files written so far."""

    def __init__(self, lake: Lake, folder: Path, chance: Chance, seasons: Seasons) -> None:
        self.lake, self.folder, self.chance, self.seasons = lake, folder, chance, seasons
        self.files: dict[str, list[Path]] = {}

    def shop(self) -> None:
        """What does not depend on the customers."""
        chance, seasons = self.chance, self.seasons
        self._keep("ticks", seasons.ticks())
        self._keep("stores", shop.stores(chance))
        self._keep("products", shop.products(chance))
        self._write("categories", "0000", shop.category_rows(), "category_id")
        self._write("products", "0000", "FROM sample_products", "number")
        self._write("stores", "0000", "FROM sample_stores", "number")
        self._write("tills", "0000", shop.tills(chance), "till_id")
        self._write("events", "shop", behaviour.shop_events(chance, seasons), "id")

    def customers(self, number: int, first: int, stop: int, receipts_per_customer: int) -> None:
        """Some customers and everything about them."""
        chance, seasons, part = self.chance, self.seasons, f"{number:04d}"
        self._keep("people", people.traits(chance, seasons, first, stop, receipts_per_customer))
        self._write("customers", part, people.customers(chance, seasons), "c")
        self._write("cards", part, people.cards(chance), "c, card")
        self._keep("visits", purchases.visits(chance, seasons))
        self._keep("lines", purchases.lines(chance))
        self._keep("receipts", purchases.receipts(chance))
        self._write("receipts", part, "FROM sample_receipts", "id")
        self._write("receipt_lines", part, purchases.line_rows(), "id, line_no")
        self._write("events", part, behaviour.events(chance, seasons), "id")
        self._write("web_events", part, behaviour.web_events(chance, seasons), "id, step")
        self._write("points_balances", part, purchases.balances(chance, seasons), "c")

    def tidy(self) -> None:
        """Drop the scratch tables."""
        for name in SCRATCH:
            self.lake.run(f"DROP TABLE IF EXISTS temp.sample_{name}")

    def _keep(self, name: str, sql: str) -> None:
        self.lake.run(f"CREATE OR REPLACE TEMP TABLE sample_{name} AS {sql}")

    def _write(self, table: str, part: str, sql: str, order: str) -> None:
        path = self.folder / f"{table}-{part}.parquet"
        columns = ", ".join(_typed(column) for column in contract(table).from_file if column != CUSTOM)
        # The order is what makes the bytes repeatable: without it rows land in row groups as threads finish.
        self.lake.run(
            f"COPY (SELECT {columns} FROM ({sql}) ORDER BY {order}) TO {literal(str(path))} "
            f"(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROWS_PER_GROUP}, PRESERVE_ORDER true)"
        )
        self.files.setdefault(table, []).append(path)


def _typed(column: Column) -> str:
    return f"{identifier(column.name)}::{SQL_TYPES[column.type]} AS {identifier(column.name)}"
