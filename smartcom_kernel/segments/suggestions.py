"""Values to choose from while a condition is written: the most frequent ones that hold what has been typed.

A source is ``table.column`` of the lake, or what values name: `categories`, `products`, `stores`, `tills`, `tags`,
`segments`, `models`, `mailings`, `mailing_categories`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

import ibis.expr.types as ir

from smartcom_kernel.core.errors import SpecError, UnknownName
from smartcom_kernel.lake.contracts import CONTRACTS
from smartcom_kernel.lake.personal import PERSONAL
from smartcom_kernel.lake.tables import Tables

LIMIT = 20
NAMED = {"categories": "category_id", "products": "product_id", "stores": "store_id", "tills": "till_id"}
"""Tables whose rows have an id and a name."""
NAMING = (*NAMED, "segments", "mailing_categories")
"""Sources whose values are ids of things with names."""


@dataclass(frozen=True)
class Suggestion:
    """One value to choose."""

    value: str
    """What stands in the condition."""
    label: str
    """What people call it; the value itself where it has no other name."""


def suggestions(source: str, typed: str, tables: Tables, *, limit: int = LIMIT) -> list[Suggestion]:
    """The values of a source that hold what has been typed, in small letters or capitals.

    Args:
        source: What the values are of.
        typed: What has been typed; all when empty.
        tables: Where to read.
        limit: The most that are returned.

    Raises:
        UnknownName: There is no such source, or it is personal data.
    """
    typed = typed.strip().lower()
    if source in LISTED:
        pairs = LISTED[source](tables).items()
        return [Suggestion(*pair) for pair in pairs if typed in " ".join(pair).lower()][:limit]
    rows = _named(source, typed, tables) if source in NAMED else _frequent(_values(source, tables), typed)
    return [
        Suggestion(row["value"], row["label"] or row["value"])
        for row in tables.lake.arrow(rows.limit(limit)).to_pylist()
    ]


def names(source: str, ids: Collection[str], tables: Tables) -> dict[str, str | None]:
    """What things are called: each id with its name, with itself where it has none, with None where nothing has it.

    Args:
        source: What the ids are of; of what has no ids, such as ``customers.city``, nothing is called otherwise.
        ids: The ids.
        tables: Where to read.
    """
    found: dict[str, str]
    if source == "segments":
        found = _segments(tables, ids)
    elif source in NAMED:
        rows = _with_names(source, tables)
        read = tables.lake.arrow(rows.filter(rows.value.isin(list(ids))))
        found = {row["value"]: row["label"] or row["value"] for row in read.to_pylist()}
    elif source in LISTED:
        found = LISTED[source](tables)
    else:
        return {}
    return {each: found.get(each) for each in ids}


def _saved_segments(tables: Tables) -> dict[str, str]:
    return _segments(tables, tables.segments)


def _segments(tables: Tables, wanted: Iterable[str]) -> dict[str, str]:
    """What saved segments are called; one whose file is faulty is called nothing."""
    found = {}
    for name in wanted:
        with suppress(SpecError, KeyError):
            found[name] = tables.segments[name].label
    return found


def _categories(tables: Tables) -> dict[str, str]:
    """What categories of mailings are called: those of the workspace, then those that only words are about."""
    own = {name: category.title or name for name, category in tables.mailing_categories.items()}
    words = tables.lake.state_table("consents")
    spoken_of = tables.lake.arrow(words.filter(words.category != "").select("category").distinct().order_by("category"))
    return own | {name: name for name in spoken_of["category"].to_pylist() if name not in own}


LISTED: dict[str, Callable[[Tables], dict[str, str]]] = {
    "segments": _saved_segments,
    "mailing_categories": _categories,
}
"""Sources whose few values are read whole, with what they are called."""


def _named(source: str, typed: str, tables: Tables) -> ir.Table:
    """Rows by their names."""
    rows = _with_names(source, tables)
    found = rows.value.lower().contains(typed) | rows.label.lower().contains(typed).fill_null(False)
    return rows.filter(found).order_by("label", "value")


def _with_names(source: str, tables: Tables) -> ir.Table:
    table = tables.read(source)
    return table.select(value=table[NAMED[source]], label=table.name)


def _frequent(values: ir.StringColumn, typed: str) -> ir.Table:
    """Values by how many rows have them."""
    rows = values.name("value").as_table()
    kept = rows.filter(rows.value.lower().contains(typed))
    counted = kept.group_by("value").agg(n=kept.count(), label=kept.value.min())
    return counted.order_by(counted.n.desc(), "value").drop("n")


def _values(source: str, tables: Tables) -> ir.StringColumn:
    if source == "tags":
        return tables.tags.tag
    if source == "models":
        return tables.customer_scores.model
    if source == "mailings":
        return tables.lake.state_table("sendings").mailing
    table, _, column = source.partition(".")
    if table not in CONTRACTS or column not in CONTRACTS[table] or column in PERSONAL:
        raise UnknownName("source of suggestions", source, [*NAMED, *LISTED, "tags", "models", "mailings"])
    return tables.read(table)[column]
