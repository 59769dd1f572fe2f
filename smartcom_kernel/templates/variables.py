"""What templates can say about a customer: every variable, by the path people write, with its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import smartcom_kernel.metrics  # noqa: F401 -- so that its metrics are known
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.columns import Column, Type
from smartcom_kernel.lake.contracts import CUSTOMERS, POINTS_BALANCES, PRODUCTS, RECEIPT_LINES, RECEIPTS
from smartcom_kernel.metrics.chosen import chosen
from smartcom_kernel.templates.sandbox import SAFE

ITEM = "[]"
LAST_RECEIPT = "client.last_receipt"
LAST_ORDER = "client.last_order"
CART = "client.cart"
FAVOURITES = "client.favourites"
VIEWED = "client.viewed"
TAGS = "client.tags"
POINTS = "client.points"
ACCRUED = "client.points.accrued"
CUSTOM = ".custom"
NOT_TO_SHOW = {"email_quality", "phone_quality", "phone_is_landline", *(f"{medium}_consent" for medium in MEDIA)}
NOT_TO_SHOW |= {"email_original", "phone_original"}
OF_LINES = ("quantity", "price", "amount", "discount", "product_id")
OF_LINES_FROM_PRODUCTS = ("name", "brand", "url", "picture")
OF_THINGS = ("product_id", "name", "brand", "price", "old_price", "url", "picture", "available")
EXAMPLES: dict[Type, Any] = {
    "integer": 3, "number": Decimal(2), "money": Decimal("1234.50"), "boolean": True, "date": date(1990, 3, 5),
    "instant": datetime(2017, 12, 30, 15, 20, tzinfo=UTC), "json": {"level": "gold"},
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
    own = [
        Variable("client.rfm.r", "integer", "recency score, 1 to 5", "оценка давности, от 1 до 5", 4),
        Variable("client.rfm.f", "integer", "frequency score, 1 to 5", "оценка частоты, от 1 до 5", 3),
        Variable("client.rfm.m", "integer", "monetary score, 1 to 5", "оценка суммы, от 1 до 5", 5),
        Variable("client.rfm.name", "text", "RFM group", "группа RFM", "loyal"),
        Variable("shop.name", "text", "the shop's name", "название магазина", "My shop"),
        Variable(
            "today", "date", "the day the mailing speaks of", "день, на который сделана рассылка", date(2017, 12, 31)
        ),
        Variable(
            "moment", "instant", "the moment the mailing speaks of", "момент, на который сделана рассылка",
            datetime(2017, 12, 31, 21, tzinfo=UTC),
        ),
    ]  # fmt: skip
    return {v.path: v for v in (*customer, *metrics, *_receipts(), *_things(), *_points(), *own)}


def _receipts() -> Iterator[Variable]:
    for path in (LAST_RECEIPT, LAST_ORDER):
        yield from (Variable.of(f"{path}.{c.name}", c) for c in RECEIPTS.columns if c.name != "customer_id")
        yield from (Variable.of(f"{path}.lines[].{name}", RECEIPT_LINES[name]) for name in OF_LINES)
        yield from (Variable.of(f"{path}.lines[].{name}", PRODUCTS[name]) for name in OF_LINES_FROM_PRODUCTS)


def _things() -> Iterator[Variable]:
    more = {
        CART: RECEIPT_LINES["quantity"],
        FAVOURITES: Column("added_at", "instant", "put in", "когда положен"),
        VIEWED: Column("viewed_at", "instant", "last looked at", "когда смотрели"),
    }
    for path, column in more.items():
        yield from (Variable.of(f"{path}[].{name}", PRODUCTS[name]) for name in OF_THINGS)
        yield Variable.of(f"{path}[].{column.name}", column)
    yield Variable(f"{TAGS}{ITEM}", "text", "tag", "метка", "vip")


def _points() -> Iterator[Variable]:
    yield from (Variable.of(f"{POINTS}.{c.name}", c) for c in POINTS_BALANCES.columns if c.name != "customer_id")
    yield Variable(ACCRUED, "number", "points that we gave", "начислено нами", Decimal(100))


def variable_at(path: str, known: Mapping[str, Variable]) -> Variable | None:
    """The variable a path names, also where it asks for a part of its value: ``client.birth_on.month``.

    Of the shop's own fields every name may be asked for: which there are stands in the data alone.
    """
    begin, own, _ = path.partition(f"{CUSTOM}.")
    if own and begin + CUSTOM in known:
        return known[begin + CUSTOM]
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
        here[last.removesuffix(ITEM)] = [value] if last.endswith(ITEM) else value
    return context
