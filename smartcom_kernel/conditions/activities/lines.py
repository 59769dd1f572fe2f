"""What was in the receipts of customers, a row per line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import ibis.expr.types as ir

from smartcom_kernel.conditions.activities.activity import ACTIVITIES, Activity
from smartcom_kernel.conditions.activities.joined import with_columns
from smartcom_kernel.lake.columns import Column
from smartcom_kernel.lake.contracts import PRODUCTS, RECEIPT_LINES, RECEIPTS
from smartcom_kernel.lake.tables import Tables

OF_PRODUCT = {"category_id": "category_id", "brand": "brand", "product_name": "name", "attributes": "attributes"}
OF_RECEIPT = {"channel": "channel", "store_id": "store_id", "receipt_total": "total"}


@ACTIVITIES.register
class Lines(Activity):
    """Lines of receipts that count, with the product's category and brand and the receipt's channel, store and total.

    A category means everything below it in the tree too. The receipt's columns cost a join of all lines.
    """

    kind = "lines"
    example: ClassVar[dict[str, Any]] = {"where": {"category_id": {"eq": "coffee"}, "amount": {"gte": 300}}}
    en, ru, ru_of = "receipt lines", "строки чеков", "строк чеков"
    ru_help = "Строки учитываемых чеков с категорией и брендом товара, каналом, магазином и суммой чека."
    contract, when = RECEIPT_LINES, "issued_at"

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """The columns of lines, of their products and of their receipts."""
        own = {name: column for name, column in super().columns().items() if name != "status"}
        of_product = {name: _of_product(name, PRODUCTS[theirs]) for name, theirs in OF_PRODUCT.items()}
        of_receipt = {name: replace(RECEIPTS[theirs], name=name) for name, theirs in OF_RECEIPT.items()}
        return {**own, **of_product, **of_receipt}

    def every(self, tables: Tables, names: Collection[str]) -> ir.Table:
        """Lines of purchases; products and receipts are joined only where they are asked about."""
        of_product = {name: theirs for name, theirs in OF_PRODUCT.items() if name in names}
        of_receipt = {name: theirs for name, theirs in OF_RECEIPT.items() if name in names}
        lines = with_columns(tables.purchase_lines, "product_id", tables.products, of_product)
        return with_columns(lines, "receipt_id", tables.receipts, of_receipt)


def _of_product(name: str, column: Column) -> Column:
    return replace(column, name=name, refers_to=column.refers_to or f"products.{column.name}")
