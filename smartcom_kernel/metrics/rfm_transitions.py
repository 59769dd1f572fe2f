"""Who moved between the cells and names of RFM from one refresh to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape

import ibis
import ibis.expr.types as ir
import pandas as pd

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.core.settings import NAMES
from smartcom_kernel.core.text_tables import html_matrix
from smartcom_kernel.core.wording import day_and_time, number, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.metrics.rfm_history import KEPT, Recorded, read_at, recorded, scores_of
from smartcom_kernel.metrics.rfm_names import DID_NOT_BUY, group_label

GROUPS = (*NAMES, DID_NOT_BUY)
"""The seven names, and those whom a refresh did not score."""
SCORES_AXES = ("r", "f", "m")
HEADS: dict[Lang, str] = {"en": "from \\ to", "ru": "откуда \\ куда"}


@dataclass(frozen=True)
class RfmTransitions:
    """Where the customers of one refresh are in another; those whom neither scored are left out.

    Args:
        since: The moment of the earlier refresh that was read.
        until: The moment of the later one.
        moves: One row per customer: `customer_id`, and `r`, `f`, `m`, `name` of both with `from_` and `to_` before
            them; without a purchase in the period the name is `did_not_buy` and the scores are empty.
        cells: `customers` for each `from_r`, `from_f`, `from_m`, `to_r`, `to_f`, `to_m` and both names that occur.
        same_rules: Whether both were scored by the same period, frequency, names and time zone.
        zone: IANA zone in which people say on which day a moment was.
    """

    since: datetime
    until: datetime
    moves: ir.Table
    cells: pd.DataFrame
    same_rules: bool
    zone: str = "UTC"

    @cached_property
    def names(self) -> pd.DataFrame:
        """`from`, `to`, `customers`: every pair of names that occurs."""
        pairs = self.cells.rename(columns={"from_name": "from", "to_name": "to"})
        summed = pairs.groupby(["from", "to"])["customers"].sum().reset_index()
        order = {name: place for place, name in enumerate(GROUPS)}
        return summed.sort_values(["from", "to"], key=lambda names: names.map(order), ignore_index=True)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The same 8 x 8: names at the earlier moment downwards, at the later one to the right."""
        wide = self.names.pivot(index="from", columns="to", values="customers")
        return wide.reindex(index=list(GROUPS), columns=list(GROUPS)).fillna(0).astype("int64")

    def customers(self, *, from_name: str | None = None, to_name: str | None = None) -> ir.Table:
        """Table of `customer_id`: who went from one name to another.

        Args:
            from_name: A name at the earlier moment, or `did_not_buy`; any when None.
            to_name: The same at the later moment.

        Raises:
            UnknownName: There is no such name.
        """
        asked = {"from_name": from_name, "to_name": to_name}
        chosen = {column: name for column, name in asked.items() if name is not None}
        found = self.moves
        for column, name in chosen.items():
            if name not in GROUPS:
                raise UnknownName("RFM name", name, GROUPS)
            found = found.filter(found[column] == name)
        return found.select("customer_id")

    def describe(self, lang: Lang | None = None) -> str:
        """How many moved, and which way most of them went; the workspace's language when None."""
        lang = lang or spoken()
        moved = self.names[self.names["from"] != self.names["to"]]
        stayed = number(self.names["customers"].sum() - moved["customers"].sum(), lang)
        went = number(moved["customers"].sum(), lang)
        since, until = (day_and_time(at, self.zone, lang) for at in (self.since, self.until))
        if lang == "ru":
            said = f"RFM с {since} по {until}: сменили группу {went}, остались в своей {stayed}"
        else:
            who = "customer" if moved["customers"].sum() == 1 else "customers"
            said = f"RFM from {since} to {until}: {went} {who} changed their group, {stayed} stayed in theirs"
        return said + _most(moved, lang) + self._rules(lang)

    def _rules(self, lang: Lang) -> str:
        if self.same_rules:
            return ""
        if lang == "ru":
            return "; правила RFM на эти моменты разные, поэтому часть переходов вызвана ими"
        return "; the two were scored by different settings of RFM, which explains part of the moves"

    def _repr_html_(self) -> str:
        lang = spoken()
        heads = [HEADS[lang], *(group_label(name, lang) for name in GROUPS)]
        rows = ([group_label(name, lang), *(number(n, lang) for n in self.table.T[name])] for name in GROUPS)
        return f"<p>{escape(self.describe(lang))}</p>{html_matrix([heads, *rows])}"


def transitions(tables: Tables, since: datetime, until: datetime) -> RfmTransitions:
    """Who moved between two moments, each read as the last refresh at or before it.

    Args:
        tables: Which state of the lake is read.
        since: The earlier moment.
        until: The later moment.

    Raises:
        SpecError: The moments are the wrong way round.
        DataError: There was no refresh yet at one of them.
    """
    if since > until:
        late, early = (day_and_time(at, tables.zone) for at in (since, until))
        raise SpecError.single("RFM transitions", f"`since`, {late}, lies after `until`, {early}")
    known = recorded(tables)
    first, last = (read_at(known, at, zone=tables.zone) for at in (since, until))
    moves = _moves(tables, first, last)
    columns = [column for column in moves.columns if column != "customer_id"]
    cells = tables.lake.arrow(moves.group_by(columns).agg(customers=moves.count()).order_by(columns)).to_pandas()
    whole = cells.astype({f"{side}_{axis}": "Int64" for side in ("from", "to") for axis in SCORES_AXES})
    return RfmTransitions(first.as_of, last.as_of, moves, whole, first.rules == last.rules, tables.zone)


def _moves(tables: Tables, first: Recorded, last: Recorded) -> ir.Table:
    before, after = (
        scores_of(tables, refresh).select(
            **{f"{side}_id": "customer_id"}, **{f"{side}_{column}": column for column in KEPT}
        )
        for side, refresh in (("from", first), ("to", last))
    )
    beside = before.outer_join(after, before.from_id == after.to_id)
    scored = beside.filter(beside.from_r.notnull() | beside.to_r.notnull())
    unscored = ibis.literal(DID_NOT_BUY)
    named = scored.mutate(
        customer_id=ibis.coalesce(scored.from_id, scored.to_id),
        from_name=scored.from_name.fill_null(unscored),
        to_name=scored.to_name.fill_null(unscored),
    )
    return named.drop("from_id", "to_id").relocate("customer_id")


def _most(moved: pd.DataFrame, lang: Lang) -> str:
    if moved.empty:
        return ""
    most = moved.iloc[int(moved["customers"].argmax())]
    here, there = (group_label(str(most[end]), lang) for end in ("from", "to"))
    many = number(int(most["customers"]), lang)
    return f"; больше всего: «{here}» → «{there}», {many}" if lang == "ru" else f"; most: {here} → {there}, {many}"
