from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import ibis.expr.types as ir
import pytest

from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.metrics import stored
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.metrics.compute import aggregated, asked, metric_table
from smartcom_kernel.metrics.metric import METRICS, Aggregate, Metric
from smartcom_kernel.metrics.slices import Slice
from tests.shop import Rows, Shop

AS_OF = datetime(2017, 12, 31, 12, tzinfo=UTC)
LONG_NIGHT = datetime(2017, 11, 5, 4, tzinfo=UTC)
"""Two hours before clocks go back in New York."""


def random_history(seed: int, customers: int = 40) -> tuple[Rows, Rows]:
    """Receipts and lines: cancelled ones, unknown discounts, refunds, moments round midnight and the long night."""
    chance = random.Random(seed)
    receipts: Rows = []
    for number in range(customers * 6):
        start = chance.choice([LONG_NIGHT, datetime(2017, 12, 30, 22, tzinfo=UTC), datetime(2015, 3, 1, tzinfo=UTC)])
        moment = start + timedelta(seconds=chance.randrange(60 * 60 * chance.choice([8, 48, 9000])))
        receipts.append(
            {
                "receipt_id": f"r{number}",
                "customer_id": f"c{chance.randrange(customers)}" if chance.random() < 0.95 else None,
                "issued_at": moment.isoformat(),
                "status": chance.choice(["paid", "new", None, "paid", "cancelled"]),
                "total": Decimal(chance.randrange(-2_000, 100_000)) / 100,
                "discount": chance.choice([None, Decimal(chance.randrange(5_000)) / 100]),
            }
        )
    lines = [
        {"receipt_id": r["receipt_id"], "product_id": "tea", "quantity": Decimal(chance.randrange(1, 40_000)) / 10_000,
         "amount": 1}
        for r in receipts for _ in range(chance.randrange(4))
    ]  # fmt: skip
    return receipts, lines


def rounded(value: Fraction | None, decimals: int) -> Decimal | None:
    if value is None:
        return None
    scaled = abs(value) * 10**decimals
    whole = int(scaled) + (scaled - int(scaled) >= Fraction(1, 2))
    return (Decimal(whole).scaleb(-decimals) * (-1 if value < 0 else 1)).quantize(Decimal(1).scaleb(-decimals))


def over(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    return None if whole == 0 else Fraction(part) / Fraction(whole)


def by_hand(receipts: Rows, items: list[Decimal], zone: str) -> dict[str, Any]:
    """All metrics of one customer from the receipts that count, in the plainest way."""
    moments = sorted(datetime.fromisoformat(r["issued_at"]) for r in receipts)
    days: list[date] = sorted({m.astimezone(ZoneInfo(zone)).date() for m in moments})
    totals = [r["total"] for r in receipts]
    revenue, discount = sum(totals, Decimal(0)), sum((r["discount"] or Decimal(0) for r in receipts), Decimal(0))
    today = AS_OF.astimezone(ZoneInfo(zone)).date()
    return {
        "receipts": len(receipts),
        "revenue": revenue.quantize(Decimal("0.01"), ROUND_HALF_UP),
        "average_receipt": rounded(over(revenue, len(receipts)), 2),
        "median_receipt": rounded(Fraction(statistics.median(totals)), 2) if totals else None,
        "items_per_receipt": rounded(over(sum(items, Decimal(0)), len(receipts)), 4) if items else None,
        "visits": len(days),
        "first_receipt_at": moments[0] if moments else None,
        "last_receipt_at": moments[-1] if moments else None,
        "days_since_last_receipt": (today - days[-1]).days if days else None,
        "average_interval_days": rounded(over((days[-1] - days[0]).days, len(days) - 1), 4) if len(days) > 1 else None,
        "discount_share": rounded(over(discount, revenue + discount), 4),
    }


@pytest.mark.parametrize(("seed", "zone"), [(1, "America/New_York"), (2, "Europe/Moscow"), (3, "Pacific/Apia")])
def test_every_metric_equals_the_one_worked_out_by_hand(shop: Shop, seed: int, zone: str) -> None:
    receipts, lines = random_history(seed)
    customers = [f"c{n}" for n in range(45)]
    tables = shop.fill(
        as_of=AS_OF.isoformat(), zone=zone, receipts=receipts, receipt_lines=lines,
        customers=[{"customer_id": c} for c in customers],
    )  # fmt: skip
    counted = [r for r in receipts if r["status"] != "cancelled" and datetime.fromisoformat(r["issued_at"]) <= AS_OF]
    expected = {}
    for customer in customers:
        own = [r for r in counted if r["customer_id"] == customer]
        ids = {r["receipt_id"] for r in own}
        expected[customer] = by_hand(own, [line["quantity"] for line in lines if line["receipt_id"] in ids], zone)
    found = {row.pop("customer_id"): row for row in shop.lake.arrow(metric_table(tables)).to_pylist()}
    assert set(chosen(tables.measures)) == set(next(iter(found.values())))
    assert {c: {k: row[k] for k in expected[c]} for c, row in found.items()} == expected


def test_all_metrics_together_read_each_fact_table_once(shop: Shop) -> None:
    receipts, lines = random_history(1)
    tables = shop.fill(customers=[{"customer_id": "c1"}], receipts=receipts, receipt_lines=lines)
    kept: list[str] = []

    def keep(facts: ir.Table) -> ir.Table:
        kept.append(shop.lake.sql(facts))
        return shop.lake.temporary(facts)

    rest = shop.lake.sql(aggregated(tables, stored.wanted(tables), keep=keep))
    plans = [shop.lake.rows("EXPLAIN (FORMAT json) " + sql)[0][1] for sql in (*kept, rest)]
    read = Counter(name for plan in plans for name in re.findall(r'"Table": "(\w+)"', plan))
    facts = ("receipts", "receipt_lines", "web_events", "points_balances")
    assert {name: read[name] for name in facts} == dict.fromkeys(facts, 1)


def test_the_whole_history_gives_the_same_past(shop: Shop) -> None:
    receipts, lines = random_history(4)
    tables = shop.fill(
        as_of=AS_OF.isoformat(), customers=[{"customer_id": "c1"}], receipts=receipts, receipt_lines=lines
    )
    known = shop.lake.arrow(metric_table(tables)).to_pylist()
    tables.past = False
    assert shop.lake.arrow(metric_table(tables)).to_pylist() == known


def test_a_slice_of_customers_has_the_rows_it_has_among_everybody(shop: Shop) -> None:
    receipts, lines = random_history(5)
    customers = [{"customer_id": f"c{n}"} for n in range(40)]
    tables = shop.fill(customers=customers, receipts=receipts, receipt_lines=lines)
    everybody = {row["customer_id"]: row for row in shop.lake.arrow(metric_table(tables)).to_pylist()}
    some = shop.lake.arrow(metric_table(tables, among=Slice("c12", "c3"))).to_pylist()
    assert {row["customer_id"]: row for row in some} == {c: row for c, row in everybody.items() if "c12" < c <= "c3"}


class Odd(Metric):
    """Calls another aggregate by the name of the total."""

    kind = "odd"
    needs = (Aggregate("total", "receipts", "money", lambda r, where, _: r.total.max(where=where)),)


def test_an_aggregate_cannot_mean_two_things() -> None:
    with pytest.raises(SpecError, match="'total' has two meanings"):
        asked([Odd(), METRICS["revenue"]()])
