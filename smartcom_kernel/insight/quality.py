"""How well a shop knows its customers: contacts, permission, attributes, receipts without a customer, freshness."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.consent.contactable import CONTACTS, contactable
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import day_of
from smartcom_kernel.core.text_tables import html_table
from smartcom_kernel.core.wording import day, number, percent, spoken, verbatim
from smartcom_kernel.insight.quality_words import FACTS, HEADS, NO_CUSTOMERS, PARTS, RECEIPTS, sentence
from smartcom_kernel.lake.tables import CANCELLED, HAPPENED, Tables

KNOWN = {
    "name": "first_name", "gender": "gender", "birthday": "birth_on", "city": "city", "registered": "registered_at",
}  # fmt: skip
"""Which column a part of the base is known by."""
FRESH = ("receipts", "web_events", "events")


@dataclass(frozen=True)
class BaseQuality:
    """The customer base in shares.

    Args:
        as_of: The moment up to which facts count. Consent and suppression are as they are now.
        zone: IANA zone in which days are counted.
        customers: Everybody the shop knows.
        parts: One row per `part` of the base, such as ``email_usable``: its `customers`, and their `share` of all.
        receipts: ``with_customer``, ``without_customer`` and ``cancelled``: `receipts`, `revenue`, and their shares
            `share` and `revenue_share` of the receipts that count (cancelled ones: of all).
        freshness: For each table of facts its `rows`, when the newest `happened_at`, and how many calendar days before
            `as_of` that is, `days_old`; both empty where there are no rows.
    """

    as_of: datetime
    zone: str
    customers: int
    parts: pd.DataFrame
    receipts: pd.DataFrame
    freshness: pd.DataFrame

    def share(self, part: str) -> float:
        """Which share of the base a part is, 0..1."""
        return float(self.parts.loc[self.parts["part"] == part, "share"].iloc[0])

    def describe(self, lang: Lang | None = None) -> str:
        """The base in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        lang = lang or spoken()
        if not self.customers:
            return NO_CUSTOMERS[lang]
        unknown = float(self.receipts.loc[self.receipts["part"] == "without_customer", "share"].iloc[0])
        newest = self.freshness.loc[self.freshness["table"] == "receipts", "happened_at"].iloc[0]
        newest_on = None if pd.isna(newest) else day_of(newest, self.zone)
        return sentence(
            lang, customers=self.customers, email=self.share("email_allowed"), sms=self.share("sms_allowed"),
            never=self.share("without_receipts"), unknown=unknown, newest_on=newest_on,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        lang = spoken()
        said = f"<p>{escape(self.describe(lang))}</p>"
        return verbatim(said + "".join(self._tables(lang))) if self.customers else said

    def _tables(self, lang: Lang) -> list[str]:
        parts = [
            (PARTS[row["part"]][lang], number(row["customers"], lang), percent(row["share"], lang))
            for row in self.parts.to_dict("records")
        ]
        receipts = [
            (RECEIPTS[row["part"]][lang], number(row["receipts"], lang), percent(row["share"], lang))
            for row in self.receipts.to_dict("records")
        ]
        facts = [
            (FACTS[row["table"]][lang], number(row["rows"], lang), self._newest(row["happened_at"], lang))
            for row in self.freshness.to_dict("records")
        ]
        return [
            html_table([HEADS[name][lang], *rows]) for name, rows in zip(HEADS, (parts, receipts, facts), strict=True)
        ]

    def _newest(self, moment: Any, lang: Lang) -> str:
        if pd.isna(moment):
            return "—"
        wall = moment.astimezone(ZoneInfo(self.zone))
        return f"{day(wall.date(), lang)} {wall:%H:%M}"


def quality(tables: Tables, *, consent_by_default: bool = False, confirmed_only: Collection[str] = ()) -> BaseQuality:
    """Count how well the base is known, in a few questions to the lake.

    Args:
        tables: The customers and their facts.
        consent_by_default: Whether we may write to somebody who has said nothing.
        confirmed_only: The media in which only addresses are written to that their owners have confirmed.
    """
    allowed = contactable(tables, consent_by_default=consent_by_default, confirmed_only=confirmed_only)
    people = tables.customers.mutate(**allowed)
    buyers = tables.purchases.filter(tables.purchases.issued_at <= tables.moment).select("customer_id").distinct()
    conditions = _conditions(people) | {"without_receipts": people.customer_id.notin(buyers.customer_id)}
    asked = people.agg(**{name: condition.fill_null(False).sum() for name, condition in conditions.items()},
                       everybody=people.count())  # fmt: skip
    row = tables.lake.row(asked)
    everybody = row.pop("everybody")
    counted = {**row, **{f"{contact}_shared": _shared(people, contact, tables) for contact in CONTACTS.values()}}
    parts = pd.DataFrame([{"part": part, "customers": int(counted[part] or 0)} for part in PARTS])
    return BaseQuality(
        as_of=tables.as_of, zone=tables.zone, customers=everybody,
        parts=parts.assign(share=parts["customers"] / max(everybody, 1)),
        receipts=_receipts(tables), freshness=_freshness(tables),
    )  # fmt: skip


def _conditions(people: ir.Table) -> dict[str, ir.BooleanValue]:
    contacts: dict[str, ir.BooleanValue] = {}
    for contact in CONTACTS.values():
        given = people[contact].notnull() | people[f"{contact}_original"].notnull()
        contacts[f"{contact}_usable"] = people[f"{contact}_usable"]
        contacts[f"{contact}_useless"] = given & ~people[f"{contact}_usable"]
    allowed = {f"{medium}_allowed": people[f"{medium}_allowed"] for medium in CONTACTS}
    neither = ~(people.email_allowed | people.sms_allowed)
    return contacts | allowed | {"nobody_may_write": neither} | {n: people[c].notnull() for n, c in KNOWN.items()}


def _shared(people: ir.Table, contact: str, tables: Tables) -> int:
    """How many customers have a usable contact that another one has too."""
    usable = people.filter(people[f"{contact}_usable"])
    owners = usable.group_by(address=usable[contact].lower()).agg(n=lambda rows: rows.count())
    shared = owners.filter(owners.n > 1)
    return int(tables.lake.row(shared.agg(n=shared.n.sum()))["n"] or 0)


def _receipts(tables: Tables) -> pd.DataFrame:
    receipts = tables.receipts.filter(tables.receipts.issued_at <= tables.moment)
    kind = ibis.cases(
        (receipts.status.notnull() & (receipts.status == CANCELLED), "cancelled"),
        (receipts.customer_id.isnull(), "without_customer"),
        else_="with_customer",
    )
    sums = receipts.group_by(part=kind).agg(receipts=lambda t: t.count(), revenue=lambda t: t.total.sum())
    found = {row["part"]: row for row in tables.lake.arrow(sums).to_pylist()}
    nothing = {"receipts": 0, "revenue": Decimal(0)}
    rows = pd.DataFrame([{"part": part} | nothing | found.get(part, {}) for part in RECEIPTS])
    counting = rows["part"] != "cancelled"
    for column, share in (("receipts", "share"), ("revenue", "revenue_share")):
        values = rows[column].astype("float64")
        of = pd.Series(values[counting].sum(), index=rows.index).where(counting, values.sum())
        rows[share] = (values / of.where(of != 0)).fillna(0.0)
    return rows


def _freshness(tables: Tables) -> pd.DataFrame:
    newest = ibis.union(*(_newest(tables, name) for name in FRESH))
    rows = {row["table"]: row for row in tables.lake.arrow(newest).to_pylist()}
    today = day_of(tables.as_of, tables.zone)
    for row in rows.values():
        at = row["happened_at"]
        row["days_old"] = None if at is None else (today - day_of(at, tables.zone)).days
    return pd.DataFrame([rows[name] for name in FRESH]).astype({"days_old": "Int64"})


def _newest(tables: Tables, name: str) -> ir.Table:
    facts = tables.read(name)
    known = facts.filter(facts[HAPPENED[name]] <= tables.moment)
    return known.agg(rows=known.count(), happened_at=known[HAPPENED[name]].max()).mutate(table=ibis.literal(name))
