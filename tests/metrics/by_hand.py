"""All metrics of one customer from plain rows, in the plainest way: what the program's answers are compared with."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.metrics.random_facts import AS_OF, MEDIA, OF_PRODUCT, WINDOWS, Facts
from tests.shop import Rows


def rounded(value: Fraction | None, decimals: int) -> Decimal | None:
    """Halves away from zero."""
    if value is None:
        return None
    scaled = abs(value) * 10**decimals
    whole = int(scaled) + (scaled - int(scaled) >= Fraction(1, 2))
    return (Decimal(whole).scaleb(-decimals) * (-1 if value < 0 else 1)).quantize(Decimal(1).scaleb(-decimals))


def over(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    return None if whole == 0 else Fraction(part) / Fraction(whole)


def at(row: dict[str, Any], column: str = "issued_at") -> datetime:
    return datetime.fromisoformat(row[column])


def most_often(things: Iterable[Any]) -> Any:
    """What comes up most often, among equals the smallest; nothing where there is nothing."""
    counted = Counter(thing for thing in things if thing is not None)
    return min(counted, key=lambda thing: (-counted[thing], thing), default=None)


@dataclass
class Own:
    """What counts of one customer, up to the moment and after `since`."""

    receipts: Rows
    lines: Rows
    events: list[tuple[str, str, int, datetime]]
    zone: ZoneInfo

    @classmethod
    def of(cls, facts: Facts, customer: str, zone: str, since: datetime | None) -> Own:
        """The facts of a customer in a window."""

        def inside(instant: datetime) -> bool:
            return instant <= AS_OF and (since is None or instant > since)

        receipts = [
            r for r in facts.receipts
            if r["customer_id"] == customer and r["status"] != "cancelled" and inside(at(r))
        ]  # fmt: skip
        of_line = {r["receipt_id"]: r for r in receipts}
        lines = [
            line | OF_PRODUCT[line["product_id"]] | {"promo_code": of_line[line["receipt_id"]]["promo_code"]}
            for line in facts.lines if line["receipt_id"] in of_line
        ]  # fmt: skip
        events = []
        for number, m in enumerate(facts.messages):
            if m["customer_id"] == customer:
                arrived = m["state"] in ("accepted", "delivered", "complained")
                arrived = arrived and (m["medium"], m["state"]) != ("call", "accepted")  # nobody has called yet
                events += [("received", m["medium"], number, at(m, "at"))] if arrived else []
                events += [
                    (what, m["medium"], number, datetime.fromisoformat(t))
                    for what in ("opened", "clicked") for t in m[what]
                ]  # fmt: skip
        return cls(receipts, lines, [e for e in events if inside(e[3])], ZoneInfo(zone))

    @property
    def moments(self) -> list[datetime]:
        """When the receipts were issued."""
        return sorted(at(r) for r in self.receipts)

    @property
    def on_the_wall(self) -> list[datetime]:
        """The same on the shop's clock, which shows some hours twice."""
        return [m.astimezone(self.zone) for m in self.moments]

    @property
    def days(self) -> list[date]:
        """The days of the visits."""
        return sorted({m.date() for m in self.on_the_wall})

    @property
    def today(self) -> date:
        """The day of the moment."""
        return AS_OF.astimezone(self.zone).date()


def by_hand(facts: Facts, customer: str, zone: str) -> dict[str, Any]:
    """All metrics of one customer."""
    row = {"customer_id": customer, **of_the_moment(facts, customer, Own.of(facts, customer, zone, None))}
    windows = [(f"_last_{days}_days", AS_OF - timedelta(days=days)) for days in WINDOWS]
    for suffix, since in (("", None), *windows):
        own = Own.of(facts, customer, zone, since)
        values = {**of_receipts(own), **of_days(own), **of_lines(own), **of_messages(own)}
        row |= {name + suffix: value for name, value in values.items()}
    return row


