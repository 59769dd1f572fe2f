"""Three senders as they are found in the wild. Each loses people or writes to them twice when it is killed.

They are kept so that the check proves it can see what it is there to see. Each kills itself at the point where it is
wrong: once AFTER messages were taken, before it does anything else.
``python -m tests.torture.bad_senders KIND AFTER DSN PORT``
"""

from __future__ import annotations

import itertools
import os
import signal
import smtplib
import sys
from collections.abc import Callable

import psycopg
from psycopg.rows import TupleRow

from smartcom_kernel.state.connect import SCHEMA

Database = psycopg.Connection[TupleRow]
Mail = Callable[[int, str], None]
BATCH = 50
NEXT = "SELECT message_id, address FROM messages WHERE state = 'planned' ORDER BY message_id LIMIT %s"
MARK = "UPDATE messages SET state = 'accepted' WHERE message_id = ANY(%s)"


def checkpoint_at_fetch(database: Database, mail: Mail) -> None:
    """Remembers a batch as done when it is fetched. What a crash cuts off is never sent."""
    while batch := database.execute(NEXT, [BATCH]).fetchall():
        database.execute(MARK, [[number for number, _ in batch]])
        for number, address in batch:
            mail(number, address)


def mark_after_batch(database: Database, mail: Mail) -> None:
    """Remembers a batch as done when all of it was sent. What a crash cuts off is sent again."""
    while batch := database.execute(NEXT, [BATCH]).fetchall():
        for number, address in batch:
            mail(number, address)
        database.execute(MARK, [[number for number, _ in batch]])


def no_intent(database: Database, mail: Mail) -> None:
    """Remembers each message after it was sent, and nothing before. One message is sent again after some crashes."""
    while batch := database.execute(NEXT, [1]).fetchall():
        for number, address in batch:
            mail(number, address)
            database.execute(MARK, [[number]])


KINDS = {f.__name__: f for f in (checkpoint_at_fetch, mark_after_batch, no_intent)}


def main() -> None:
    """Send until nothing is planned or its moment has come; says ``ready`` before."""
    kind, after, dsn, port = sys.argv[1:5]
    taken = itertools.count(1)
    with psycopg.connect(dsn, autocommit=True, options=f"-c search_path={SCHEMA}") as database:
        server = smtplib.SMTP("127.0.0.1", int(port))

        def mail(number: int, address: str) -> None:
            server.sendmail("news@shop.example", [address], f"Message-ID: <{number}@shop.example>\r\n\r\nSpring!\r\n")
            if next(taken) == int(after):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.stdout.write("ready\n")
        sys.stdout.flush()
        KINDS[kind](database, mail)


if __name__ == "__main__":
    main()
