"""Categories, products, stores and tills of the sample shop: the same whatever the number of customers."""

from __future__ import annotations

from itertools import accumulate

from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.intake.sample.words import CITIES, MAKERS, STREETS, categories, leaves, typical_prices
from smartcom_kernel.lake.sql import literal

PRODUCTS = 5_000
STORES = sum(city.stores for city in CITIES)
SITE = "https://shop.example.com"


def stores(chance: Chance) -> str:
    """SELECT of the stores with what only generation needs: `number`, `hours_ahead`, `first_here`, `stores_here`."""
    firsts = accumulate((city.stores for city in CITIES), initial=0)
    rows = ", ".join(
        f"({first}, {c.stores}, {literal(c.name)}, {literal(c.region)}, {literal(c.time_zone)}, {c.hours_ahead}, "
        f"{literal(c.postcode)})"
        for first, c in zip(firsts, CITIES, strict=False)
    )
    street, house = chance.one_of("number", "street of store", STREETS), chance.below("number", "house of store", 120)
    return f"""
        SELECT number, format('S{{:03d}}', number + 1) AS store_id,
            city || ', магазин ' || (number - first_here + 1) AS name, region, city,
            'ул. ' || {street} || ', ' || (1 + {house}) AS address, time_zone,
            hours_ahead, postcode, first_here, stores_here, 2 + {chance.below("number", "tills", 4)} AS tills
        FROM (
            SELECT *, unnest(range(first_here, first_here + stores_here))::INTEGER AS number
            FROM (VALUES {rows}) cities(first_here, stores_here, city, region, time_zone, hours_ahead, postcode)
        )"""


def tills(chance: Chance) -> str:
    """SELECT of two to five tills for each store."""
    model = chance.one_of("number * 8 + till", "model", ["K-100", "K-200", "SC-5"])
    age = chance.below("number * 8 + till", "installed", 2000)
    return f"""
        SELECT store_id || '-' || till AS till_id, store_id, 'Касса ' || till AS name, {model} AS model,
            'active' AS status, DATE '2018-01-01' + {age} AS installed_on
        FROM (SELECT number, store_id, unnest(range(1, tills + 1)) AS till FROM sample_stores)"""


def category_rows() -> str:
    """SELECT of the tree of categories."""
    rows = ", ".join(
        f"({literal(id_)}, {literal(parent) if parent else 'NULL'}, {literal(name)})"
        for id_, parent, name in categories()
    )
    return f"SELECT * FROM (VALUES {rows}) tree(category_id, parent_id, name)"


def products(chance: Chance) -> str:
    """SELECT of the products; `number` modulo the number of departments is the department.

    Prices are log-normal around the department's typical price and end in 90 kopecks; `cents` is the price in kopecks.
    """
    departments = typical_prices()
    medians = ", ".join(f"({number}, {price})" for number, price in enumerate(departments))
    by_department = ", ".join(f"({leaf.department}, {literal(leaf.id)}, {literal(leaf.name)})" for leaf in leaves())
    maker = chance.one_of("number", "maker", MAKERS)
    rise = f"1.1 + 0.3 * {chance.unit('number', 'old price')}"
    old = f"CASE WHEN {chance.happens('number', 'reduced', 0.12)} THEN floor(cents / 100 * ({rise})) + 0.9 END"
    picked = f"1 + {chance.below('number', 'leaf', 'len(found)')}"
    return f"""
        WITH goods AS (
            SELECT number::INTEGER AS number, found[{picked}] AS leaf, {maker} AS maker,
                (floor(typical * exp(0.6 * {chance.normal("number", "price")})) * 100 + 90)::INTEGER AS cents
            FROM range({PRODUCTS}) numbers(number)
            JOIN (VALUES {medians}) prices(department, typical) ON number % {len(departments)} = prices.department
            JOIN (
                SELECT department, list({{id: id, name: name}} ORDER BY id) AS found
                FROM (VALUES {by_department}) leaves(department, id, name) GROUP BY department
            ) leaves ON leaves.department = prices.department
        ),
        named AS (SELECT *, format('P{{:05d}}', number + 1) AS product_id FROM goods)
        SELECT number, cents, product_id, leaf.name || ' «' || maker || '», арт. ' || (number + 1) AS name,
            leaf.id AS category_id, maker AS brand, cents / 100 AS price, {old} AS old_price,
            '{SITE}/p/' || product_id AS url, '{SITE}/i/' || product_id || '.jpg' AS picture,
            NOT {chance.happens("number", "sold out", 0.05)} AS available,
            CASE WHEN available THEN 1 + {chance.below("number", "stock", 900)} ELSE 0 END AS stock,
            json_object('weight_g', 50 * (1 + {chance.below("number", "weight", 60)})) AS attributes
        FROM named"""
