from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.templates.contexts import Contexts
from tests.shop import Shop

ROWS: dict[str, Any] = {
    "customers": [
        {"customer_id": "anna", "first_name": "Анна", "city": "Казань", "birth_on": "1990-03-05"},
        {"customer_id": "boris", "first_name": "Борис"},
        {"customer_id": "vera"},
    ],
    "products": [
        {"product_id": "p1", "name": "coffee", "url": "https://x.test/p1"},
        {"product_id": "p2", "name": "tea"},
    ],
    "receipts": [
        {"receipt_id": "1", "customer_id": "anna", "issued_at": "2017-12-01T10:00:00Z", "total": "100.00"},
        {"receipt_id": "2", "customer_id": "anna", "issued_at": "2017-12-20T10:00:00Z", "total": "350.50"},
        {"receipt_id": "3", "customer_id": "anna", "issued_at": "2017-12-30", "total": "9", "status": "cancelled"},
        {"receipt_id": "4", "customer_id": "anna", "issued_at": "2018-02-01T10:00:00Z", "total": "7"},
        {"receipt_id": "5", "customer_id": "boris", "issued_at": "2017-11-11T10:00:00Z", "total": "20"},
    ],
    "receipt_lines": [
        {"receipt_id": "2", "line_no": 2, "product_id": "p2", "amount": "150.50", "quantity": "1.5"},
        {"receipt_id": "2", "line_no": 1, "product_id": "p1", "amount": "200"},
        {"receipt_id": "1", "line_no": 1, "product_id": "p2", "amount": "100"},
        {"receipt_id": "4", "line_no": 1, "product_id": "p1", "amount": "7"},
        {"receipt_id": "5", "line_no": 1, "product_id": "gone", "amount": "20"},
    ],
}  # fmt: skip
OWN = {"shop": {"name": "Лавка"}, "today": date(2018, 1, 1)}


@pytest.fixture(scope="module")
def tables(shop: Shop) -> Tables:
    return shop.fill(as_of="2018-01-01T00:00:00Z", zone="Europe/Moscow", **ROWS)


def clients(tables: Tables, *needed: str, ids: tuple[str, ...] = ("anna",)) -> list[Any]:
    return [context["client"] for context in Contexts(tables, needed, shop="Лавка").of(ids).values()]


def test_a_context_holds_what_is_needed_and_no_more(tables: Tables) -> None:
    contexts = Contexts(tables, {"client.first_name", "client.birth_on", "today", "shop.name"}, shop="Лавка").of(
        ["anna"]
    )
    assert contexts == {"anna": {"client": {"first_name": "Анна", "birth_on": date(1990, 3, 5)}, **OWN}}


def test_everybody_asked_for_has_a_context_in_the_order_asked(tables: Tables) -> None:
    contexts = Contexts(tables, {"client.first_name"}, shop="x").of(["vera", "nobody", "boris", "vera"])
    assert {id_: c["client"] for id_, c in contexts.items()} == {
        "vera": {},
        "nobody": {},
        "boris": {"first_name": "Борис"},
    }
    assert list(contexts) == ["vera", "nobody", "boris"]


def test_metrics_and_rfm_are_those_of_the_moment(tables: Tables) -> None:
    anna, vera = clients(
        tables, "client.metrics.revenue", "client.metrics.receipts", "client.rfm.r", ids=("anna", "vera")
    )
    assert anna == {"metrics": {"revenue": Decimal("450.50"), "receipts": 2}, "rfm": {"r": anna["rfm"]["r"]}}
    assert anna["rfm"]["r"] in range(1, 6)
    assert vera == {"metrics": {"receipts": 0, "revenue": vera["metrics"]["revenue"]}}


def test_the_last_receipt_is_the_newest_that_counts_and_lies_before_the_moment(tables: Tables) -> None:
    (anna,) = clients(tables, "client.last_receipt.total", "client.last_receipt.issued_at")
    assert anna["last_receipt"] == {
        "receipt_id": "2", "total": Decimal("350.50"), "issued_at": datetime(2017, 12, 20, 10, tzinfo=UTC),
    }  # fmt: skip


def test_its_lines_come_in_order_with_the_names_of_products(tables: Tables) -> None:
    anna, boris, vera = clients(
        tables,
        "client.last_receipt.lines[].name",
        "client.last_receipt.lines[].quantity",
        ids=("anna", "boris", "vera"),
    )
    assert anna["last_receipt"]["lines"] == [
        {"line_no": 1, "name": "coffee", "quantity": Decimal("1.0000")},
        {"line_no": 2, "name": "tea", "quantity": Decimal("1.5000")},
    ]
    assert boris["last_receipt"]["lines"] == [{"line_no": 1, "name": None, "quantity": Decimal("1.0000")}]
    assert vera == {}


def test_a_group_that_is_only_asked_for_is_there_or_not(tables: Tables) -> None:
    anna, vera = clients(tables, "client.last_receipt", "client.last_receipt.lines", ids=("anna", "vera"))
    assert (bool(anna.get("last_receipt")), len(anna["last_receipt"]["lines"])) == (True, 2)
    assert not vera.get("last_receipt")


def test_a_batch_is_one_question(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    arrow = tables.lake.arrow

    def counted(expression: Any) -> Any:
        asked.append(expression)
        return arrow(expression)

    monkeypatch.setattr(tables.lake, "arrow", counted)
    reader = Contexts(tables, {"client.city", "client.rfm.name", "client.last_receipt.lines[].name"}, shop="x")
    asked.clear()
    reader.of(["anna", "boris", "vera"])
    assert len(asked) == 1
