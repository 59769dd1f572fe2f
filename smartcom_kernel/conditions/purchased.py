"""A condition on purchases."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import ibis.expr.types as ir
from pydantic import Field

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.period import PERIOD, Period
from smartcom_kernel.conditions.several import IDS, SHORTEST, one_or_more
from smartcom_kernel.conditions.values import Amount, Text, literal, say
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import plural
from smartcom_kernel.lake.tables import Tables

Ids = Annotated[tuple[Text, ...], IDS, SHORTEST, one_or_more({"type": "string"})]


@CONDITIONS.register
class Purchased(Period, Condition):
    """Bought so many times, for so much, certain products or anything, within a period.

    With `product` or `category` all fields speak of the same receipt lines: a line counts when it fits everything,
    `times` counts the receipts that hold such lines and `min_sum` adds up these lines. Without them the fields speak
    of whole receipts. Cancelled receipts do not count.
    """

    kind = "purchased"
    example: ClassVar[dict[str, Any]] = {"category": "coffee", "times": 2, "within_days": 90}
    form = Form(
        "bought",
        "покупка",
        "behaviour",
        {
            "product": FormField("product", "товар", "products", ru_help="Код товара или нескольких: подойдёт любой."),
            "category": FormField(
                "category",
                "категория",
                "categories",
                ru_help="Код категории или нескольких: подойдёт любая, со всем, что ниже.",
            ),
            "times": FormField("receipts at least", "чеков не меньше"),
            "min_sum": FormField("for at least, in all", "на сумму не меньше", ru_help="В сумме за весь период."),
            **PERIOD,
        },
        ru_help="Купил столько раз, на такую сумму, определённые товары или что угодно, за период.",
    )

    product: Ids = ()
    """Product id, or several of which any counts."""
    category: Ids = ()
    """Category id, or several of which any counts; each with everything below it in the tree."""
    times: int = Field(1, ge=1, le=100_000, strict=True)
    """Receipts at least."""
    min_sum: Amount | None = None
    """Amount at least, added up over the period."""

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of the buyers that one aggregate over receipts or their lines finds."""
        by_line = bool(self.product or self.category)
        facts = self._lines(tables) if by_line else tables.purchases
        facts = self.of_period(facts, "issued_at", tables)
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
        yield self.said("en")

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
        yield self.said("ru")
