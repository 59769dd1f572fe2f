"""What templates can say about a customer: every variable, by the path people write, with its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import smartcom_kernel.metrics  # noqa: F401 -- so that its metrics are known
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.contracts import CUSTOMERS, PRODUCTS, RECEIPT_LINES, RECEIPTS
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.templates.sandbox import SAFE

LINES = "client.last_receipt.lines"
ITEM = "[]"
NOT_TO_SHOW = {"email_quality", "phone_quality", "phone_is_landline", "email_consent", "sms_consent", "push_consent"}
NOT_TO_SHOW |= {"email_original", "phone_original"}
OF_LINES = ("quantity", "price", "amount", "discount", "product_id")
OF_PRODUCTS = ("name", "brand", "url", "picture")
EXAMPLES: dict[Type, Any] = {
    "integer": 3, "number": Decimal(2), "money": Decimal("1234.50"), "boolean": True, "date": date(1990, 3, 5),
    "instant": datetime(2017, 12, 30, 15, 20, tzinfo=UTC),
}  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """One thing a template can say.

    Args:
        path: How it is written: ``client.first_name``; ``[]`` stands for each item of a list.
        type: What it holds.
        en: What it means.
        ru: The same in Russian.
        example: A value to show and to try templates with.
    """

    path: str
    type: Type
    en: str
    ru: str
    example: Any

    @classmethod
    def of(cls, path: str, column: Column) -> Variable:
        """The variable that shows a column."""
        return cls(path, column.type, column.en, column.ru, EXAMPLES.get(column.type, column.en))


def catalogue(measures: Measures | None = None) -> dict[str, Variable]:
    """Every variable by its path, in the order people look for them.

    Args:
        measures: Which metrics the workspace computes; those it computes by default when None.
    """
    customer = [Variable.of(f"client.{c.name}", c) for c in CUSTOMERS.columns if c.name not in NOT_TO_SHOW]
    metrics = [
        Variable.of(f"client.metrics.{name}", metric.column())
        for name, metric in chosen(measures or Measures()).items()
    ]
    receipt = [Variable.of(f"client.last_receipt.{c.name}", c) for c in RECEIPTS.columns if c.name != "customer_id"]
    lines = [Variable.of(f"{LINES}[].{name}", RECEIPT_LINES[name]) for name in OF_LINES]
    products = [Variable.of(f"{LINES}[].{name}", PRODUCTS[name]) for name in OF_PRODUCTS]
    own = [
        Variable("client.rfm.r", "integer", "recency score, 1 to 5", "оценка давности, от 1 до 5", 4),
        Variable("client.rfm.f", "integer", "frequency score, 1 to 5", "оценка частоты, от 1 до 5", 3),
        Variable("client.rfm.m", "integer", "monetary score, 1 to 5", "оценка суммы, от 1 до 5", 5),
        Variable("client.rfm.name", "text", "RFM group", "группа RFM", "loyal"),
        Variable("shop.name", "text", "the shop's name", "название магазина", "My shop"),
        Variable(
            "today", "date", "the day the mailing speaks of", "день, на который сделана рассылка", date(2017, 12, 31)
        ),
    ]
    return {v.path: v for v in (*customer, *metrics, *receipt, *lines, *products, *own)}


def variable_at(path: str, known: Mapping[str, Variable]) -> Variable | None:
    """The variable a path names, also where it asks for a part of its value: ``client.birth_on.month``."""
    whole, _, part = path.rpartition(".")
    variable = known.get(whole)
    if variable is not None and part in SAFE.get(type(variable.example), ()):
        return variable
    return known.get(path)


def groups(paths: Iterable[str]) -> set[str]:
    """The paths that only hold others: ``client``, ``client.metrics``, ``client.last_receipt.lines[]``."""
    found: set[str] = set()
    for path in paths:
        parts = path.replace(ITEM, f".{ITEM}").split(".")
        found |= {".".join(parts[:n]).replace(f".{ITEM}", ITEM) for n in range(1, len(parts))}
    return found


def example_context(lang: Lang = "en") -> dict[str, Any]:
    """A customer who has everything, to try templates with; what is text says what stands there."""
    return nested({v.path: v.ru if lang == "ru" and v.example == v.en else v.example for v in catalogue().values()})


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as templates see them: mappings in mappings, an item for ``[]``."""
    context: dict[str, Any] = {}
    for path, value in values.items():
        here = context
        *way, last = path.split(".")
        for step in way:
            inner = here.setdefault(step.removesuffix(ITEM), [{}] if step.endswith(ITEM) else {})
            here = inner[0] if isinstance(inner, list) else inner
        here[last] = value
    return context
