"""Receipts in few words."""

from __future__ import annotations

from typing import Any


def receipt(customer_id: str, issued_at: str, total: Any = 10, **more: Any) -> dict[str, Any]:
    """A receipt whose number is its customer and its moment; a day stands for its noon in UTC."""
    moment = f"{issued_at}T12:00:00Z" if len(issued_at) == len("2017-10-01") else issued_at
    number = f"{customer_id} {issued_at}"
    return {"receipt_id": number, "customer_id": customer_id, "issued_at": moment, "total": total, **more}