def of_receipts(own: Own) -> dict[str, Any]:
    """What receipts say."""
    receipts, moments = own.receipts, own.moments
    totals = [r["total"] for r in receipts]
    revenue, discount = sum(totals, Decimal(0)), sum((r["discount"] or Decimal(0) for r in receipts), Decimal(0))
    channels = [r["channel"] for r in receipts if r["channel"]]
    return {
        "receipts": len(receipts),
        "revenue": revenue.quantize(Decimal("0.01"), ROUND_HALF_UP),
        "average_receipt": rounded(over(revenue, len(receipts)), 2),
        "median_receipt": rounded(Fraction(statistics.median(totals)), 2) if totals else None,
        "discount_share": rounded(over(discount, revenue + discount), 4),
        "first_receipt_at": moments[0] if moments else None,
        "last_receipt_at": moments[-1] if moments else None,
        "online_share": rounded(over(channels.count("online"), len(channels)), 4),
        "favourite_store": most_often(r["store_id"] for r in receipts),
        "favourite_weekday": most_often(m.isoweekday() for m in own.on_the_wall),
        "favourite_hour": most_often(m.hour for m in own.on_the_wall),
    }


def of_days(own: Own) -> dict[str, Any]:
    """What the days of visits say."""
    days = own.days
    gaps = [(later - day).days for day, later in itertools.pairwise(days)]
    silence = (own.today - days[-1]).days if days else None
    average = over(sum(gaps), len(gaps))
    return {
        "visits": len(days),
        "average_interval_days": rounded(average, 4),
        "interval_deviation_days": deviation(gaps),
        "churned": None if average is None or silence is None else silence > 3 * average,
    }


def deviation(gaps: list[int]) -> Decimal | None:
    """Of the sample, to far more digits than are shown."""
    if len(gaps) < 2:
        return None
    variance = statistics.variance([Fraction(gap) for gap in gaps])
    with localcontext(prec=40):
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return rounded(Fraction(root), 4)


def of_lines(own: Own) -> dict[str, Any]:
    """What lines say."""
    lines, receipts = own.lines, len(own.receipts)
    items, amount = (sum((line[what] for line in lines), Decimal(0)) for what in ("quantity", "amount"))
    acme = sum((line["amount"] for line in lines if line.get("brand") == "Acme"), Decimal(0))
    drinks = {line["receipt_id"] for line in lines if line.get("category_id") in ("drinks", "tea")}
    discounted = sum(1 for line in lines if line["discount"])
    promo = sum(1 for line in lines if line["promo_code"])
    return {
        "items_per_receipt": rounded(over(items, receipts), 4) if lines else None,
        "average_product_price": rounded(over(amount, items), 2),
        "discounted_lines_share": rounded(over(discounted, len(lines)), 4),
        "promo_lines_share": rounded(over(promo, len(lines)), 4),
        "favourite_product": most_often(line["product_id"] for line in lines),
        "favourite_category": most_often(line.get("category_id") for line in lines),
        "brand_revenue_acme": acme.quantize(Decimal("0.01")),
        "category_penetration_drinks": rounded(over(len(drinks), receipts), 4),
    }


def of_messages(own: Own) -> dict[str, Any]:
    """How many messages of each medium were received, opened, clicked."""
    return {
        f"messages_{what}_{medium}": len({number for w, m, number, _ in own.events if (w, m) == (what, medium)})
        for what in ("received", "opened", "clicked")
        for medium in MEDIA
    }


def of_the_moment(facts: Facts, customer: str, own: Own) -> dict[str, Any]:
    """What has no window."""
    mine = {
        name: [r for r in rows if r["customer_id"] == customer]
        for name, rows in facts.tables.items()
        if rows and "customer_id" in rows[0]
    }
    points = next(iter(mine["points_balances"]), None)
    expires = points and points["next_expires_at"] and at(points, "next_expires_at") > AS_OF
    scores = [s["score"] for s in mine["customer_scores"] if s["model"] == "will_buy" and at(s, "as_of") <= AS_OF]
    seen = [
        own.today - at(e, "occurred_at").astimezone(own.zone).date()
        for e in mine["web_events"]
        if at(e, "occurred_at") <= AS_OF
    ]
    registered = mine["customers"][0]["registered_at"]
    known_for = registered and (own.today - datetime.fromisoformat(registered).astimezone(own.zone).date()).days
    return {
        "days_since_last_receipt": (own.today - own.days[-1]).days if own.days else None,
        "points_balance": points and points["active"],
        "expiring_points": points["next_expires"] if points and expires else None,
        "model_score_will_buy": scores[0] if scores else None,
        "days_since_site_visit": min(seen).days if seen else None,
        "days_since_registration": known_for if known_for is not None and known_for >= 0 else None,
        **{
            f"last_{what}_at_{medium}": max((t for w, m, _, t in own.events if (w, m) == (what, medium)), default=None)
            for what in ("received", "opened", "clicked") for medium in MEDIA
        },
    }  # fmt: skip
