"""Some customers drawn by chance, so that models learn from a part of a large base."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from smartcom_kernel.core.hashing import DIGITS
from smartcom_kernel.lake.among import Among, Those
from smartcom_kernel.lake.tables import Tables


def drawn(salt: str, customer_id: ir.StringValue) -> ir.StringValue:
    """`core.hashing.draw` as an expression."""
    return (ibis.literal(f"{salt}:") + customer_id).hexdigest("md5").left(DIGITS)


def sample(tables: Tables, salt: str, size: int) -> Tables:
    """The tables of at most so many customers, chosen by a hash of their ids: the same ones each time.

    The ids are held by the connection, about 100 bytes each; nothing else is copied.

    Args:
        tables: All of it.
        salt: What the choice is for; another salt gives other customers.
        size: Most customers.
    """
    ids = tables.customers.select("customer_id")
    few = ids.order_by(drawn(salt, ids.customer_id), ids.customer_id).limit(size)
    return Among(tables, Those(tables.lake.temporary(few)))
