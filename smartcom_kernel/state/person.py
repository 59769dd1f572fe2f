"""Everything that the database knows of one person, table by table."""

from __future__ import annotations

from collections.abc import Iterator

from smartcom_kernel.state.connect import Connection, Row, rows, statement

AT_A_TIME = 1000


def everything(connection: Connection, customer_id: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """The name of each table that knows the person, and its rows, which are read as they are asked for."""
    for row in rows(connection, "person.tables"):
        yield row["name"], _each(connection, "person.of_table", {"customer_id": customer_id}, row["name"])
    yield "reactions", _each(connection, "person.reactions", {"customer_id": customer_id})
    yield "links", _each(connection, "person.links", {"customer_id": customer_id})
    yield "reports", _each(connection, "person.reports", {"customer_id": customer_id})
    for row in rows(connection, "person.about_addresses"):
        yield row["name"], _each(connection, "person.of_addresses", {"customer_id": customer_id}, row["name"])


def code(connection: Connection, customer_id: str) -> str:
    """The keyed hash of an id, in hexadecimal: what acts and the log say instead of it."""
    return str(rows(connection, "person.code", {"customer_id": customer_id})[0]["code"])


def _each(connection: Connection, name: str, params: Row, table: str = "") -> Iterator[Row]:
    text = statement(name).replace(b"TABLE_NAME", table.encode())
    with connection.cursor(name="person") as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(text, params)
        yield from cursor
