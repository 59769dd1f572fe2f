"""RFM scores in plain Python: each axis cut at its 20th, 40th, 60th and 80th percentile of type 7.

Who bought in the last 365 days is scored by calendar days since the last receipt, by days with a receipt, and by what
the receipts add up to; 5 is best, and equal values get equal scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from tests.conditions.oracle.comparisons import day
from tests.conditions.oracle.did import in_period
from tests.conditions.oracle.purchases import counted
from tests.conditions.oracle.things import TODAY, Row

Scores = tuple[int, int, int]
GROUPS = ["lost", "frozen", "at_risk", "drifting", "new", "with_potential", "loyal"]


def fits(scores: Scores | None, asked: Row) -> bool:
    """Whether scores lie in the cells that are asked for; who has none is in no cell."""
    if scores is None:
        return False
    told = {**dict(zip("rfm", scores, strict=True)), "name": name_of(scores)}
    return all(value in _listed(asked[axis]) for axis, value in told.items() if axis in asked)


def name_of(scores: Scores) -> str:
    """The group of a cell of R x F."""
    recency, frequency, _ = scores
    if recency <= 3:
        return ["lost", "frozen" if frequency <= 2 else "at_risk", "drifting"][recency - 1]
    return "new" if frequency == 1 else "with_potential" if frequency <= 3 else "loyal"


@cache
def scored(population: frozenset[str]) -> dict[str, Scores]:
    """The scores of those of a population who bought, with borders found among them."""
    values = {customer_id: bought for customer_id in population if (bought := _values(customer_id))}
    cuts = [_cuts(axis) for axis in zip(*values.values(), strict=True)]
    below = {
        customer_id: [sum(cut < value for cut in of_axis) for value, of_axis in zip(own, cuts, strict=True)]
        for customer_id, own in values.items()
    }
    return {customer_id: (5 - r, 1 + f, 1 + m) for customer_id, (r, f, m) in below.items()}


def _values(customer_id: str) -> list[Fraction]:
    """Recency in days, frequency and monetary value; nothing of who did not buy."""
    receipts = [r for r in counted(customer_id) if in_period(r["issued_at"], {"within_days": 365})]
    if not receipts:
        return []
    days = {day(receipt["issued_at"]) for receipt in receipts}
    return [Fraction((TODAY - max(days)).days), Fraction(len(days)), Fraction(sum(r["total"] for r in receipts))]


def _cuts(values: Iterable[Fraction]) -> list[Fraction]:
    """Where one fifth of the values after the other ends; between two values by linear interpolation."""
    ordered = sorted(values)
    places = [Fraction(fifth, 5) * (len(ordered) - 1) for fifth in range(1, 5)]
    return [_between(ordered, place) for place in places]


def _between(ordered: list[Fraction], place: Fraction) -> Fraction:
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def _listed(asked: object) -> list[object]:
    return asked if isinstance(asked, list) else [asked]
