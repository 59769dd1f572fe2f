"""Customers who are asked for by their id."""

from __future__ import annotations

from typing import Any

from smartcom_kernel.core.errors import UnknownName, Words
from smartcom_kernel.lake.tables import Tables


class UnknownCustomer(UnknownName):
    """There is no customer of this id; the message offers those that are written nearly so."""

    def __init__(self, customer_id: Any, tables: Tables) -> None:
        near = _near(customer_id, tables) if is_text(customer_id) else []
        super().__init__("customer", str(customer_id), near)
        end, end_ru = (
            (f"did you mean {near[0]!r}?", f"возможно, {near[0]!r}?")
            if near
            else ("ids are the shop's own, capitals as written", "номера такие, как у магазина, с теми же заглавными")
        )
        self.message = Words(
            f"there is no customer called {str(customer_id)!r}; {end}", f"клиента {str(customer_id)!r} нет; {end_ru}"
        )
        self.args = (self.message,)


def must_be_customer(customer_id: str, tables: Tables) -> None:
    """Refuse an id that no customer has.

    Raises:
        UnknownCustomer: There is no such customer.
    """
    if is_text(customer_id):
        found = tables.customers.filter(tables.customers.customer_id == customer_id).select("customer_id").limit(1)
        if tables.lake.arrow(found).num_rows:
            return
    raise UnknownCustomer(customer_id, tables)


def is_text(customer_id: object) -> bool:
    """Whether it can be an id at all: no store holds NUL or half a character."""
    if not isinstance(customer_id, str) or "\0" in customer_id:
        return False
    try:
        customer_id.encode()
    except UnicodeEncodeError:
        return False
    return True


def _near(customer_id: str, tables: Tables) -> list[str]:
    """Ids that differ only in capitals or in blanks around them."""
    ids = tables.customers.customer_id
    alike = tables.customers.filter(ids.lower() == customer_id.strip().lower()).select("customer_id").limit(5)
    return sorted(tables.lake.arrow(alike)["customer_id"].to_pylist())
