"""Points that are given to customers, as a notebook holds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import escape

import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import Clock
from smartcom_kernel.core.errors import Fault, SpecError, Words
from smartcom_kernel.core.person import user
from smartcom_kernel.core.wording import number, plural, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.store import SegmentStore
from smartcom_kernel.segments.who import Who, customers_of
from smartcom_kernel.state import points
from smartcom_kernel.state.connect import State

MOST = Decimal(1_000_000)
"""Points that one occasion gives one customer at most; more is a slip of the hand."""
LONGEST = 100
NO_OCCASION = Words(
    f"says what the points are for, in 1 to {LONGEST} characters", f"говорит, за что баллы: от 1 до {LONGEST} знаков"
)
GIVEN = ["occasion", "amount", "customers", "first_at", "last_at"]


@dataclass(frozen=True)
class AccrualReport:
    """What an accrual gave; everybody who was asked for is accounted for.

    Args:
        occasion: What for.
        amount: Points each; negative where they were taken back.
        asked: Customers who were to get them.
        accrued: Customers who got them now; the others had got them before.
    """

    occasion: str
    amount: Decimal
    asked: int
    accrued: int

    @property
    def had_already(self) -> int:
        """Customers who had got points for this occasion before."""
        return self.asked - self.accrued

    def describe(self, lang: Lang | None = None) -> str:
        """How many got how much; the workspace's language when None."""
        lang = lang or spoken()
        people, had, each = number(self.accrued, lang), number(self.had_already, lang), points_each(self.amount, lang)
        if lang == "ru":
            who = plural(self.accrued, "клиенту", "клиентам", "клиентам")
            said = f"«{self.occasion}»: {'начислено' if self.amount > 0 else 'списано'} {each}, {people} {who}"
            return said + (f"; уже были: {had}" if self.had_already else "")
        who = "customer" if self.accrued == 1 else "customers"
        said = f"“{self.occasion}”: {each} for {people} {who}"
        return said + (f"; {had} had got them before" if self.had_already else "")

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.describe())}</p>"


class PointsBook:
    """Points that we give ourselves, apart from the bonuses of the shop's loyalty system.

    Args:
        state: Where they are kept.
        store: Saved segments.
        tables: The tables to ask who belongs to a segment.
        clock: Dates what is given.
    """

    def __init__(self, state: State, store: SegmentStore, tables: Callable[[], Tables], clock: Clock) -> None:
        self._state = state
        self._store = store
        self._tables = tables
        self._clock = clock

    def accrue(self, who: Who, amount: Decimal | float | str, *, occasion: str) -> AccrualReport:
        """Give customers points, once for each occasion, whatever its capitals: whoever has got some gets none again.

        All get theirs or, where something fails, nobody; running again is safe. Of two accruals for one occasion at
        once the second waits. The cost grows with the number of customers who are asked for: about 10 s per million.

        Args:
            who: The name of a segment, a condition (or the data of one), a table with `customer_id`, or a list of ids.
            amount: Points each, with at most two decimals; negative to take them back.
            occasion: What for, such as ``"birthday 2018"``.

        Raises:
            SpecError: The amount or the occasion cannot be, or the occasion gave another amount before.
            UnknownName: There is no segment of this name.
        """
        each, occasion = _checked(amount, occasion)
        with self._state.transaction() as connection:
            occasion, before = points.begin(connection, occasion)
            if before is not None and before != each:
                raise SpecError.single("points", _another(occasion, before, each), "amount")
            batches = customers_of(who, self._store, self._tables())
            asked, got = points.accrue(connection, occasion, each, batches, now=self._clock.now(), source=user())
        return AccrualReport(occasion, each, asked, got)

    def given(self) -> pd.DataFrame:
        """What was given, a row per occasion: `occasion`, `amount` each, `customers`, `first_at`, `last_at`."""
        with self._state.transaction() as connection:
            return pd.DataFrame(points.by_occasion(connection), columns=GIVEN)


def points_each(amount: Decimal, lang: Lang) -> str:
    """How many points each gets, in words: ``50 points each``, ``по 50 баллов``, which in Russian knows no minus."""
    is_whole = amount == round(amount)
    if lang == "en":
        return f"{number(amount, lang, decimals=0 if is_whole else 2)} {'point' if amount == 1 else 'points'} each"
    size = abs(amount)
    called = plural(int(size), "баллу", "балла", "баллов") if is_whole else "балла"
    return f"по {number(size, lang, decimals=0 if is_whole else 2)} {called}"


def _checked(amount: Decimal | float | str, occasion: str) -> tuple[Decimal, str]:
    faults = []
    try:
        each = Decimal(str(amount))
    except InvalidOperation:
        each = Decimal("NaN")
    if not each.is_finite() or each == 0 or abs(each) > MOST or each != round(each, 2):
        faults.append(Fault(("amount",), _no_amount(amount)))
    occasion = " ".join(occasion.split())
    if not 1 <= len(occasion) <= LONGEST or not occasion.isprintable():
        faults.append(Fault(("occasion",), NO_OCCASION))
    if faults:
        raise SpecError("points", faults)
    return each, occasion


def _no_amount(amount: object) -> Words:
    return Words(
        f"must be a number other than 0, at most {MOST:,f}, with at most two decimals, not {amount!r}",
        f"нужно число, кроме 0, не больше {number(MOST, 'ru')} и не точнее двух знаков после запятой, а не {amount!r}",
    )


def _another(occasion: str, before: Decimal, each: Decimal) -> Words:
    return Words(
        f"“{occasion}” gave {before:f} points each so far, not {each:f}; another amount needs another occasion",
        f"за «{occasion}» до сих пор давали по {before:f}, а не {each:f}; для другого числа нужен другой повод",
    )
