"""A condition on subscriptions to categories of mailings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir
from pydantic import model_validator

from smartcom_kernel.conditions.condition import CONDITIONS, Condition
from smartcom_kernel.conditions.form import Form, FormField
from smartcom_kernel.conditions.values import Text
from smartcom_kernel.consent.contactable import newest
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Words
from smartcom_kernel.core.section import Medium, medium_word
from smartcom_kernel.lake.tables import Tables


@CONDITIONS.register
class Subscribed(Condition):
    """Is subscribed to a category of mailings, or to any, through a medium or through any."""

    kind = "subscribed"
    example: ClassVar[dict[str, Any]] = {"category": "news", "medium": "email"}
    form = Form(
        "subscription",
        "подписка",
        "communications",
        {
            "category": FormField(
                "category of mailings",
                "категория рассылок",
                "mailing_categories",
                ru_help="Если не указана, любая.",
            ),
            "medium": FormField("medium", "вид связи", ru_help="Если не указан, любой."),
        },
        ru_help="Подписан на категорию рассылок или на любую, по указанному виду связи или по любому.",
    )

    category: Text | None = None
    """The category of mailings; any when absent."""
    medium: Medium | None = None
    """Through what; any when absent."""

    @model_validator(mode="after")
    def _asks_something(self) -> Subscribed:
        if self.category is None and self.medium is None:
            raise ValueError(
                Words(
                    "needs at least one of category and medium", "нужна категория рассылок, вид связи или и то и другое"
                )
            )
        return self

    def where(self, customer: ir.Table, tables: Tables) -> ir.BooleanValue:
        """True of those whose newest word is a yes, and of those without one where the category's default is."""
        words = tables.lake.state_table("consents")
        words = words.filter(words.category != "" if self.category is None else words.category == self.category)
        if self.medium is not None:
            words = words.filter(words.medium == self.medium)
        last = newest(words)
        pairs = list(self._by_default(tables))
        if not pairs:
            return customer.customer_id.isin(last.filter(last.granted).customer_id)
        by_default = ibis.or_(*((last.category == category) & (last.medium == medium) for category, medium in pairs))
        has_left_all = (by_default & ~last.granted).sum() == len(pairs)
        without = last.group_by("customer_id").having(has_left_all & ~(last.granted & ~by_default).any()).agg()
        return ~customer.customer_id.isin(without.customer_id)

    def _by_default(self, tables: Tables) -> Iterator[tuple[str, Medium]]:
        """The categories and media asked about to which everybody is subscribed who has said nothing."""
        for name, category in tables.mailing_categories.items():
            if self.category == name or (self.category is None and category.active):
                media = dict.fromkeys(category.subscribed_by_default)
                yield from ((name, medium) for medium in media if self.medium in (None, medium))

    def describe(self, lang: Lang = "en") -> str:
        """To what, and through what."""
        medium, category = self.medium and medium_word(self.medium, lang), self.category
        if lang == "en":
            return f"is subscribed to {f'“{category}”' if category else 'mailings'}" + (
                f" by {medium}" if medium else ""
            )
        return f"есть подписка на {f'«{category}»' if category else 'рассылки'}" + (
            f", вид связи — {medium}" if medium else ""
        )
