"""A small shop: customers with and without addresses, in one segment that is everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.templates.template import Template

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERYBODY = Segment.parse("everybody", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
TEMPLATES: Mapping[str, Template] = {
    "gift": Template.parse("gift", {"medium": "email", "subject": "A gift", "text": "Dear {{ client.first_name }}"}),
    "plain": Template.parse("plain", {"medium": "email", "subject": "Hello", "text": "Hello"}),
    "short": Template.parse("short", {"medium": "sms", "text": "{{ client.first_name }}, come back"}),
}
Person = Mapping[str, Any]
COLUMNS: dict[str, pa.DataType] = {
    "customer_id": pa.string(), "first_name": pa.string(), "email": pa.string(), "email_quality": pa.int64(),
    "phone": pa.string(), "phone_quality": pa.int64(),
}  # fmt: skip


def shop(lake: Lake, people: Sequence[Person]) -> Tables:
    """The lake with these customers and no others."""
    lake.run("DELETE FROM lake.main.customers")
    rows = {name: pa.array([person.get(name) for person in people], kind) for name, kind in COLUMNS.items()}
    lake.insert("customers", lake.temporary(pa.table(rows)))
    return Tables(lake, NOW, segments={"everybody": EVERYBODY})


def pinned(lake: Lake, zone: str = "UTC") -> Callable[[datetime, int], Tables]:
    """The lake at a moment and a snapshot."""
    return lambda as_of, snapshot_id: Tables(lake, as_of, snapshot_id=snapshot_id, zone=zone)


def somebody(n: int, **more: Any) -> Person:
    return {
        "customer_id": f"c{n:03}",
        "first_name": f"N{n}",
        "email": f"c{n:03}@example.com",
        "email_quality": 0,
        **more,
    }


def mailing(**changes: Any) -> Mailing:
    """A mailing to everybody: one variant, by e-mail or else by SMS, and no control group."""
    variants = [{"name": "a", "templates": {"email": "gift", "sms": "short"}}]
    return Mailing.parse("spring", {"segment": "everybody", "variants": variants, "control_share": 0, **changes})
