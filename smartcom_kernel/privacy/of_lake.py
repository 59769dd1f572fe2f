"""The rows of persons in the lake: where their addresses stand, and how they go while the books stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from smartcom_kernel.consent.contactable import CONTACTS
from smartcom_kernel.core.errors import DataError
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.sql import CATALOGUE, STATE, identifier
from smartcom_kernel.state.erasures import Trace

BOOKS = ("receipts", "receipt_lines")
"""What the books need: these rows stay, of nobody."""


def known(lake: Lake, customer_ids: list[str]) -> set[str]:
    """Which of these ids have a row in any table of the lake."""
    asked = " UNION ".join(
        f"SELECT customer_id FROM {_table(name)} WHERE customer_id IN (SELECT unnest(?::VARCHAR[]))"
        for name in tables(lake)
    )
    return {found for (found,) in lake.rows(asked, [customer_ids] * len(tables(lake)))}


def traces(lake: Lake, customer_ids: list[str]) -> list[Trace]:
    """Their addresses, as they were given and in normal form, and which of them somebody who stays has too."""
    found: list[Trace] = []
    for medium, column in CONTACTS.items():
        for given in (column, f"{column}_original"):
            value = f"lower({identifier(given)})"
            rows = lake.rows(
                f"WITH mine AS (SELECT DISTINCT {value} AS value FROM {_table('customers')} "
                f"WHERE customer_id IN (SELECT unnest($1::VARCHAR[])) AND {identifier(given)} <> '') "
                f"SELECT value, EXISTS (SELECT 1 FROM {_table('customers')} c WHERE {value} = mine.value "
                "AND c.customer_id NOT IN (SELECT unnest($1::VARCHAR[]))) FROM mine ORDER BY value",
                [customer_ids],
            )
            found += [Trace(medium, value, is_shared) for value, is_shared in rows]
    return list({(t.kind, t.value): t for t in found}.values())


def erase(lake: Lake, erasure_id: int) -> dict[str, int]:
    """Delete the rows of an erasure's persons, and take their id from receipts; returns how many rows of each table.

    Everything happens in one snapshot. Doing it again finds nothing.

    Raises:
        DataError: What the receipts add up to would change; nothing is done.
    """
    who = f"(SELECT customer_id FROM {STATE}.smartcom.erasing WHERE erasure_id = {int(erasure_id)})"
    with lake.transaction():
        before = _books(lake)
        done = dict(_without(lake, who))
        if _books(lake) != before:
            raise DataError("receipts would not add up to what they did, so nothing was erased from the lake")
    return {name: rows for name, rows in done.items() if rows}


def _without(lake: Lake, who: str) -> Iterator[tuple[str, int]]:
    codes = f"(SELECT code FROM {_table('promo_codes')} WHERE customer_id IN {who})"
    sessions = f"(SELECT session_id FROM {_table('web_events')} WHERE customer_id IN {who})"
    for name in BOOKS:
        lake.run(f"UPDATE {_table(name)} SET promo_code = NULL WHERE customer_id IN {who} AND promo_code IN {codes}")
        kept = "customer_id = NULL, custom = NULL"
        yield name, lake.run(f"UPDATE {_table(name)} SET {kept} WHERE customer_id IN {who}")
    # What somebody did on the site before they were recognised is theirs as well.
    before = f"DELETE FROM {_table('web_events')} WHERE customer_id IS NULL AND session_id IN {sessions}"
    yield "web_events before log-in", lake.run(before)
    for name in tables(lake):
        if name not in BOOKS:
            yield name, lake.run(f"DELETE FROM {_table(name)} WHERE customer_id IN {who}")


def _books(lake: Lake) -> list[tuple[object, ...]]:
    return lake.rows(
        f"SELECT count(*), sum(total), sum(discount) FROM {_table('receipts')} "
        f"UNION ALL SELECT count(*), sum(amount), sum(discount) FROM {_table('receipt_lines')}"
    )


def tables(lake: Lake) -> list[str]:
    """Every table that names customers, also those that metrics and segments keep for themselves."""
    return sorted(name for name, columns in lake.columns().items() if "customer_id" in columns)


def _table(name: str) -> str:
    return f"{CATALOGUE}.main.{identifier(name)}"
