"""Receipts and lines of the sample shop, and the points they leave.

Whole amounts are kopecks until they are written, so that lines sum exactly to their receipt.
"""

from __future__ import annotations

from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.intake.sample.seasons import PERIOD_DAYS, SITE_HOURS, Seasons
from smartcom_kernel.intake.sample.shop import PRODUCTS
from smartcom_kernel.intake.sample.words import typical_prices

LINES = 3
"""Mean number of lines of a receipt."""
MOST_LINES = 40
PROMO_CODES = ["HELLO10", "FRIEND10", "THANKS10"]
"""Each takes 10 % off the whole receipt."""
CANCELLED, ONLINE, WITH_PROMO = 0.015, 0.25, 0.06
"""Shares of receipts."""
REDUCED, FAVOURITE = 0.15, 0.35
"""Shares of lines: at a reduced price, and from the customer's favourite department for sure."""


def visits(chance: Chance, seasons: Seasons) -> str:
    """SELECT of the receipts of `sample_people` before it is known what is in them: `id` tells them apart."""
    other = f"first_here + {chance.below('id', 'other store', 'stores_here')}"
    at_home = chance.happens("id", "home store", 0.85)
    promo, code = chance.happens("id", "promo", WITH_PROMO), chance.one_of("id", "code", PROMO_CODES)
    on_site, in_store = seasons.second(chance, "id", "site", SITE_HOURS), seasons.second(chance, "id", "store")
    second = f"CASE WHEN online THEN {on_site} ELSE {in_store} END"
    return f"""
        WITH drawn AS (
            SELECT *, {seasons.tick(chance, "id", "receipt")} AS tick,
                {chance.happens("id", "online", ONLINE)} AS online
            FROM (SELECT *, c * 65536 + unnest(range(1, receipts + 1)) AS id FROM sample_people)
        )
        SELECT id, c, customer_id, format('{{}}-{{:03d}}', customer_id, id % 65536) AS receipt_id, day, online,
            {seasons.instant("day", second, "hours_ahead")} AS issued_at,
            CASE WHEN online THEN NULL WHEN {at_home} THEN home ELSE {other} END AS store,
            CASE WHEN {chance.happens("id", "cancelled", CANCELLED)} THEN 'cancelled'
                WHEN online AND day >= {PERIOD_DAYS - 2} THEN 'new' ELSE 'paid' END AS status,
            CASE WHEN {promo} THEN {code} END AS promo_code,
            favourite, spending * {chance.lognormal("id", "basket", 0.6)} AS basket,
            least(1 + {chance.geometric("id", "lines", LINES - 1)}, {MOST_LINES}) AS lines
        FROM drawn JOIN sample_ticks USING (tick)"""


def lines(chance: Chance) -> str:
    """SELECT of the lines of `sample_visits`; low numbers of products sell best, big baskets hold more of each."""
    departments = len(typical_prices())
    department = f"CASE WHEN {chance.happens('line', 'favourite', FAVOURITE)} THEN favourite ELSE any_department END"
    percent = f"""CASE WHEN promo_code IS NOT NULL THEN 10
        WHEN {chance.happens("line", "reduced", REDUCED)} THEN 5 + 5 * {chance.below("line", "percent", 5)}
        ELSE 0 END"""
    return f"""
        WITH counted AS (
            SELECT id, receipt_id, favourite, basket, promo_code, unnest(range(1, lines + 1)) AS line_no
            FROM sample_visits
        ),
        numbered AS (SELECT *, id * 64 + line_no AS line FROM counted),
        drawn AS (
            SELECT *, {chance.below("line", "department", departments)} AS any_department,
                floor({PRODUCTS // departments} * pow({chance.unit("line", "product")}, 2))::INTEGER AS nth_best,
                1 + least(floor(0.7 * basket * {chance.exponential("line", "quantity")}), 998)::BIGINT AS quantity,
                {percent} AS percent
            FROM numbered
        )
        SELECT id, receipt_id, line_no, product_id, quantity, cents,
            round(quantity * cents * percent / 100)::BIGINT AS discount_cents,
            quantity * cents - discount_cents AS amount_cents
        FROM drawn JOIN sample_products ON number = nth_best * {departments} + {department}"""


def receipts(chance: Chance) -> str:
    """SELECT of the receipts with their totals. A paid one brings 3 % in points and may be paid with 2 %.

    So many points are paid with at most that no balance is ever below zero once the receipt itself has counted.
    """
    till = f"store_id || '-' || (1 + {chance.below('id', 'till', 'tills')})"
    with_points = chance.happens("id", "with points", 0.08)
    return f"""
        WITH totals AS (
            SELECT id, sum(amount_cents)::BIGINT AS total_cents, sum(discount_cents)::BIGINT AS discount_cents
            FROM sample_lines GROUP BY id
        )
        SELECT id, c, receipt_id, customer_id, issued_at, day, status, status = 'paid' AS paid,
            {money("total_cents")} AS total, {money("discount_cents")} AS discount,
            format('{{:06d}}', {chance.below("id", "number", 1_000_000)}) AS number, store_id, {till} AS till_id,
            CASE WHEN online THEN 'online' ELSE 'offline' END AS channel, promo_code,
            CASE WHEN paid AND {with_points} THEN total_cents // 5000 ELSE 0 END AS points_paid,
            CASE WHEN paid THEN total_cents * 3 // 10000 ELSE 0 END AS points_accrued
        FROM sample_visits JOIN totals USING (id) LEFT JOIN sample_stores ON sample_stores.number = store"""


def line_rows() -> str:
    """SELECT of the lines as they are written."""
    return f"""
        SELECT id, receipt_id, line_no, product_id, quantity, {money("cents")} AS price,
            {money("amount_cents")} AS amount, {money("discount_cents")} AS discount
        FROM sample_lines"""


def balances(chance: Chance, seasons: Seasons) -> str:
    """SELECT of the points each buyer has; those of the last two weeks wait, a tenth of the others will expire."""
    days = chance.below("c", "expiry", 90)
    return f"""
        WITH summed AS (
            SELECT c, customer_id, sum(points_accrued - points_paid)::BIGINT AS points,
                sum(points_accrued) FILTER (day >= {PERIOD_DAYS - 14})::BIGINT AS fresh
            FROM sample_receipts GROUP BY ALL
        ),
        split AS (
            SELECT *, least(points, coalesce(fresh, 0)) AS pending, (points - pending) // 10 AS expiring FROM summed
        )
        SELECT c, customer_id, points - pending AS active, pending AS pending_activation,
            expiring AS pending_expiration,
            CASE WHEN expiring > 0 THEN {seasons.instant(f"{PERIOD_DAYS} + {days}", "0", "3")} END AS next_expires_at,
            CASE WHEN expiring > 0 THEN expiring END AS next_expires
        FROM split"""


def money(cents: str) -> str:
    """Kopecks as roubles."""
    return f"({cents}::DECIMAL(15, 0) * 0.01::DECIMAL(3, 2))"
