"""A shop of twenty-five customers, one for each cell of R x F, with a segment; of one of them much is known."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from smartcom_kernel.workbench import Workbench
from tests.conftest import COPIED
from widgets.kept import FOLDER

AS_OF = "2018-01-01"
SETTINGS = """\
name = "Corner shop"
language = "en"
currency = "USD"

[mailing_categories.news]
title = "Shop news"
subscribed_by_default = ["email"]
"""
ANNA = 'C55,Анна,Ли,Казань,anna@example.com,+74951234567,"{""tier"": ""gold""}"\n'
NOBODYS = "".join(f"C{r}{f},,,,,,\n" for r in range(1, 6) for f in range(1, 6) if (r, f) != (5, 5))
CUSTOMERS = "customer_id,first_name,last_name,city,email,phone,custom\n" + ANNA + NOBODYS
RECEIPTS = "receipt_id,customer_id,issued_at,total,status\n" + "".join(
    f"{r}{f}{visit},C{r}{f},2017-{2 * r:02}-{20 + visit}T12:00:00Z,{100 * r + f}.50,paid\n"
    for r in range(1, 6)
    for f in range(1, 6)
    for visit in range(f)
)
"""Customer C35 has R3 and F5: the later in the year the higher R, and as many visits as F."""
OF_ANNA = {
    "categories": "category_id,name\ncoffee,Coffee\ntea,Tea\n",
    "products": "product_id,name,category_id\nlatte,Latte,coffee\nsencha,Sencha,tea\np7,Ethiopian beans,coffee\n",
    "receipt_lines": "receipt_id,line_no,product_id,quantity,amount\n554,1,latte,2,300.00\n554,2,sencha,1,205.50\n",
    "cards": "card_number,customer_id,status\n9001,C55,active\n",
    "web_events": "event_id,session_id,customer_id,occurred_at,name,product_id\n"
    "w1,s,C55,2017-12-30T10:00:00Z,view,latte\n",
    "events": "event_id,customer_id,occurred_at,name\ne1,C55,2017-12-29T10:00:00Z,call\n",
    "promo_codes": "code,customer_id,promo_group,issued_at\nSPRING1,C55,spring,2017-12-28T10:00:00Z\n",
    "poll_answers": "answer_id,customer_id,poll,option,answered_at\na1,C55,quality,good,2017-12-27T10:00:00Z\n",
    "campaign_entries": "campaign,customer_id,entered_at\nwelcome,C55,2017-12-26T10:00:00Z\n",
    "subscriptions": "customer_id,category,medium,active\nC55,news,email,true\nC55,gone,sms,true\n",
    "points_balances": "customer_id,active\nC55,120.50\n",
}
"""One customer of whom much is known."""
LATE = {"kind": "rfm", "r": [3, 4, 5]}


@contextmanager
def database_of(server: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """A folder and an empty database for it, for the tests of a whole module or session."""
    name = f"test_{folder.name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {COPIED}")
        yield folder, make_conninfo(server, dbname=name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def stock(folder: Path, database_url: str) -> None:
    """Fill a workspace, refresh it and save the segment `late`: fifteen customers."""
    (folder / "smartcom.toml").write_text(SETTINGS, encoding="utf-8")
    with Workbench.open(folder, database_url=database_url) as wb:
        for table, text in {"customers": CUSTOMERS, "receipts": RECEIPTS, **OF_ANNA}.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
            assert wb.load(table, folder / f"{table}.csv").rejected == 0
        wb.refresh(as_of=AS_OF)
        wb.segments.save("late", LATE)


def tidy(wb: Workbench) -> None:
    """As it was stocked, without what other tests chose and saved."""
    for folder in (FOLDER, "mailings", "exports", "templates", "mailbox"):
        shutil.rmtree(wb.folder / folder, ignore_errors=True)
    for name in set(wb.segments) - {"late"}:
        wb.segments.delete(name, although_used=True)
    wb.segments.save("late", LATE)
