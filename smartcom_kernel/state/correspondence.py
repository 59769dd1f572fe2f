"""What one person was sent, what became of each message, and how the person reacted."""

from __future__ import annotations

from datetime import datetime

from smartcom_kernel.state.connect import Connection, Row, rows


def of_customer(connection: Connection, customer_id: str, *, until: datetime, most: int) -> list[Row]:
    """The newest messages up to a moment, the last first: the mailing, the state, when it was opened and clicked."""
    params = {"customer_id": customer_id, "until": until, "most": most}
    return rows(connection, "correspondence.of_customer", params)
