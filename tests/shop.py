"""A shop written down in the test: a few rows in, a lake out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import psycopg
import pyarrow as pa
from psycopg.conninfo import make_conninfo

from smartcom_kernel.conditions.condition import CONDITIONS
from smartcom_kernel.core.clock import instant
from smartcom_kernel.core.settings import Measures
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.history import TOUCHING_ROWS
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.frame import customer_frame
from smartcom_kernel.state import confirmations as confirmed
from smartcom_kernel.state import points as points_given
from smartcom_kernel.state import tags
from smartcom_kernel.state.connect import Connection, State
from tests.conftest import COPIED

AS_OF = "2018-01-01T00:00:00Z"
Rows = list[dict[str, Any]]


class Shop:
    """A lake that each test fills with rows of its own."""

    def __init__(self, lake: Lake, state: State) -> None:
        self.lake = lake
        self.state = state
        self._held: Any = None
        self._empty_at = 0
        self._frames: dict[Any, ir.Table] = {}

    def fill(
        self,
        *,
        as_of: str = AS_OF,
        zone: str = "UTC",
        segments: Mapping[str, Any] | None = None,
        tagged: Mapping[str, list[str]] | None = None,
        measures: Measures | None = None,
        messages: Rows | None = None,
        points: Rows | None = None,
        consents: Rows | None = None,
        confirmations: Rows | None = None,
        **rows: Rows,
    ) -> Tables:
        """The shop whose tables hold just these rows; values are plain, receipt lines learn from their receipts."""
        held = (rows, tagged, messages, points, consents, confirmations)
        if self._held != held:
            self._empty()
            with self.lake.transaction():
                for name, data in rows.items():
                    self._insert(name, _lines(data, rows["receipts"]) if name == "receipt_lines" else data)
            with self.state.transaction() as connection:
                for tag, ids in (tagged or {}).items():
                    tags.put(connection, tag, [ids], now=instant(as_of))
                for message in messages or []:
                    reach(connection, **message)
                for given in points or []:
                    give(connection, **given)
                for word in consents or []:
                    say(connection, **word)
                for shown in confirmations or []:
                    confirmed.confirm(connection, **shown, source="test", at=instant(as_of))
                for row in rows.get("subscriptions", []):  # as a load would say
                    about = {key: row[key] for key in ("customer_id", "medium", "category")}
                    say(connection, **about, granted=row["active"])
            self._held = held
            self._frames = {}
        return Tables(self.lake, instant(as_of), zone=zone, segments=segments, measures=measures)

    def found(self, condition: Mapping[str, Any], tables: Tables) -> list[str]:
        """The ids of the customers that fulfil a condition, in order."""
        customer = self.frame(tables)
        rows = customer.filter(CONDITIONS.parse(condition).where(customer, tables)).select("customer_id")
        return sorted(self.lake.arrow(rows)["customer_id"].to_pylist())

    def frame(self, tables: Tables) -> ir.Table:
        """The customer frame, computed once for each moment and zone."""
        key = (tables.as_of, tables.zone)
        if key not in self._frames:
            self._frames[key] = self.lake.temporary(customer_frame(tables))
        return self._frames[key]

    def clear(self) -> None:
        """No rows, and no refresh either."""
        self._empty()
        with self.state.transaction() as connection:
            connection.execute("DELETE FROM refreshes")
        self._held = None

    def _empty(self) -> None:
        with self.lake.transaction():
            for name in self._filled():
                self.lake.run(f"DELETE FROM lake.main.{name}")
        self._empty_at = self.lake.snapshot_id()
        with self.state.transaction() as connection:
            for name in ("reactions", "messages", "sendings", "tags", "points", "consents", "confirmations"):
                connection.execute(f"DELETE FROM {name}".encode())

    def _filled(self) -> list[str]:
        """The tables that were written to since they were empty: to delete from an empty one takes as long."""
        sql = "SELECT changes FROM ducklake_snapshots('lake') WHERE snapshot_id > ?"
        changes = [changes for (changes,) in self.lake.rows(sql, [self._empty_at])]
        if len(changes) < self.lake.snapshot_id() - self._empty_at:  # some have expired
            return list(CONTRACTS)
        ids = {number for change in changes for what in TOUCHING_ROWS for number in change.get(what, ())}
        numbers = self.lake.rows("SELECT table_name, table_id FROM ducklake_table_info('lake')")
        return [name for name, number in numbers if str(number) in ids and name in CONTRACTS]

    def _insert(self, name: str, data: Rows) -> None:
        if not data:
            return
        columns = {key for row in data for key in row}
        texts = {c: [None if row.get(c) is None else str(row[c]) for row in data] for c in columns}
        table = pa.table({c: pa.array(values, pa.string()) for c, values in texts.items()})
        self.lake.insert(name, self.lake.temporary(table))


def reach(
    connection: Connection,
    *,
    customer_id: str,
    at: str,
    medium: str = "email",
    state: str = "delivered",
    mailing: str = "news",
    variant: str = "A",
    reason: str = "",
    opened: Sequence[str] = (),
    clicked: Sequence[str] = (),
    scanned: Sequence[str] = (),
) -> int:
    """A message that ended so, what the person did with it and when, and what a robot opened; returns its id."""
    sent = connection.execute(
        "WITH s AS (INSERT INTO sendings (mailing, occasion, spec, as_of, snapshot_id) "
        "VALUES (%(mailing)s, gen_random_uuid()::text, '{}', %(at)s, 0) RETURNING sending_id) "
        "INSERT INTO messages (sending_id, customer_id, variant, medium, state, reason, ended_at) "
        "SELECT sending_id, %(who)s, %(variant)s, %(medium)s, %(state)s, %(reason)s, %(at)s FROM s "
        "RETURNING message_id",
        {
            "at": at,
            "mailing": mailing,
            "who": customer_id,
            "variant": variant,
            "medium": medium,
            "state": state,
            "reason": reason,
        },
    ).fetchone()
    assert sent is not None
    reactions = [("opened", m, False) for m in opened] + [("clicked", m, False) for m in clicked]
    for what, moment, by_robot in reactions + [("opened", m, True) for m in scanned]:
        connection.execute(
            "INSERT INTO reactions (message_id, what, happened_at, by_robot) VALUES (%s, %s, %s, %s)",
            [sent["message_id"], what, moment, by_robot],
        )
    return int(sent["message_id"])


def give(connection: Connection, *, customer_id: str, occasion: str, amount: str, at: str = AS_OF) -> None:
    """Points for one customer."""
    points_given.accrue(connection, occasion, Decimal(amount), [[customer_id]], now=instant(at), source="test")


def say(connection: Connection, *, customer_id: str, medium: str, granted: bool, category: str = "") -> None:
    """What a customer said about a medium, or a category of mailings in it; the newest word is the one said last."""
    connection.execute(
        "INSERT INTO consents (customer_id, medium, category, granted, source) VALUES (%s, %s, %s, %s, 'test')",
        [customer_id, medium, category, granted],
    )


def _lines(lines: Rows, receipts: Rows) -> Rows:
    of = {r["receipt_id"]: r for r in receipts}
    derived = ("customer_id", "issued_at", "status", "promo_code")
    return [
        {"line_no": n, "quantity": 1, **line, **{d: of[line["receipt_id"]].get(d) for d in derived}}
        for n, line in enumerate(lines)
    ]


@contextmanager
def open_shop(server: str, folder: Path) -> Iterator[Shop]:
    """An empty shop in a database of its own."""
    name = f"shop_{folder.name.replace('-', '_')}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}")
        state = State.open(folder, make_conninfo(server, dbname=name))
        lake = Lake(state.dsn, folder / "lake")
        yield Shop(lake, state)
        lake.close()
        state.close()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
