"""Find customers by what somebody remembers of them: id, card, phone, e-mail or name."""

from __future__ import annotations

import re
from typing import TypeVar

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.lake.customers import is_text
from smartcom_kernel.lake.tables import Tables

MOST = 20
COLUMNS = ["customer_id", "name", "city", "email", "phone", "found_by"]
LEAST_DIGITS = 4
"""Of a phone number, fewer find half the base."""
NATIONAL_DIGITS = 10
"""How many digits at the end of a phone number are the same however its beginning is written: +7, 8 or nothing."""
Written = TypeVar("Written", str, ir.StringValue)
"""Text as typed, or a column of it."""


def search(tables: Tables, text: str, *, most: int = MOST) -> pd.DataFrame:
    """The customers that a text fits, in one pass over them; capitals do not matter.

    A text fits an id or the number of a card when it is the whole of it or its beginning, a phone when its digits are
    in it (four at least), an e-mail address when it is a part of it, a name when each of its words is; in names `ё`
    and `е` are one letter, as people write them.

    Args:
        tables: Whose customers.
        text: What is remembered; blank finds nobody.
        most: How many to return at most, those first whose id, card, phone, e-mail, name fits, in this order.

    Returns:
        Columns `customer_id`, `name`, `city`, `email`, `phone` and `found_by`: ``id``, ``card``, ``phone``, ``email``
        or ``name``.
    """
    wanted = " ".join(text.lower().split()) if is_text(text) else ""
    if not wanted:
        return pd.DataFrame(columns=COLUMNS)
    found = _ranked(tables, wanted)
    first = found.filter(found.found_by.notnull()).order_by("place", "customer_id").limit(most)
    return tables.lake.arrow(first.select(COLUMNS)).to_pandas()


def _ranked(tables: Tables, wanted: str) -> ir.Table:
    everybody = tables.customers
    parts = [everybody[part].fill_null("") for part in ("first_name", "middle_name", "last_name")]
    name = ibis.literal(" ").join(parts).re_replace(r"\s+", " ").strip()
    customers = everybody.mutate(name=name)
    fits = _fits(tables, customers, wanted)
    found_by = ibis.cases(*((fit, way) for way, fit in fits.items()), else_=None)
    whole = customers.customer_id.lower() == wanted
    place = ibis.cases((whole, -1), *((fit, n) for n, fit in enumerate(fits.values())), else_=len(fits))
    return customers.mutate(found_by=found_by, place=place)


def _fits(tables: Tables, customers: ir.Table, wanted: str) -> dict[str, ir.BooleanValue]:
    digits = re.sub(r"\D", "", wanted)[-NATIONAL_DIGITS:]
    cards = tables.cards.filter(tables.cards.card_number.lower().startswith(wanted))
    email = customers.email.fill_null(customers.email_original).lower()
    fits = {
        "id": customers.customer_id.lower().startswith(wanted),
        "card": customers.customer_id.isin(cards.customer_id),
        "phone": customers.phone.contains(digits) if _is_number(wanted, digits) else ibis.literal(False),
        "email": email.contains(wanted),
        "name": ibis.and_(*(_as_written(customers.name).contains(word) for word in _as_written(wanted).split())),
    }
    return {way: fit.fill_null(False) for way, fit in fits.items()}


def _as_written(name: Written) -> Written:
    return name.lower().replace("ё", "е")


def _is_number(wanted: str, digits: str) -> bool:
    return len(digits) >= LEAST_DIGITS and re.fullmatch(r"[\d\s()+.\-]*", wanted) is not None
