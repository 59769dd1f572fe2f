"""One small shop for all tests that send whole mailings; each begins with a mailing that nobody has planned."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.workbench import Workbench
from tests.conftest import COPIED

CUSTOMERS = "customer_id,email,email_consent\n" + "".join(f"C{n},c{n}@example.com,true\n" for n in range(1, 12))
RECEIPTS = (
    "receipt_id,customer_id,issued_at,total\n"
    "R1,C1,2026-03-02T10:00:00+03:00,100.50\nR2,C1,2026-03-03T10:00:00+03:00,20\nR3,C2,2026-03-03T11:00:00+03:00,5\n"
)
MAILING: dict[str, Any] = {
    "title": "Spring", "segment": "all", "control_share": 0.0, "attribution": {"within_days": 3},
    "variants": [{"name": "A", "templates": {"email": "hello"}}],
}  # fmt: skip
NOON = "2026-03-01T09:00:00Z"
SETTINGS = 'time_zone = "Europe/Moscow"\ncurrency = "RUB"\n'


@pytest.fixture(scope="session")
def common_shop(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Eleven people and three receipts; the tests that send whole mailings share them."""
    folder, name = tmp_path_factory.mktemp("life") / "workspace", f"life_{os.getpid()}"
    folder.mkdir()
    (folder / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}")
    url = make_conninfo(server, dbname=name)
    with Workbench.open(folder, clock=FixedClock(NOON), database_url=url) as wb:
        for table, text in (("customers", CUSTOMERS), ("receipts", RECEIPTS)):
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
            wb.load(table, folder / f"{table}.csv")
        wb.refresh()
        yield wb


@pytest.fixture
def wb(common_shop: Workbench) -> Workbench:
    """A mailing to everybody that nobody has planned, at noon of 1 March 2026 in Moscow."""
    common_shop.clock = FixedClock(NOON)
    for book in ("workspace", "mailings", "attribution"):
        vars(common_shop).pop(book, None)
    with common_shop.state.transaction() as connection:
        connection.execute("DELETE FROM messages; DELETE FROM sendings; DELETE FROM scheduled_mailings")
    for folder in ("mailings", "mailbox", "attachments", ".smartcom/attachments"):
        shutil.rmtree(common_shop.folder / folder, ignore_errors=True)
    common_shop.segments.save("all", {"kind": "attribute", "name": "customer_id", "is": {"exists": True}})
    common_shop.segments.save("one", {"kind": "attribute", "name": "customer_id", "is": {"eq": "C1"}})
    common_shop.templates.save("hello", {"medium": "email", "subject": "Hello", "html": "<p>Hello</p>"})
    common_shop.mailings.save("spring", MAILING)
    return common_shop
