from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from smartcom_kernel.metrics.compute import metric_table
from smartcom_kernel.metrics.metric import METRICS
from tests.shop import AS_OF, Rows, Shop, open_shop


@pytest.fixture(scope="session")
def shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that every test fills with rows of its own."""
    with open_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        yield opened


class Ask(Protocol):
    """What a metric is for each customer who bought, and for those named besides."""

    def __call__(
        self,
        kind: str,
        receipts: Rows,
        *,
        lines: Rows = ...,
        others: list[str] = ...,
        as_of: str = ...,
        zone: str = ...,
    ) -> dict[str, Any]: ...


@pytest.fixture
def ask(shop: Shop) -> Ask:
    def values(
        kind: str,
        receipts: Rows,
        *,
        lines: Rows | None = None,
        others: list[str] | None = None,
        as_of: str = AS_OF,
        zone: str = "UTC",
    ) -> dict[str, Any]:
        known = {r["customer_id"] for r in receipts if r["customer_id"]} | set(others or [])
        rows: dict[str, Any] = {"customers": [{"customer_id": c} for c in sorted(known)], "receipts": receipts}
        if lines:
            rows["receipt_lines"] = lines
        tables = shop.fill(as_of=as_of, zone=zone, **rows)
        found = shop.lake.arrow(metric_table(tables, [METRICS[kind]()])).to_pylist()
        return {row["customer_id"]: row[kind] for row in found}

    return values
