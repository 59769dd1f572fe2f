"""A condition on purchases."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field, model_validator

from smartcom_kernel.conditions.comparisons import compared, days
from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.operands import MOST_DAYS, sortable
from smartcom_kernel.conditions.several import IDS, SHORTEST, one_or_more
from smartcom_kernel.conditions.values import Amount, Moment, Text, literal, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.tables import Tables

Ids = Annotated[tuple[Text, ...], IDS, SHORTEST, one_or_more({"type": "string"})]


@CONDITIONS.register
class Purchased(Condition):
    """Bought so many times, for so much, certain products or anything, within a period.

    With `product` or `category` all fields speak of the same receipt lines: a line counts when it fits everything,
    `times` counts the receipts that hold such lines and `min_sum` adds up these lines. Without them the fields speak
    of whole receipts. Cancelled receipts do not count.
    """

    kind = "purchased"
    example: ClassVar[dict[str, Any]] = {"category": "coffee", "times": 2, "within_days": 90}

    product: Ids = ()
    """Product id, or several of which any counts."""
    category: Ids = ()
    """Category id, or several of which any counts; each with everything below it in the tree."""
    times: int = Field(1, ge=1, le=100_000, strict=True)
    """Receipts at least."""
    min_sum: Amount | None = None
    """Amount at least, added up over the period."""
    within_days: int | None = Field(None, ge=1, le=MOST_DAYS, strict=True)
    """In the last so many days (of 24 hours)."""
    since: Moment | None = None
    """From this day or instant on."""
    until: Moment | None = None
    """Up to and including this day or instant."""

    @model_validator(mode="after")
    def _period_is_one(self) -> Purchased:
        if self.within_days is not None and (self.since is not None or self.until is not None):
            raise ValueError("has both `within_days` and `since` or `until`: choose one way to give the period")
        if self.since is not None and self.until is not None and sortable(self.since) > sortable(self.until):
            raise ValueError("has a `since` later than its `until`")
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of the buyers that one aggregate over receipts or their lines finds."""
        by_line = bool(self.product or self.category)
        facts = self._in_period(self._lines(tables) if by_line else tables.purchases, tables)
        receipts, spent = (
            (facts.receipt_id.nunique(), facts.amount.sum()) if by_line else (facts.count(), facts.total.sum())
        )
        # one receipt needs no counting: whoever is in a group has it
        asked = [receipts >= self.times] if self.times > 1 else []
        if self.min_sum is not None:
            asked.append(spent >= literal(self.min_sum, spent))
        return customer.customer_id.isin(facts.group_by("customer_id").having(*asked).agg().customer_id)

    def _lines(self, tables: Tables) -> ir.Table:
        lines = tables.purchase_lines
        if self.product:
            lines = lines.filter(lines.product_id.isin(self.product))
        if self.category:
            products = tables.products
            inside = products.filter(products.category_id.isin(tables.subtree(self.category)))
            lines = lines.filter(lines.product_id.isin(inside.product_id))
        return lines

    def _in_period(self, facts: ir.Table, tables: Tables) -> ir.Table:
        when = facts.issued_at
        if self.within_days is not None:
            facts = facts.filter((when > tables.days_ago(self.within_days)) & (when <= tables.moment))
        if self.since is not None:
            facts = facts.filter(compared("gte", when, self.since, tables))
        if self.until is not None:
            facts = facts.filter(compared("lte", when, self.until, tables))
        return facts

    def describe(self, lang: Lang = "en") -> str:
        """What was bought, how often, for how much and when."""
        parts = self._english() if lang == "en" else self._russian()
        return " ".join(p for p in parts if p)

    def _english(self) -> Iterable[str]:
        yield "bought"
        if self.product:
            yield f"product {say(self.product, 'en', ' or ')}"
        if self.category:
            yield f"from category {say(self.category, 'en', ' or ')}"
        yield "at least once" if self.times == 1 else f"at least {say(Decimal(self.times), 'en')} times"
        if self.min_sum is not None:
            yield f"for at least {say(self.min_sum, 'en')} in all"
        if self.within_days is not None:
            yield f"in the last {days(self.within_days, 'en')}"
        if self.since is not None:
            yield f"since {say(self.since, 'en')}"
        if self.until is not None:
            yield f"until {say(self.until, 'en')}"

    def _russian(self) -> Iterable[str]:
        yield "покупка"
        if self.product:
            yield f"товара {say(self.product, 'ru', ' или ')}"
        if self.category:
            yield f"из категории {say(self.category, 'ru', ' или ')}"
        few = f"не меньше {say(Decimal(self.times), 'ru')} {plural(self.times, 'раза', 'раз', 'раз')}"
        yield "хотя бы один раз" if self.times == 1 else few
        if self.min_sum is not None:
            yield f"на сумму не меньше {say(self.min_sum, 'ru')}"
        if self.within_days is not None:
            yield f"за последние {days(self.within_days, 'ru')}"
        if self.since is not None:
            yield f"с {say(self.since, 'ru')}"
        if self.until is not None:
            yield f"по {say(self.until, 'ru')}"
