from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from smartcom_kernel.core.settings import Measures
from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.metric import METRICS
from tests.shop import AS_OF, Rows, Shop, open_shop


@pytest.fixture(scope="session")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that every test fills with rows of its own."""
    with open_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        yield opened


class Ask(Protocol):
    """What a metric is for each customer who is mentioned, and for those named besides."""

    def __call__(
        self,
        kind: str,
        receipts: Rows = ...,
        *,
        of: str = ...,
        within_days: int = ...,
        lines: Rows = ...,
        messages: Rows = ...,
        others: list[str] = ...,
        measures: Measures = ...,
        as_of: str = ...,
        zone: str = ...,
        **tables: Rows,
    ) -> dict[str, Any]: ...


@pytest.fixture
def ask(shop: Shop) -> Ask:
    def values(
        kind: str,
        receipts: Rows | None = None,
        *,
        lines: Rows | None = None,
        messages: Rows | None = None,
        others: list[str] | None = None,
        measures: Measures | None = None,
        as_of: str = AS_OF,
        zone: str = "UTC",
        **more: Any,
    ) -> dict[str, Any]:
        fields = {name: more.pop(name) for name in ("of", "within_days") if name in more}
        rows: dict[str, Any] = {"receipts": receipts or [], **more} | ({"receipt_lines": lines} if lines else {})
        named = [r["customer_id"] for data in (*rows.values(), messages or []) for r in data if r.get("customer_id")]
        have = {row["customer_id"] for row in rows.get("customers", [])}
        missing = sorted({*named, *(others or [])} - have)
        rows["customers"] = rows.get("customers", []) + [{"customer_id": c} for c in missing]
        tables = shop.fill(as_of=as_of, zone=zone, measures=measures, messages=messages, **rows)
        metric = METRICS[kind](**fields)
        found = shop.lake.arrow(metric_table(tables, [metric])).to_pylist()
        return {row["customer_id"]: row[metric.name] for row in found}

    return values
