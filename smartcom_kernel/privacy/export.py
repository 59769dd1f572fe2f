"""Everything we know about one person, as JSON for programs and HTML for people.

What articles 15 and 20 of the GDPR and article 14 of 152-FZ ask for.

It reads every table of the lake and of the database that names customers, row by row, so that what is added later is in
it too. Each part says where its rows come from and on what ground they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from smartcom_kernel.core.atomic import appearing
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError
from smartcom_kernel.core.person import user
from smartcom_kernel.core.wording import number, spoken
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.privacy.of_lake import known, tables
from smartcom_kernel.state import audit, person
from smartcom_kernel.state.audit import Audited, Entry
from smartcom_kernel.state.connect import State

COMPUTED = ("computed by this program", "legitimate interest: knowing whom an offer suits")
GROUNDS = {
    "customers": ("the shop's customer base", "contract or consent, as told at registration"),
    "cards": ("the shop's loyalty system", "contract: the loyalty programme"),
    "points_balances": ("the shop's loyalty system", "contract: the loyalty programme"),
    "points": ("given by the shop", "contract: the loyalty programme"),
    "promo_codes": ("the shop's loyalty system", "contract: the loyalty programme"),
    "receipts": ("the shop's tills and web shop", "contract; law on bookkeeping"),
    "receipt_lines": ("the shop's tills and web shop", "contract; law on bookkeeping"),
    "web_events": ("the shop's site", "consent to the use of cookies"),
    "events": ("the shop's systems", "contract"),
    "subscriptions": ("the shop's customer base", "consent"),
    "consents": ("what the person said, with its evidence", "duty to prove consent"),
    "poll_answers": ("what the person answered", "consent"),
    "messages": ("what was written to the person", "consent to advertising, or contract for service messages"),
    "links": ("made for messages", "legitimate interest: measuring messages"),
    "reactions": ("links and pictures of messages", "legitimate interest: measuring messages"),
    "reports": ("what providers said of messages", "legitimate interest: not writing to addresses of no use"),
    "devices": ("the shop's apps and sites", "consent to pushes"),
    "call_tasks": ("calls that the shop planned", "consent to advertising, or contract for service calls"),
    "call_tries": ("what operators noted", "legitimate interest: not calling those who do not wish it"),
    "tags": ("labels that the shop put", "legitimate interest: knowing whom an offer suits"),
    "contact_quality": ("what providers said of messages", "legitimate interest: not writing to addresses of no use"),
    "suppressions": ("what the person or a provider said", "duty not to write"),
    "confirmations": ("what the person did", "duty to prove consent"),
}
"""Where the rows of a table come from, and the ground on which they are kept; of other tables `COMPUTED` holds."""


@dataclass(frozen=True)
class PersonExport:
    """What was written about a person.

    Args:
        path: The JSON.
        page: The same for people.
        parts: How many rows of each table; tables without any are left out.
    """

    path: Path
    page: Path
    parts: dict[str, int]

    def describe(self, lang: Lang | None = None) -> str:
        """How much, and where, in one sentence without a full stop; the workspace's language when None."""
        lang = lang or spoken()
        rows, parts = number(sum(self.parts.values()), lang), number(len(self.parts), lang)
        if lang == "ru":
            return f"Записей о человеке: {rows}, таблиц: {parts} → {self.path}, {self.page}"
        return f"{rows} rows about the person, from {parts} tables → {self.path}, {self.page}"


def export_person(lake: Lake, state: State, customer_id: str, path: Path, *, now: datetime) -> PersonExport:
    """Write all that is known of a person to a JSON file and to a page beside it, and an entry into the audit log.

    Rows go out as they are read, so a person with a million of them costs no memory. Both files are there whole or not
    at all, and only their owner may read them.

    Args:
        lake: Facts and what is computed from them.
        state: Messages, consents, tags, devices.
        customer_id: Who.
        path: The file; its name ends in ``.json``.
        now: When.

    Raises:
        SpecError: Nobody is known by this id, or the file is of another kind.
    """
    if path.suffix != ".json":
        raise SpecError.single("customer export", f"{path.name} must end in .json; the page goes beside it", "out")
    if not known(lake, [customer_id]):
        raise SpecError.single("customer export", f"nobody is known as {customer_id!r}", "customer_id")
    page = path.with_suffix(".html")
    counts: dict[str, int] = {}
    with appearing(path) as data, appearing(page) as html, state.transaction() as connection:
        writer = _Writer(TextIOWrapper(data, "utf-8"), TextIOWrapper(html, "utf-8"))
        writer.begin(customer_id, now)
        for name, found in (*_of_lake(lake, customer_id), *person.everything(connection, customer_id)):
            rows = writer.part(name, found)
            counts |= {name: rows} if rows else {}
        writer.end()
        # Its id stands in the log only as the code under which an erasure would leave it.
        said = f"person {person.code(connection, customer_id)}"
        audit.record(
            connection,
            Entry(
                now, user(), Audited.PERSON_EXPORT, "", said, 1, tuple(counts), personal=True, path=str(path.resolve())
            ),
        )
    return PersonExport(path, page, counts)


def _of_lake(lake: Lake, customer_id: str) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    for name in tables(lake):
        rows = lake.table(name)
        theirs = rows.filter(rows.customer_id == customer_id)
        yield name, (row for batch in lake.batches(theirs) for row in batch.to_pylist())


class _Writer:
    """Writes part after part to both files."""

    def __init__(self, data: TextIOWrapper, page: TextIOWrapper) -> None:
        self._data = data
        self._page = page
        self._is_first = True

    def begin(self, customer_id: str, now: datetime) -> None:
        head = {"customer_id": customer_id, "written_at": now.isoformat()}
        self._data.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "parts": {')
        title = escape(f"Personal data / Персональные данные: {customer_id}")
        self._page.write(
            f'<!doctype html><html><meta charset="utf-8"><title>{title}</title><style>body{{font:14px sans-serif}}'
            "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em;text-align:left}</style>"
            f"<h1>{title}</h1><p>{now:%Y-%m-%d %H:%M} UTC</p>"
        )

    def part(self, name: str, found: Iterator[dict[str, Any]]) -> int:
        """Write the rows of a table; returns how many there were, and writes nothing where there are none."""
        rows = 0
        source, ground = GROUNDS.get(name, COMPUTED)
        for row in found:
            plain = {column: _plain(value) for column, value in row.items() if value is not None}
            if rows == 0:
                about = f'"source": {json.dumps(source)}, "ground": {json.dumps(ground)}'
                self._data.write(f'{"" if self._is_first else ","}\n  {json.dumps(name)}: {{{about}, "rows": [')
                self._page.write(
                    f"<h2>{escape(name)}</h2><p>Source: {escape(source)}. Ground: {escape(ground)}.</p><ul>"
                )
                self._is_first = False
            self._data.write(f"{',' if rows else ''}\n   {json.dumps(plain, ensure_ascii=False)}")
            told = "; ".join(f"<b>{escape(column)}</b> {escape(str(value))}" for column, value in plain.items())
            self._page.write(f"<li>{told}</li>")
            rows += 1
        if rows:
            self._data.write("]}")
            self._page.write("</ul>")
        return rows

    def end(self) -> None:
        self._data.write("}\n}\n")
        self._page.write("</html>\n")
        for text in (self._data, self._page):
            text.flush()
            text.detach()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal | bytes) else value
